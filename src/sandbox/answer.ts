import type { IncomingHttpHeaders } from 'node:http'
import { badRequest, errorReply, isRefusal, refuse, throttledReply } from './graph-error.ts'
import type { JournalEntry } from './journal.ts'
import { countRequest } from './limits.ts'
import type { GraphVersion, MatchedRoute, Reply } from './route.ts'
import { matchRoute } from './route.ts'
import { unreadable } from './routes/consent.ts'
import { routes } from './routes.ts'
import type { Token } from './tenant.ts'
import { refuseToken } from './tokens.ts'
import type { World } from './world.ts'

/** A request taken apart: what is known before anything is done. */
export type Incoming = Received & {
  entry: JournalEntry
  version: GraphVersion | null
  segments: string[]
  matched: ReturnType<typeof matchRoute>
}

/** `token` is null where nobody is known by what the request has. */
export type Received = { url: URL; headers: IncomingHttpHeaders; bodyText: string; token: Token | null }

/** Finds route and token and notes them in the journal, before faults are looked for. */
export function takeApart(entry: JournalEntry, received: Received): Incoming {
  const { url, bodyText } = received
  const [version = '', ...encoded] = url.pathname.slice(1).split('/')
  const segments = encoded.map(decodeSegment)
  const known = version === 'v1.0' || version === 'beta' ? version : null
  const matched = known ? matchRoute(routes, entry.method, segments) : null
  if (isMatched(matched)) entry.route = matched.route.path
  entry.body = parseBody(bodyText)
  entry.token = whose(received.token)
  return { ...received, entry, version: known, segments, matched }
}

/** Carries a request out, in the order a gateway would: address, token, limits, then the route itself. */
export function answer(world: World, incoming: Incoming): Reply {
  const ids = incoming.entry
  const nowMs = world.now()
  try {
    return carryOut(world, incoming, nowMs)
  } catch (error) {
    return isRefusal(error)
      ? errorReply(error, ids, nowMs)
      : errorReply(refuse(500, 'InternalServerError', String(error)), ids, nowMs)
  }
}

function carryOut(world: World, incoming: Incoming, nowMs: number): Reply {
  const { entry, url, segments, headers, token } = incoming
  if (!token) throw refuseToken(headers.authorization)
  const { version, matched } = requireRoute(incoming)
  const retryAfter = countRequest(world.windows, world.limits, {
    appId: token.appId,
    method: entry.method,
    segments,
    nowMs,
  })
  if (retryAfter !== null) return throttledReply(retryAfter, entry, nowMs)
  const { route, ids } = matched
  if (route.path.startsWith('/me/') && token.kind !== 'delegated') {
    throw badRequest('/me request is only valid with delegated authentication flow.')
  }
  if (incoming.bodyText !== '' && !isJson(headers['content-type'], entry.body)) throw unreadable()
  const address = `${url.origin}${url.pathname}`
  const { tenant, lookup } = world
  const call = { tenant, lookup, token, version, ids, query: url.searchParams, body: entry.body, nowMs, address }
  const reply = route.answer(call)
  if (reply.effect) entry.effect = reply.effect
  return reply
}

function requireRoute({ version, matched, segments, url }: Incoming): { version: GraphVersion; matched: MatchedRoute } {
  if (!version) throw badRequest(`Invalid version: ${url.pathname.split('/')[1]}`)
  if (matched === 'other-method') {
    throw refuse(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.')
  }
  if (!matched) throw badRequest(`Resource not found for the segment '${segments.at(-1)}'.`)
  return { version, matched }
}

function whose(token: Token | null): JournalEntry['token'] {
  if (!token) return null
  const { kind, appId } = token
  return kind === 'application' ? { kind, appId } : { kind, appId, userId: token.userId }
}

const isMatched = (matched: Incoming['matched']): matched is MatchedRoute =>
  typeof matched === 'object' && matched !== null

function isJson(contentType: string | undefined, body: unknown): boolean {
  return /^application\/json\b/i.test(contentType ?? '') && typeof body === 'object'
}

/** What is no JSON stays text, for the journal; a route refuses it. */
function parseBody(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
