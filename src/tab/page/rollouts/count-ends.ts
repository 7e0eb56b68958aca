import type { Counts, TargetState } from '../../../rollouts/target.ts'

/** In the order of the bar: what went well, what did not, what is still to come. */
export const shownStates: readonly TargetState[] = [
  'upgraded',
  'accepted',
  'current',
  'needsConsent',
  'gone',
  'skipped',
  'superseded',
  'refused',
  'failed',
  'pending',
]

export type Ends = { done: number; total: number; failed: number }

export function countEnds(counts: Counts): Ends {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { done: total - counts.pending, total, failed: counts.refused + counts.failed }
}
