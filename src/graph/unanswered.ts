import { GraphClientError } from '@microsoft/microsoft-graph-client'
import { hideSecrets } from '../hide-secrets.ts'
import type { Answer } from '../installations/answer.ts'

/**
 * graph-client replaces what a middleware throws unless it is of its own class, so all kinds are. Its constructor makes
 * every error one of exactly that class, so that none would be known again by its own.
 */
class OwnKind extends GraphClientError {
  constructor(message: string) {
    super(message)
    Object.setPrototypeOf(this, new.target.prototype)
  }
}
export class TokenUnavailable extends OwnKind {}
export class ConnectionBroken extends OwnKind {}
export class Stopped extends OwnKind {}
export class PlaceBusy extends OwnKind {
  retryAfterSeconds = 0
}

/** Why a request has no answer: the first two were never sent. */
export type Unanswered = 'no-token' | 'no-turn' | 'no-answer'

export function whyUnanswered(error: unknown): Unanswered {
  if (error instanceof TokenUnavailable) return 'no-token'
  return error instanceof PlaceBusy || error instanceof Stopped ? 'no-turn' : 'no-answer'
}

/** What it means for whoever asked. What was refused with one token and waits with another was sent all the same. */
export function troubleOf(error: unknown, { wasSent }: { wasSent: boolean }): Answer<never> {
  const unsent = wasSent ? {} : { isUnsent: true as const }
  const detail = hideSecrets(error instanceof Error ? error.message : String(error))
  if (error instanceof TokenUnavailable) {
    return { kind: 'failed', detail: `No token for Graph: ${detail}`, requestId: null, isTokenTrouble: true, ...unsent }
  }
  if (error instanceof Stopped) return { kind: 'failed', detail, requestId: null, ...unsent }
  if (error instanceof PlaceBusy)
    return { kind: 'throttled', retryAfterSeconds: error.retryAfterSeconds, requestId: null, ...unsent }
  return { kind: 'doubtful', detail: `No answer from Graph: ${detail}`, retryAfterSeconds: null, requestId: null }
}
