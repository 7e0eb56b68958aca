import type { PlanCursor } from './rollout-store.ts'
import type { PlaceKind } from './target.ts'

/** Which of the kinds is being listed, and where in its list. */
export type PlanPosition = { kind: number; after: Record<string, unknown> | null }

export function positionOf(cursor: PlanCursor): PlanPosition {
  const kind = cursor?.['kind']
  const after = cursor?.['after']
  const isPlace = typeof after === 'object' && after !== null && !Array.isArray(after)
  return { kind: typeof kind === 'number' ? kind : 0, after: isPlace ? { ...after } : null }
}

/** Where planning ends: nothing is to be listed any more. */
export function pastAll(kinds: PlaceKind[]): PlanPosition {
  return { kind: kinds.length, after: null }
}
