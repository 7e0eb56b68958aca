import { type RefusalReason, refusalReasons } from '../../../installations/upgrade-outcome.ts'
import type { Problem } from './answer.ts'

const LONGEST_TYPE = 200
const WAIT_UNLESS_SAID_SECONDS = 10

/** What an answer that is no success means, from its `application/problem+json` and, failing that, its status. */
export async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const type = textOf(body, 'type').slice(-LONGEST_TYPE)
  const kind = type.split(/[/:#]/).at(-1) || kindByStatus(response.status)
  switch (kind) {
    case 'consent-required':
    case 'unauthorized':
    case 'not-found':
    case 'not-allowed':
    case 'unavailable':
      return { kind }
    case 'refused':
      return {
        kind,
        reason: reasonIn(body),
        detail: textOf(body, 'detail') || null,
        requestId: textOf(body, 'requestId') || null,
      }
    case 'interaction-required':
      return { kind, claims: textOf(body, 'claims') || null }
    case 'rate-limited':
      return { kind, retryAfterSeconds: readRetryAfter(response) }
    default:
      return { kind: response.status >= 500 ? 'unavailable' : 'unexpected' }
  }
}

/** A newer server may know another one. */
function reasonIn(body: unknown): RefusalReason {
  const reason = textOf(body, 'reason')
  return refusalReasons.find((one) => one === reason) ?? 'rejected'
}

function kindByStatus(status: number): string {
  if (status === 401) return 'unauthorized'
  if (status === 403 || status === 404) return 'not-found'
  return status === 429 ? 'rate-limited' : ''
}

function readRetryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '')
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : WAIT_UNLESS_SAID_SECONDS
}

function textOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : ''
}
