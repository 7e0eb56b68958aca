import type { RolloutParts } from './rollout-parts.ts'
import type { PlaceKind } from './target.ts'

/** Those that Graph offers in this cloud. Places of a list are taken as they are: each then has an end with words. */
export function offeredKinds(kinds: PlaceKind[], { notOffered }: Pick<RolloutParts, 'notOffered'>): PlaceKind[] {
  return kinds.filter((kind) => notOffered(kind) === null)
}
