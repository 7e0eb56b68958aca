import type { Trouble } from '../installations/answer.ts'
import type { CatalogApp } from '../installations/app-catalog.ts'
import { hashPermissionSet } from '../installations/hash-permission-set.ts'
import type { AppReference, CallContext } from '../installations/installed-apps.ts'
import {
  comparePermissions,
  needsConsent,
  type Permission,
  type PermissionDiff,
} from '../installations/permission-set.ts'
import { offeredKinds } from './offered-kinds.ts'
import { appIdOf } from './pinned-catalog.ts'
import { readSample } from './read-sample.ts'
import type { PinnedVersion, RolloutApp } from './rollout.ts'
import type { RolloutParts } from './rollout-parts.ts'
import type { PlaceKind, PlaceRef } from './target.ts'

export type PreviewAsked = {
  tenantId: string
  app: AppReference
  kinds: PlaceKind[]
  /** Null: the bot's own record and the directory. */
  list: PlaceRef[] | null
}

/** What an admin sees before anything is begun. Nothing was changed for it. */
export type RolloutPreview = {
  app: RolloutApp
  pinned: PinnedVersion
  /** Beside what some installations have consented to: new for at least one of them, kept by all, dropped by some. */
  permissions: PermissionDiff
  /** Whether the version asks some installations for application permissions that they have not consented to. */
  asksForMore: boolean
  /** What `--accept-permissions` and the *Accept* button name. */
  hash: string
  /** Installations that were read for the permissions: none where Graph said nothing in time. */
  sampled: number
  /** Known before the directory is read; a list has them all. */
  known: Record<PlaceKind, number>
  /** Which places are left out because Graph does not offer them in this cloud, and what to do instead, in words. */
  notOffered: string[]
}

export type Previewed = { kind: 'ok'; preview: RolloutPreview } | { kind: 'not-in-catalog' } | Trouble

/** Reads the newest version and a sample of the places. */
export async function previewRollout(asked: PreviewAsked, parts: RolloutParts, call: CallContext): Promise<Previewed> {
  const tenant = parts.tenant(asked.tenantId)
  const newest = await tenant.appCatalog.newest(asked.app, call, { fresh: true })
  if (newest.kind !== 'ok') return newest
  if (!newest.value) return { kind: 'not-in-catalog' }
  const { app, pinned } = pinnedFrom(newest.value)
  const offered = { ...asked, kinds: offeredKinds(asked.kinds, parts) }
  const consented = await readSample(offered, app, { parts, call })
  const permissions = compareAll(pinned.required, consented)
  return {
    kind: 'ok',
    preview: {
      app,
      pinned,
      permissions,
      asksForMore: needsConsent(permissions),
      hash: hashPermissionSet(pinned.required),
      sampled: consented.length,
      known: await countKnown(offered, app, parts),
      notOffered: asked.list ? [] : asked.kinds.flatMap((kind) => parts.notOffered(kind) ?? []),
    },
  }
}

/** The newest version as a rollout keeps it. */
export function pinnedFrom(newest: CatalogApp): { app: RolloutApp; pinned: PinnedVersion } {
  const { version, required, ...app } = newest
  return { app, pinned: { version, required } }
}

/** Nothing read says nothing of what is kept: then all that is required counts as new. */
function compareAll(required: Permission[], consented: Permission[][]): PermissionDiff {
  if (consented.length === 0) return comparePermissions(required, [])
  const diffs = consented.map((one) => comparePermissions(required, one))
  const added = required.filter((one) => diffs.some((diff) => diff.added.includes(one)))
  const dropped = diffs.flatMap((diff) => diff.dropped)
  const unique = dropped.filter((one, i) => dropped.findIndex((other) => isSame(one, other)) === i)
  return { added, kept: required.filter((one) => !added.includes(one)), dropped: unique }
}

const isSame = (a: Permission, b: Permission) =>
  a.permissionValue === b.permissionValue && a.permissionType === b.permissionType

async function countKnown(asked: PreviewAsked, app: RolloutApp, parts: RolloutParts) {
  const of = (kind: PlaceKind) => asked.list?.filter((place) => place.kind === kind).length ?? 0
  if (asked.list) return { team: of('team'), chat: of('chat'), user: of('user') }
  const known = await parts.knownPlaces.count(asked.tenantId, appIdOf(app)).catch(() => ({ team: 0, chat: 0, user: 0 }))
  const counted = (kind: PlaceKind) => (asked.kinds.includes(kind) ? known[kind] : 0)
  return { team: counted('team'), chat: counted('chat'), user: counted('user') }
}
