import type { Reply } from './route.ts'

export type Refusal = Error & { refusal: { status: number; code: string; headers: Record<string, string> } }

/** To be thrown by any route; `answer` makes Graph's error body of it. */
export function refuse(status: number, code: string, message: string, headers: Record<string, string> = {}): Refusal {
  return Object.assign(new Error(message), { refusal: { status, code, headers } })
}

export const badRequest = (message: string) => refuse(400, 'BadRequest', message)
export const forbidden = (message: string) => refuse(403, 'Forbidden', message)
export const notFound = (message: string) => refuse(404, 'NotFound', message)

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'refusal' in error
}

/** Ids that tie an answer to a request: Graph's own, and the caller's echoed. */
export type Ids = { requestId: string; clientRequestId: string | null }

/** The error body of https://learn.microsoft.com/graph/errors. */
export function errorReply(refusal: Refusal, ids: Ids, nowMs: number): Reply {
  const { status, code, headers } = refusal.refusal
  const innerError = {
    date: new Date(nowMs).toISOString().slice(0, 19),
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId ?? ids.requestId,
  }
  return { status, headers, body: { error: { code, message: refusal.message, innerError } } }
}

/** The 429 body of https://learn.microsoft.com/graph/throttling, whose inner error differs from all others. */
export function throttledReply(retryAfter: string | null, ids: Ids, nowMs: number): Reply {
  const innerError = {
    code: '429',
    date: new Date(nowMs).toISOString().slice(0, 19),
    message: 'Please retry after',
    'request-id': ids.requestId,
    status: '429',
  }
  return {
    status: 429,
    headers: retryAfter === null ? {} : { 'retry-after': retryAfter },
    body: { error: { code: 'TooManyRequests', innerError, message: 'Please retry again later.' } },
  }
}
