import type { RefusalReason } from '../../../installations/upgrade-outcome.ts'

/** Why something could not be had. `claims` is what Entra wants to be asked for, base64 or JSON as it came. */
export type Problem =
  | { kind: 'consent-required' }
  | { kind: 'interaction-required'; claims: string | null }
  | { kind: 'sign-in-failed' }
  | { kind: 'unauthorized' }
  | { kind: 'not-found' }
  | { kind: 'not-allowed' }
  /** Final, by Microsoft Graph's word, which is `detail` in English; `requestId` is its own. */
  | { kind: 'refused'; reason: RefusalReason; detail: string | null; requestId: string | null }
  | { kind: 'rate-limited'; retryAfterSeconds: number }
  | { kind: 'offline' }
  | { kind: 'unavailable' }
  | { kind: 'unexpected' }

export type Answer<Value> = { kind: 'ok'; value: Value } | { kind: 'problem'; problem: Problem }

export const ok = <Value>(value: Value): Answer<Value> => ({ kind: 'ok', value })

export const problemOf = (problem: Problem): { kind: 'problem'; problem: Problem } => ({ kind: 'problem', problem })
