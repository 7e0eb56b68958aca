import { Client, type Middleware, ResponseType } from '@microsoft/microsoft-graph-client'
import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import { authorize, type GetToken, withDeadline } from './authorize.ts'
import type { GraphCall, OnGraphCall } from './graph-call.ts'
import { middleware } from './middleware.ts'
import type { Pace } from './pace.ts'
import type { Time } from './pace-places.ts'
import { readAnswer } from './read-answer.ts'
import { routeOf } from './route-of.ts'
import { shareReads } from './share-reads.ts'
import { ConnectionBroken, troubleOf, whyUnanswered } from './unanswered.ts'
import { type SentCall, TimeInLine, waitForTurn } from './wait-for-turn.ts'

/** One request and its answer as they were, without the token, for whoever writes them down; `body` is the text. */
export type OnExchange = (request: GraphRequest, answer: { status: number; headers: Headers; body: string }) => void

export type GraphOptions = {
  baseUrl: string
  version: 'v1.0' | 'beta'
  getToken: GetToken
  pace: Pace
  time: Time
  timeoutMs: number
  onCall?: OnGraphCall
  onExchange?: OnExchange | undefined
}

/** Path and query come after the version, each part encoded already. */
export type GraphRequest = { method: 'GET'; path: string } | { method: 'POST'; path: string; body: object }

/** One request, one answer: never repeats a request by itself, except once with a fresh token after a 401 or 403. */
export type Graph = {
  send(request: GraphRequest, call: CallContext): Promise<Answer<unknown>>
  /** The path of a `nextLink` for `send`; null when it leaves this Graph (following it would give our token away). */
  pathOfLink(link: string): string | null
}

/** Microsoft's own client with a middleware chain of three: token, pace, fetch. */
export function createGraph(options: GraphOptions): Graph {
  const root = new URL(`${options.version}/`, new URL(options.baseUrl))
  const client = Client.initWithMiddleware({
    baseUrl: `${root.origin}/`,
    defaultVersion: options.version,
    // Pace comes last before sending: a token that takes its time must not bring two requests closer together.
    middleware: [
      authorize(withDeadline(options.getToken, options.timeoutMs), options.time.now),
      waitForTurn({ ...options, versionPath: root.pathname }),
      sendOverHttp(options.timeoutMs),
    ],
  })
  const sendNow = async (request: GraphRequest, call: SentCall) => {
    const startedMs = options.time.now()
    const line = new TimeInLine(call)
    const { answer, ...seen } = await sendOnce(client, request, { line, onExchange: options.onExchange })
    options.onCall?.({
      method: request.method,
      route: routeOf(request.path),
      ...seen,
      correlationId: call.correlationId,
      durationMs: options.time.now() - startedMs - line.ms,
      waitedMs: line.ms,
      retryAfterSeconds: 'retryAfterSeconds' in answer ? answer.retryAfterSeconds : null,
    })
    return answer
  }
  return {
    send: shareReads(sendNow),
    pathOfLink(link) {
      const url = URL.canParse(link) ? new URL(link) : null
      if (url?.origin !== root.origin || !url.pathname.startsWith(root.pathname)) return null
      return `/${url.pathname.slice(root.pathname.length)}${url.search}`
    },
  }
}

type Sending = { line: TimeInLine; onExchange: OnExchange | undefined }

type Sent = { answer: Answer<unknown> } & Pick<GraphCall, 'status' | 'unanswered' | 'requestId' | 'clockLeadMs'>

async function sendOnce(client: Client, request: GraphRequest, { line, onExchange }: Sending): Promise<Sent> {
  const prepared = client
    .api(request.path)
    .header('client-request-id', line.call.correlationId)
    .middlewareOptions([line])
    // A redirect must not carry the token to another host: it comes back as an answer that is no success.
    .options({ redirect: 'manual' })
    .responseType(ResponseType.RAW)
  let response: Response | null = null
  try {
    const answered: Response = await (request.method === 'GET' ? prepared.get() : prepared.post(request.body))
    response = answered
    const { status, headers } = answered
    onExchange?.(request, { status, headers, body: await answered.clone().text() })
    const requestId = headers.get('request-id')
    const seen = { status, unanswered: null, requestId, clockLeadMs: clockLead(headers) }
    return { answer: await readAnswer(answered), ...seen }
  } catch (error) {
    const seen = { status: response?.status ?? null, unanswered: whyUnanswered(error), clockLeadMs: null }
    return {
      answer: troubleOf(error, { wasSent: line.isSent }),
      ...seen,
      requestId: response?.headers.get('request-id') ?? null,
    }
  }
}

function clockLead(headers: Headers): number | null {
  const graphTime = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(graphTime) ? null : Date.now() - graphTime
}

/** The time-out counts from here: standing in line for a place or a token is no silence of Graph's. */
function sendOverHttp(timeoutMs: number): Middleware {
  return middleware(async (context) => {
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      context.response = await fetch(context.request, { ...context.options, signal })
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      throw new ConnectionBroken(cause instanceof Error ? cause.message || cause.name : String(cause))
    }
  })
}
