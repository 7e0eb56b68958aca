import { randomUUID } from 'node:crypto'
import type { Trouble } from '../installations/answer.ts'
import type { Actor } from '../installations/audit-log.ts'
import { hashPermissionSet } from '../installations/hash-permission-set.ts'
import type { AppReference, CallContext } from '../installations/installed-apps.ts'
import type { JobTiming } from '../installations/jobs.ts'
import { offeredKinds } from './offered-kinds.ts'
import { pastAll } from './plan-cursor.ts'
import { pinnedFrom } from './preview-rollout.ts'
import type { RolloutSettings } from './rollout.ts'
import { type RolloutParts, stepJobName } from './rollout-parts.ts'
import type { NewRollout } from './rollout-store.ts'
import type { PlaceKind, PlaceRef } from './target.ts'

export type RolloutAsked = {
  tenantId: string
  app: AppReference
  /** Kinds of places to list; of no meaning where there is a `list`. */
  kinds: PlaceKind[]
  /** `known`: the bot's own record alone, without a call. `directory`: every place of the tenant, and what is known. */
  source: 'directory' | 'known'
  /** Exactly these places, in this order. */
  list: AsyncIterable<PlaceRef[]> | null
  /** Left out, and named in the report. */
  exclude: PlaceRef[]
  settings: RolloutSettings
  actor: Actor
  /** What the actor saw in the plan: anything else by now is not begun. */
  shown?: { version: string; hash: string }
  /** Of the caller's making, where something is to point at the rollout before it is there. */
  id?: string
  /** Told once it is written down whole, and waited for before any place is looked at: from here on it can be resumed. */
  onId?(id: string): void | Promise<void>
}

export type Started =
  | { kind: 'started'; id: string }
  | { kind: 'not-in-catalog' }
  /** What was accepted or shown is not what is newest now. */
  | { kind: 'permissions-changed'; hash: string }
  /** Another one of the same app is under way: it has to end, or be aborted, first. */
  | { kind: 'under-way'; id: string }
  | Trouble

/** Writes the rollout down and has its places listed. Nothing is upgraded before that is done. */
export async function startRollout(asked: RolloutAsked, parts: RolloutParts, call: CallContext): Promise<Started> {
  const newest = await parts.tenant(asked.tenantId).appCatalog.newest(asked.app, call, { fresh: true })
  if (newest.kind !== 'ok') return newest
  if (!newest.value) return { kind: 'not-in-catalog' }
  const hash = hashPermissionSet(newest.value.required)
  const { acceptedSet } = asked.settings
  const { shown, id = randomUUID() } = asked
  const isShown = !shown || (shown.version === newest.value.version && shown.hash === hash)
  if (!isShown || (acceptedSet !== null && acceptedSet !== hash)) return { kind: 'permissions-changed', hash }

  const kinds = offeredKinds(asked.kinds, parts)
  await parts.store.create(newRollout(id, { ...asked, kinds }, pinnedFrom(newest.value)))
  // Should this process die before the list is in, what it has so far comes to its end by itself.
  await schedule(id, { runAfterSeconds: longestListSeconds, singletonKey: `${id}/never-begun` }, parts)
  if (asked.exclude.length > 0) {
    await parts.store.addTargets(id, asked.exclude, { skipped: 'left out by the operator' })
  }
  for await (const places of asked.list ?? []) await parts.store.addTargets(id, places)
  if (!asked.list) await parts.store.addKnownPlaces(id, kinds)
  const other = await begin(id, parts)
  if (other !== null) {
    // It would stand in every list as one that somebody aborted.
    await parts.store.discard(id)
    return { kind: 'under-way', id: other }
  }
  parts.onChange?.(id)
  await asked.onId?.(id)
  await schedule(id, { runAfterSeconds: 0, singletonKey: `${id}/plan` }, parts)
  return { kind: 'started', id }
}

/** Far longer than a list of a million places takes. */
const longestListSeconds = 600

function schedule(rolloutId: string, timing: JobTiming, { jobs }: RolloutParts): Promise<void> {
  return jobs.schedule(stepJobName, { rolloutId }, timing)
}

/** @returns the rollout that is in its way; null when there is none, and it has begun. */
async function begin(id: string, { store }: RolloutParts): Promise<string | null> {
  let other: string | null = null
  await store.change(id, (current, { otherUnderWay }) => {
    other = current.settings.isDryRun ? null : otherUnderWay
    return other === null ? { state: 'planning', endedAt: null } : null
  })
  return other
}

function newRollout(id: string, asked: RolloutAsked, pinned: ReturnType<typeof pinnedFrom>): NewRollout {
  return {
    id,
    tenantId: asked.tenantId,
    ...pinned,
    settings: asked.settings,
    kinds: asked.list ? [] : asked.kinds,
    cursor: asked.source === 'known' ? pastAll(asked.kinds) : null,
    // Until the list is in, nobody takes it for complete.
    state: 'aborted',
    reason: null,
    openWaves: 0,
    generation: 1,
    forgiven: 0,
    credentialPauses: 0,
    gateOpensAt: null,
    throttledUntil: null,
    startedBy: asked.actor,
    approvedBy: null,
    createdAt: new Date(),
    startedAt: null,
    endedAt: new Date(),
  }
}
