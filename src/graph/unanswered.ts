import { GraphClientError } from '@microsoft/microsoft-graph-client'
import { hideSecrets } from '../hide-secrets.ts'
import type { Answer } from '../installations/answer.ts'

/** graph-client replaces what a middleware throws unless it is of its own class, so all kinds are. */
export class TokenUnavailable extends GraphClientError {}
export class ConnectionBroken extends GraphClientError {}
export class Stopped extends GraphClientError {}
export class PlaceBusy extends GraphClientError {
  retryAfterSeconds = 0
}

/** Why a request has no answer: the first two were never sent. */
export type Unanswered = 'no-token' | 'no-turn' | 'no-answer'

export function whyUnanswered(error: unknown): Unanswered {
  if (error instanceof TokenUnavailable) return 'no-token'
  return error instanceof PlaceBusy || error instanceof Stopped ? 'no-turn' : 'no-answer'
}

/** What it means for whoever asked. */
export function troubleOf(error: unknown): Answer<never> {
  const detail = hideSecrets(error instanceof Error ? error.message : String(error))
  if (error instanceof TokenUnavailable) {
    return { kind: 'failed', detail: `No token for Graph: ${detail}`, requestId: null, isTokenTrouble: true }
  }
  if (error instanceof Stopped) return { kind: 'failed', detail, requestId: null }
  if (error instanceof PlaceBusy)
    return { kind: 'throttled', retryAfterSeconds: error.retryAfterSeconds, requestId: null }
  return { kind: 'doubtful', detail: `No answer from Graph: ${detail}`, retryAfterSeconds: null, requestId: null }
}
