import type { Server as HttpServer } from 'node:http'
import { type Request, type Response, createServer as restify, type Server, type ServerOptions } from 'restify'
import { type IncomingActivity, isActivity } from './activity-shape.ts'
import type { Logger } from './log.ts'
import { type JsonBody, readJsonBody, refuseByHeaders } from './read-json-body.ts'

export type ActivityRequest = { authorization: string | undefined; activity: IncomingActivity }
export type ActivityAnswer = { status: number; body?: unknown }
export type Readiness = { ready: boolean; checks: Record<string, string> }

export type ServerParts = {
  log: Logger
  /** Authenticates and answers one activity. What it throws becomes a 500 without detail. */
  answerActivity: (request: ActivityRequest) => Promise<ActivityAnswer>
  readiness: () => Promise<Readiness>
  bodyLimitBytes?: number
  /** Adds routes behind the same guards. */
  mount?: (on: MountPoint) => void
}

export type MountPoint = {
  server: Server
  /** Under the limits that hold for activities. A refusal is the caller's to answer. */
  readBody(request: Request, response: Response): Promise<JsonBody>
}

// The published types describe restify 8; this came later.
declare module 'restify' {
  interface Server {
    first(handler: (request: Request, response: Response) => boolean): void
  }
}

const BODY_LIMIT_BYTES = 256 * 1024
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000
/** Longer than proxies keep an idle connection, mostly a minute: one that closes while they use it again loses an activity. */
const IDLE_CONNECTION_MS = 75_000
const REFUSED_BODY_MS = 1_000
/** Room for ids in a path: Graph's installation ids are longer than the router's usual 100 characters. */
const LONGEST_PATH_PARAMETER = 1_000

/**
 * The HTTP surface: `POST /api/messages`, `GET /healthz`, `GET /readyz`, and what is mounted beside them. Nothing a client sends makes it answer 500 or
 * stop; error bodies are constant. There is no body parser of restify's in it, on purpose (see read-json-body).
 */
export function createServer(parts: ServerParts): Server {
  const options: ServerOptions = { name: '', noWriteContinue: true }
  // restify 12 takes pino, whatever the types say. It asks `log.trace()` whether to trace, which pino takes as a line.
  const log = parts.log.child({ part: 'restify' }, { level: 'warn' })
  Object.assign(options, { log, maxParamLength: LONGEST_PATH_PARAMETER })
  const server = restify(options)
  hardenConnections(server.server)
  refuseUnreadableTargets(server)
  answerErrorsOurselves(server, parts.log)
  server.get('/healthz', async (_request: Request, response: Response) => send(response, 200, { status: 'ok' }))
  server.get('/readyz', async (_request: Request, response: Response) => sendReadiness(response, parts))
  server.post('/api/messages', async (request: Request, response: Response) => takeActivity(request, response, parts))
  const limitBytes = parts.bodyLimitBytes ?? BODY_LIMIT_BYTES
  parts.mount?.({ server, readBody: (request, response) => readBody(request, response, limitBytes) })
  return server
}

async function takeActivity(request: Request, response: Response, parts: ServerParts): Promise<void> {
  const body = await readBody(request, response, parts.bodyLimitBytes ?? BODY_LIMIT_BYTES)
  if (body.kind === 'aborted') {
    parts.log.debug('client left before its request was complete')
    return
  }
  if (body.kind === 'refused') {
    parts.log.info({ status: body.status, reason: body.error }, 'request refused')
    send(response, body.status, { error: body.error })
    return
  }
  if (!isActivity(body.value)) {
    parts.log.info({ status: 400, reason: 'not an activity' }, 'request refused')
    send(response, 400, { error: 'body is not an activity' })
    return
  }
  const answer = await parts.answerActivity({ authorization: request.headers.authorization, activity: body.value })
  send(response, answer.status, answer.body)
}

/**
 * Node reads on, keeping nothing, until the refused body has ended: closing at once would reset the connection before
 * the client has read why. Whoever sends much longer is cut off.
 */
function cutOffLater(request: Request): void {
  const timer = setTimeout(() => request.destroy(), REFUSED_BODY_MS).unref()
  request.once('close', () => clearTimeout(timer))
}

async function readBody(request: Request, response: Response, limitBytes: number): Promise<JsonBody> {
  const body = refuseByHeaders(request.headers, limitBytes) ?? (await readAccepted(request, response, limitBytes))
  if (body.kind === 'refused' && !request.complete) cutOffLater(request)
  return body
}

async function readAccepted(request: Request, response: Response, limitBytes: number): Promise<JsonBody> {
  // A client that asks first gets its go-ahead only here, so a refused body is never sent.
  if (request.headers.expect !== undefined) response.writeContinue()
  return readJsonBody(request, limitBytes)
}

async function sendReadiness(response: Response, parts: ServerParts): Promise<void> {
  const readiness = await parts.readiness().catch((error: unknown): Readiness => {
    parts.log.error({ err: error }, 'readiness could not be checked')
    return { ready: false, checks: { readiness: 'could not be checked' } }
  })
  send(response, readiness.ready ? 200 : 503, readiness)
}

/** `sendRaw`, because restify's formatters would answer errors and odd `Accept` headers in their own words. */
function send(response: Response, status: number, body?: unknown): void {
  if (response.headersSent || response.destroyed) return
  const text = body === undefined ? '' : JSON.stringify(body)
  if (text !== '') response.setHeader('content-type', 'application/json')
  response.setHeader('content-length', Buffer.byteLength(text))
  response.setHeader('cache-control', 'no-store')
  response.setHeader('x-content-type-options', 'nosniff')
  response.sendRaw(status, text)
}

function hardenConnections(http: HttpServer): void {
  http.headersTimeout = HEADERS_TIMEOUT_MS
  http.requestTimeout = REQUEST_TIMEOUT_MS
  http.keepAliveTimeout = IDLE_CONNECTION_MS
  // Node looks for late requests every 30 s unless its server was created with another figure; restify creates it.
  Object.assign(http, { connectionsCheckingInterval: 1_000 })
  // restify hears upgrades and does nothing, which keeps the socket for ever. Unheard, Node reads on as HTTP/1.1.
  http.removeAllListeners('upgrade')
}

/** restify parses host and target where nothing catches: what URL refuses would end the process. */
function refuseUnreadableTargets(server: Server): void {
  server.first((request, response) => {
    const base = `http://${request.headers.host || 'localhost'}`
    const target = request.url ?? ''
    if (target.startsWith('/') ? URL.canParse(base + target) : URL.canParse(target, base)) return true
    response.writeHead(400, { 'content-type': 'application/json', connection: 'close' })
    response.end(JSON.stringify({ error: 'host or path cannot be read' }))
    return false
  })
}

function answerErrorsOurselves(server: Server, log: Logger): void {
  server.on('restifyError', (request: Request, response: Response, error: unknown, done: () => void) => {
    if (request.getRoute()) {
      log.error({ err: error }, 'request failed')
      send(response, 500, { error: 'internal error' })
    } else if (response.hasHeader('allow')) {
      send(response, 405, { error: 'method not allowed' })
    } else {
      send(response, 404, { error: 'not found' })
    }
    done()
  })
}
