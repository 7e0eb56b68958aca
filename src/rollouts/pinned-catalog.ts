import type { AppCatalog, CatalogApp } from '../installations/app-catalog.ts'
import type { AppReference } from '../installations/installed-apps.ts'
import { isSameSet } from '../installations/permission-set.ts'
import type { PauseReason, PinnedVersion, Rollout, RolloutApp } from './rollout.ts'

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

export type Superseded = Extract<PauseReason, { kind: 'superseded' }>

/**
 * What stands in the way of the pinned version, where `newest` is what the catalog has now: another version, the same one
 * asking for something else, or none. Null: the pinned version still is the newest.
 */
export function supersededBy(pinned: PinnedVersion, newest: PinnedVersion | null): Superseded | null {
  if (!newest) return { kind: 'superseded', version: null }
  const { version } = newest
  const asksForMore = !isSameSet(pinned.required, newest.required)
  return asksForMore || version !== pinned.version ? { kind: 'superseded', version, asksForMore } : null
}
