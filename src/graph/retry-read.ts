import type { Answer } from '../installations/answer.ts'
import type { Time } from './pace-places.ts'

export type Patience = {
  /** Requests in all, the first one counted. */
  attempts: number
  /** A longer `Retry-After` is not waited for but handed to the caller: a person should hear of it. */
  longestWaitSeconds: number
}

/**
 * Repeats a read as Graph asks: after the stated time, or with exponential back-off and jitter where none is stated
 * (https://learn.microsoft.com/graph/throttling). Reading changes nothing, so a doubtful answer is simply asked again.
 */
export async function retryRead<T>(
  read: () => Promise<Answer<T>>,
  { patience, time }: { patience: Patience; time: Time },
): Promise<Answer<T>> {
  for (let attempt = 1; ; attempt++) {
    const answer = await read()
    if (answer.kind !== 'throttled' && answer.kind !== 'doubtful') return answer
    const waitSeconds = answer.retryAfterSeconds ?? backOffSeconds(attempt)
    if (attempt >= patience.attempts || waitSeconds > patience.longestWaitSeconds) return answer
    await time.sleep(waitSeconds * 1000)
  }
}

/** Half a second, doubling, up to 30 s; the jitter keeps many waiters from coming back in one crowd. */
export function backOffSeconds(attempt: number): number {
  return Math.min(30, 0.5 * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2)
}
