import type { RolloutStatus } from '../../rollouts/read-rollout.ts'
import { isOver } from '../../rollouts/rollout.ts'

/** What scripts go by. 0: ended well · 1: ended with failures · 2: asked wrongly, nothing done · 3: paused or aborted. */
export type ExitCode = 0 | 1 | 2 | 3

/** Of whoever waited for a rollout. One that waits for somebody's word counts as paused. */
export function exitCodeOf({ rollout, counts }: Pick<RolloutStatus, 'rollout' | 'counts'>): ExitCode {
  if (!isOver(rollout) || rollout.state === 'aborted') return 3
  return counts.refused + counts.failed > 0 ? 1 : 0
}
