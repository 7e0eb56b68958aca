import type { Trouble } from '../installations/answer.ts'
import { notFound, type Problem, refused, unavailable } from './problems.ts'

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

/** Why nothing was read, for somebody who may know that the place is there. */
export function whyNothingRead(trouble: Trouble): Problem {
  if (trouble.kind === 'refused') return refused(trouble)
  // A no that is documented nowhere is one all the same.
  if (trouble.kind === 'unclear') return refused({ ...trouble, reason: 'rejected' })
  return whyUnreadable(trouble) ?? notFound
}
