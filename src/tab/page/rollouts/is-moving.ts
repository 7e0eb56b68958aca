import type { ListedRollout } from '../api/rollout-shapes.ts'

/** Something may still change by itself or by somebody else's word. */
export const isMoving = ({ state, counts }: ListedRollout): boolean =>
  (state !== 'ended' && state !== 'aborted') || counts.pending > 0
