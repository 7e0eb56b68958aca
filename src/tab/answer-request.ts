import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'restify'
import type { PersonLimit } from '../person-limit.ts'
import { observeTurn } from '../telemetry.ts'
import { field } from './field.ts'
import { badRequest, rateLimited, unauthorized, unavailable } from './problems.ts'
import { sendJson, sendProblem } from './send-answer.ts'
import { type ClaimedPlace, ok, problem, type TabParts, type TabReply, type TabRequest } from './tab-parts.ts'
import type { VerifyToken } from './verify-token.ts'

/** What the server reads of a body; the rest of its guards stand before that. */
export type ReadBody = (
  request: Request,
  response: Response,
) => Promise<
  { kind: 'read'; value: unknown } | { kind: 'refused'; status: 400 | 413 | 415; error: string } | { kind: 'aborted' }
>

export type AnswerParts = TabParts & { verify: VerifyToken; limit: PersonLimit; readBody: ReadBody }

/** `response` is for what is longer than one answer; null then says that it was answered. */
export type TabHandler = (request: TabRequest, parts: TabParts, response: Response) => Promise<TabReply | null>

/** Signed in, not too often, well formed: only then does a handler see the request. */
export async function answerRequest(
  handler: TabHandler,
  { request, response, place }: { request: Request; response: Response; place: ClaimedPlace['kind'] },
  parts: AnswerParts,
): Promise<void> {
  const correlationId = randomUUID()
  response.setHeader('x-correlation-id', correlationId)
  const reply = await replyTo(handler, { request, response, place, correlationId }, parts).catch((error: unknown) => {
    parts.log.error({ err: error, correlationId }, 'a request of the tab failed unexpectedly')
    return problem(unavailable('Something went wrong inside the app. Its log knows more.'))
  })
  if (reply?.kind === 'ok') sendJson(response, 200, reply.body)
  if (reply?.kind === 'problem') sendProblem(response, reply.problem)
}

type Asked = { request: Request; response: Response; place: ClaimedPlace['kind']; correlationId: string }

async function replyTo(handler: TabHandler, asked: Asked, parts: AnswerParts): Promise<TabReply | null> {
  const { request, response, correlationId } = asked
  const verified = await parts.verify(request.headers.authorization)
  if (verified.kind === 'refused') {
    parts.log.info({ correlationId, reason: verified.reason }, 'a sign-in to the tab was refused')
    return problem(unauthorized)
  }
  if (verified.kind === 'unavailable') {
    parts.log.error({ correlationId, err: verified.error }, 'the keys of the tab tokens cannot be read')
    return problem(unavailable('Your sign-in cannot be checked now. Try again in a minute.', 60))
  }
  const { person, assertion } = verified
  const waitSeconds = parts.limit(`${person.tenantId}/${person.id}`)
  if (waitSeconds !== null) return problem(rateLimited(waitSeconds))
  parts.onUse()
  const body = await bodyOf(asked, parts)
  if (body === null || body.kind === 'problem') return body
  const leave = parts.turnLimit()
  if (!leave) return problem(unavailable('Very many people are asking at the moment. Try again in a minute.', 60))
  const ask = { person, assertion, ...addressOf(asked), body: body.body, correlationId, leave }
  const turn = { via: 'tab' as const, command: routeOf(request), correlationId }
  const who = {
    tenantId: person.tenantId,
    personId: person.id,
    ...('id' in ask.place ? { placeId: ask.place.id } : {}),
  }
  // An open page reads its rollouts again every few seconds.
  const level = turn.command.startsWith('GET /rollouts') ? 'debug' : 'info'
  parts.log[level]({ ...turn, place: ask.place.kind, ...who }, 'the tab asked for something')
  return observeTurn(parts.telemetry, turn, () => handler(ask, parts, response)).finally(leave)
}

/** `POST /me/installations/:installation/upgrade`: what was asked for, without ids. */
function routeOf(request: Request): string {
  const path: unknown = field(request.getRoute(), 'path')
  return `${request.method} ${typeof path === 'string' ? path.replace(/^\/api\/tab/, '') : ''}`
}

/** Null: the client went away. A POST without any body is one with an empty object. */
async function bodyOf({ request, response }: Asked, { readBody }: AnswerParts): Promise<TabReply | null> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  const isEmpty = Number(length ?? 0) === 0 && coding === undefined
  if (request.method !== 'POST' || isEmpty) return ok(null)
  const body = await readBody(request, response)
  switch (body.kind) {
    case 'read':
      return ok(body.value)
    case 'refused':
      return problem(badRequest(`The ${body.error}.`, body.status))
    case 'aborted':
      return null
  }
}

type Address = Pick<TabRequest, 'place' | 'installationId' | 'rolloutId' | 'commandName' | 'query'>

function addressOf({ request, place }: Asked): Address {
  const params: unknown = request.params
  const named = (name: string) => {
    const value = field(params, name)
    return typeof value === 'string' ? value : ''
  }
  return {
    place: place === 'me' ? { kind: 'me' } : { kind: place, id: named('place') },
    installationId: named('installation'),
    rolloutId: named('rollout'),
    commandName: named('command'),
    query: new URLSearchParams(request.getQuery()),
  }
}
