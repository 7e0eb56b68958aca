import type { Trouble } from './answer.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

/** Said where Graph asked for no particular time. */
const usualWaitSeconds = 30

export type TroubleOutcome = Extract<UpgradeOutcome, { kind: 'not-installed' | 'refused' | 'try-later' | 'failed' }>

/** How an upgrade ends when one of its calls came to no good end and nothing was changed by it. */
export function endOf(trouble: Trouble): TroubleOutcome {
  switch (trouble.kind) {
    case 'not-found':
      return { kind: 'not-installed' }
    case 'refused':
      return trouble
    case 'throttled':
    case 'doubtful':
      return {
        kind: 'try-later',
        retryAfterSeconds: Math.ceil(trouble.retryAfterSeconds ?? usualWaitSeconds),
        requestId: trouble.requestId,
      }
    case 'unclear':
      return { kind: 'refused', reason: 'rejected', detail: trouble.detail, requestId: trouble.requestId }
    case 'failed':
      return { kind: 'failed', detail: trouble.detail, requestId: trouble.requestId }
  }
}
