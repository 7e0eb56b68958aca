import type { Trouble } from '../installations/answer.ts'
import type { RefusalReason } from '../installations/upgrade-outcome.ts'

/** An answer that is not a success, cut down to what its meaning rests on. */
export type Refusal = {
  status: number
  code: string
  message: string
  requestId: string | null
  retryAfterSeconds: number | null
}

/**
 * What a refusal means. Graph asks to branch on status and code (https://learn.microsoft.com/graph/errors), but every
 * 403 of these routes has the same code, so the observed sentences tell those apart, and an unknown one stays 'rejected'.
 */
export function classifyRefusal(refusal: Refusal): Trouble {
  const { status, requestId, retryAfterSeconds } = refusal
  const detail = [refusal.code, refusal.message].filter(Boolean).join(': ') || `HTTP ${status}`
  if (status === 429) return { kind: 'throttled', retryAfterSeconds, requestId }
  if ((status >= 500 && status !== 501) || status === 408)
    return { kind: 'doubtful', detail, retryAfterSeconds, requestId }
  if (status === 404 || status === 410) return { kind: 'not-found', detail, requestId }
  if (status === 401) {
    return { kind: 'failed', detail: `Graph did not accept the token (${detail})`, requestId, isTokenTrouble: true }
  }
  if (isPassing(refusal)) return { kind: 'doubtful', detail, retryAfterSeconds, requestId }
  const reason = refusalReason(refusal)
  if (reason) return { kind: 'refused', reason, detail, requestId }
  return status === 400 || status === 409
    ? { kind: 'unclear', detail, requestId }
    : { kind: 'refused', reason: 'rejected', detail, requestId }
}

/** A 400 or 403 that was seen to go away by itself (microsoft-graph-docs issues 20972 and 9488). */
function isPassing({ status, code, message }: Refusal): boolean {
  if (status === 400) return message.includes('Failed to execute settings store request')
  return status === 403 && code === 'UnknownError' && message === ''
}

/** The 403, 400 and 412 sentences collected from public threads; sources in docs/decisions/graph-answers.md. */
function refusalReason({ status, code, message }: Refusal): RefusalReason | null {
  if (status === 400) return code === 'ResourceSpecificPermissionsMismatch' ? 'permission-mismatch' : null
  if (status === 412) return message.includes('IsUserAuthorizedToGrant') ? 'not-allowed-person' : 'rejected'
  if (status === 405 || status === 501) return 'unsupported'
  if (status !== 403) return null
  if (/^Missing (role|scope) permissions/.test(message)) return 'missing-permission'
  if (code === 'Authorization_RequestDenied') return 'missing-permission'
  if (/is not allowed to manage the Teams App/.test(message)) return 'app-mismatch'
  return 'rejected'
}
