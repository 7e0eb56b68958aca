import { type Answer, ok, problemOf } from './answer.ts'
import { readProblem } from './read-problem.ts'

export type ApiRequest = { method: 'GET' | 'POST'; path: string; body?: unknown; signal: AbortSignal }

export type ApiParts = { getToken(): Promise<Answer<string>>; fetch: typeof fetch }

/**
 * One call of the tab's API as the signed-in person. Teams keeps the token and renews it, so it is asked for each time;
 * one that was refused all the same (it expired on its way) is asked for once more.
 */
export async function callApi(request: ApiRequest, parts: ApiParts): Promise<Answer<Response>> {
  const answer = await callOnce(request, parts)
  const isRefused = answer.kind === 'problem' && answer.problem.kind === 'unauthorized'
  return isRefused ? callOnce(request, parts) : answer
}

/** No longer than that, and no longer than somebody wants it. */
export function within(ms: number, signal?: AbortSignal): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])])
}

/** The same where the answer is JSON of a known shape. */
export async function callForJson<Value>(
  request: ApiRequest,
  check: (body: unknown) => body is Value,
  parts: ApiParts,
): Promise<Answer<Value>> {
  const answer = await callApi(request, parts)
  if (answer.kind === 'problem') return answer
  const body: unknown = await answer.value.json().catch(() => null)
  return check(body) ? ok(body) : problemOf({ kind: 'unexpected' })
}

async function callOnce(request: ApiRequest, { getToken, fetch }: ApiParts): Promise<Answer<Response>> {
  const token = await getToken()
  if (token.kind === 'problem') return token
  const response = await send(request, token.value, fetch)
  if (!response) return problemOf({ kind: isOffline() ? 'offline' : 'unavailable' })
  return response.ok ? ok(response) : problemOf(await readProblem(response))
}

/** Null where no answer came: no network, a broken connection, or more patience than `signal` has. */
async function send(request: ApiRequest, token: string, call: typeof fetch): Promise<Response | null> {
  const headers = new Headers({ authorization: `Bearer ${token}`, accept: 'application/json' })
  if (request.body !== undefined) headers.set('content-type', 'application/json')
  const body = request.body === undefined ? null : JSON.stringify(request.body)
  const { method, path, signal } = request
  return call(path, { method, headers, body, signal, cache: 'no-store' }).catch(() => null)
}

function isOffline(): boolean {
  return typeof navigator === 'object' && 'onLine' in navigator && navigator.onLine === false
}
