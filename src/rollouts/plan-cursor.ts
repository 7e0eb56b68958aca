import type { PlanCursor } from './rollout-store.ts'
import type { PlaceKind } from './target.ts'

export type PlanPosition = {
  /** Which of the kinds is being listed. */
  kind: number
  /** Where in its list; null: at its beginning. */
  after: Record<string, unknown> | null
  /** The generation of the rollout in which this list was begun once more; null: it was not. */
  begunAgainIn: number | null
}

export function positionOf(cursor: PlanCursor): PlanPosition {
  const [kind, after, begunAgainIn] = [cursor?.['kind'], cursor?.['after'], cursor?.['begunAgainIn']]
  const isPlace = typeof after === 'object' && after !== null && !Array.isArray(after)
  return {
    kind: typeof kind === 'number' ? kind : 0,
    after: isPlace ? { ...after } : null,
    begunAgainIn: typeof begunAgainIn === 'number' ? begunAgainIn : null,
  }
}

/** `next` as the page has it: null at the end of its list. */
export function following(at: PlanPosition, next: PlanPosition['after']): PlanPosition {
  return next === null ? atStartOf(at.kind + 1) : { ...at, after: next }
}

/**
 * The links of Graph's pages do not hold for ever: some were answered with 400 `Directory_ExpiredPageToken`
 * (https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2254). A list that goes on with a link that is not taken is
 * begun once more, but once in a generation: who resumes gives it another chance, and nothing goes on for ever by itself.
 * @returns null where that was done already, or no link is to blame.
 */
export function begunAgain(at: PlanPosition, generation: number): PlanPosition | null {
  return at.after === null || at.begunAgainIn === generation ? null : { ...startOf(at), begunAgainIn: generation }
}

export function startOf(at: PlanPosition): PlanPosition {
  return atStartOf(at.kind)
}

/** Where planning ends: nothing is to be listed any more. */
export function pastAll(kinds: PlaceKind[]): PlanPosition {
  return atStartOf(kinds.length)
}

function atStartOf(kind: number): PlanPosition {
  return { kind, after: null, begunAgainIn: null }
}
