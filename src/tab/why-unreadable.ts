import type { Trouble } from '../installations/answer.ts'
import { type Problem, unavailable } from './problems.ts'

const usualWaitSeconds = 10

/** The problem where Graph could not answer at all; null where it answered no. */
export function whyUnreadable(trouble: Trouble): Problem | null {
  switch (trouble.kind) {
    case 'throttled':
    case 'doubtful': {
      const seconds = Math.max(1, Math.ceil(trouble.retryAfterSeconds ?? usualWaitSeconds))
      return unavailable(`Microsoft Graph asks for some patience. Try again in ${seconds} s.`, seconds)
    }
    case 'failed':
      return unavailable('Microsoft Graph could not be asked. Try again later, or tell the people who run this app.')
    case 'not-found':
    case 'refused':
    case 'unclear':
      return null
  }
}
