import {
  Client,
  type Context,
  GraphClientError,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client'
import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import type { PacePlaces, Time } from './pace-places.ts'
import { readAnswer } from './read-answer.ts'

/** `fresh` asks for a token that is not out of a cache: the cached one was just refused. */
export type GetToken = (options: { fresh: boolean }) => Promise<string>

/** Told of every request that was sent, for logs and metrics. `status` is null when no answer came. */
export type OnGraphCall = (call: {
  method: string
  route: string
  status: number | null
  requestId: string | null
  correlationId: string
  durationMs: number
}) => void

export type GraphOptions = {
  baseUrl: string
  version: 'v1.0' | 'beta'
  getToken: GetToken
  pacePlaces: PacePlaces
  time: Time
  timeoutMs: number
  onCall?: OnGraphCall
}

/** Path and query come after the version, each part encoded already. */
export type GraphRequest = { method: 'GET'; path: string } | { method: 'POST'; path: string; body: object }

/** One request, one answer: never repeats a request by itself, except once with a fresh token after a 401. */
export type Graph = {
  send(request: GraphRequest, call: CallContext): Promise<Answer<unknown>>
  /** The path of a `nextLink` for `send`; null when it leaves this Graph (following it would give our token away). */
  pathOfLink(link: string): string | null
}

/** Microsoft's own client with a middleware chain of three: token, pace of the place, fetch. */
export function createGraph(options: GraphOptions): Graph {
  const root = new URL(`${options.version}/`, new URL(options.baseUrl))
  const client = Client.initWithMiddleware({
    baseUrl: `${root.origin}/`,
    defaultVersion: options.version,
    // Pace comes last before sending: a token that takes its time must not bring two requests closer together.
    middleware: [
      authorize(withDeadline(options.getToken, options.timeoutMs)),
      pace(options.pacePlaces, root.pathname),
      sendOverHttp(options.timeoutMs),
    ],
  })
  const sendNow: Graph['send'] = async (request, call) => {
    const startedMs = options.time.now()
    let response: Response | null = null
    try {
      response = await sendOnce(client, request, call.correlationId)
      return await readAnswer(response)
    } catch (error) {
      return troubleOf(error)
    } finally {
      options.onCall?.({
        method: request.method,
        route: routeOf(request.path),
        status: response?.status ?? null,
        requestId: response?.headers.get('request-id') ?? null,
        correlationId: call.correlationId,
        durationMs: options.time.now() - startedMs,
      })
    }
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

/**
 * The same thing read by several people at the same moment is one request. One `Graph` has one token, so nobody sees
 * through another one's eyes; and after a change nobody is given what was asked for before it.
 */
function shareReads(send: Graph['send']): Graph['send'] {
  const reading = new Map<string, Promise<Answer<unknown>>>()
  return (request, call) => {
    if (request.method === 'POST') {
      reading.clear()
      return send(request, call).finally(() => reading.clear())
    }
    const known = reading.get(request.path)
    if (known) return known
    const answer = send(request, call).finally(() => {
      if (reading.get(request.path) === answer) reading.delete(request.path)
    })
    reading.set(request.path, answer)
    return answer
  }
}

function sendOnce(client: Client, request: GraphRequest, correlationId: string): Promise<Response> {
  const prepared = client
    .api(request.path)
    .header('client-request-id', correlationId)
    // A redirect must not carry the token to another host: it comes back as an answer that is no success.
    .options({ redirect: 'manual' })
    .responseType(ResponseType.RAW)
  return request.method === 'GET' ? prepared.get() : prepared.post(request.body)
}

/** graph-client replaces what a middleware throws unless it is of its own class, so both kinds are. */
class TokenUnavailable extends GraphClientError {}
class ConnectionBroken extends GraphClientError {}
class PlaceBusy extends GraphClientError {
  retryAfterSeconds = 0
}

function troubleOf(error: unknown): Answer<never> {
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof TokenUnavailable) {
    return { kind: 'failed', detail: `No token for Graph: ${detail}`, requestId: null, isTokenTrouble: true }
  }
  if (error instanceof PlaceBusy)
    return { kind: 'throttled', retryAfterSeconds: error.retryAfterSeconds, requestId: null }
  return { kind: 'doubtful', detail: `No answer from Graph: ${detail}`, retryAfterSeconds: null, requestId: null }
}

type Step = (context: Context, next: () => Promise<void>) => Promise<void>

function middleware(step: Step): Middleware {
  let following: Middleware | undefined
  return {
    execute: (context) => step(context, async () => following?.execute(context)),
    setNext: (next) => {
      following = next
    },
  }
}

function pace(pacePlaces: PacePlaces, versionPath: string): Middleware {
  return middleware(async (context, next) => {
    const waitSeconds = await pacePlaces(new URL(String(context.request)).pathname.slice(versionPath.length - 1))
    if (waitSeconds !== null)
      throw Object.assign(new PlaceBusy('too many wait here'), { retryAfterSeconds: waitSeconds })
    await next()
  })
}

/** A login host that never answers must not hold up everybody who asks for the same upgrade. */
function withDeadline(getToken: GetToken, timeoutMs: number): GetToken {
  return (options) => {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('the login host did not answer in time')), timeoutMs)
    return Promise.race([getToken(options), late.promise]).finally(() => clearTimeout(timer))
  }
}

/** The library's own authentication sends no token to a plain-http host (the sandbox), this one always does. */
function authorize(getToken: GetToken): Middleware {
  return middleware(async (context, next) => {
    await putToken(context, getToken, { fresh: false })
    await next()
    if (context.response?.status !== 401) return
    await context.response.body?.cancel()
    await putToken(context, getToken, { fresh: true })
    await next()
  })
}

async function putToken(context: Context, getToken: GetToken, options: { fresh: boolean }): Promise<void> {
  try {
    const token = await getToken(options)
    context.options = {
      ...context.options,
      headers: { ...(context.options?.headers as Record<string, string>), authorization: `Bearer ${token}` },
    }
  } catch (error) {
    throw new TokenUnavailable(error instanceof Error ? error.message : String(error))
  }
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

const routeWords = new Set(
  'teams chats users me teamwork installedApps upgrade appCatalogs teamsApps members permissionGrants chat checkMemberGroups policies authorizationPolicy teamsAppSettings'.split(
    ' ',
  ),
)

/** The request's route without the ids in it, so that logs and metrics group and tell nothing of people. */
function routeOf(path: string): string {
  const [pathname = ''] = path.split('?')
  return pathname.replace(/[^/]+/g, (segment) => (routeWords.has(segment) ? segment : '{id}'))
}
