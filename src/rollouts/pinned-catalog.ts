import type { AppCatalog, CatalogApp } from '../installations/app-catalog.ts'
import { hashPermissionSet } from '../installations/hash-permission-set.ts'
import type { AppReference } from '../installations/installed-apps.ts'
import type { PinnedVersion, Rollout, RolloutApp } from './rollout.ts'

/** What the bot's own record knows an app by. */
export const appIdOf = ({ externalId, catalogId }: RolloutApp): string => externalId ?? catalogId

/** The app as every target is asked for it. */
export function referenceOf({ externalId, catalogId }: RolloutApp): AppReference {
  return externalId ? { by: 'externalId', id: externalId } : { by: 'catalogId', id: catalogId }
}

/** A catalog in which the pinned version is the newest: what an admin agreed to, and no call for it. */
export function pinnedCatalog({ app, pinned }: Pick<Rollout, 'app' | 'pinned'>): AppCatalog {
  const value: CatalogApp = { ...app, ...pinned }
  return {
    newest: async () => ({ kind: 'ok', value, requestId: null }),
    newestOf: async () => ({ kind: 'ok', value: [value], requestId: null }),
  }
}

/** Whether the catalog has another newest version by now, or the same one asking for something else. */
export function isAnother(pinned: PinnedVersion, newest: PinnedVersion): boolean {
  return pinned.version !== newest.version || asksForOther(pinned, newest)
}

export function asksForOther(pinned: PinnedVersion, newest: PinnedVersion): boolean {
  return hashPermissionSet(pinned.required) !== hashPermissionSet(newest.required)
}
