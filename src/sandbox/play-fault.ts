import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answer, type Incoming } from './answer.ts'
import type { FaultEffect, FaultStatus } from './faults.ts'
import { errorReply, refuse, throttledReply } from './graph-error.ts'
import type { Reply } from './route.ts'
import { sendReply } from './send-reply.ts'
import type { World } from './world.ts'

export type Exchange = { world: World; incoming: Incoming; response: ServerResponse }

/** Answers a request as it should be answered, or in the way a fault says. */
export async function playFault(exchange: Exchange, fault: FaultEffect | null): Promise<void> {
  const { world, incoming, response } = exchange
  const send = (reply: Reply) => sendReply(response, reply, incoming.entry)
  const apply = () => answer(world, incoming)
  switch (fault?.kind) {
    case undefined:
      return send(apply())
    case 'status':
      return send(statusReply(exchange, fault))
    case 'body':
      return send({ status: fault.status ?? 200, headers: contentType(fault.contentType), body: fault.body })
    case 'next-link':
      return send(withNextLink(apply(), fault, incoming.url.href))
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'hang':
      if (await pause(response, fault.ms, fault.until)) send(apply())
      return
    case 'apply-then-drop':
      apply()
      response.socket?.destroy()
      return
    case 'apply-then-hang': {
      const reply = apply()
      if (await pause(response, fault.ms)) send(reply)
      return
    }
    case 'apply-then-status':
      apply()
      return send(statusReply(exchange, fault))
  }
}

/** Waits, and says whether the caller is still there. Ends at once when they leave, the sandbox closes or `until` is aborted. */
export async function pause(response: ServerResponse, ms: number, until?: AbortSignal): Promise<boolean> {
  if (ms <= 0) return !response.destroyed
  const left = new AbortController()
  const leave = () => left.abort()
  response.once('close', leave)
  const signal = until ? AbortSignal.any([left.signal, until]) : left.signal
  await sleep(ms, undefined, { signal }).catch(() => undefined)
  response.off('close', leave)
  return !response.destroyed
}

function statusReply({ incoming, world }: Exchange, fault: FaultStatus): Reply {
  const nowMs = world.now()
  const retryAfter: Record<string, string> = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
  if (fault.body !== undefined) return { status: fault.status, headers: retryAfter, body: fault.body }
  if (fault.status === 429 && fault.code === undefined)
    return throttledReply(fault.retryAfter ?? null, incoming.entry, nowMs)
  const { code = usualCode(fault.status), message = '' } = fault
  return errorReply(refuse(fault.status, code, message, retryAfter), incoming.entry, nowMs)
}

/** https://learn.microsoft.com/graph/errors#http-status-codes */
function usualCode(status: number): string {
  const codes: Record<number, string> = {
    400: 'BadRequest',
    401: 'InvalidAuthenticationToken',
    403: 'Forbidden',
    404: 'NotFound',
    409: 'Conflict',
    412: 'PreconditionFailed',
    500: 'InternalServerError',
    502: 'BadGateway',
    503: 'ServiceUnavailable',
    504: 'GatewayTimeout',
  }
  return codes[status] ?? 'UnknownError'
}

function withNextLink(reply: Reply, { url, value }: { url: string; value?: unknown[] }, ownUrl: string): Reply {
  if (typeof reply.body !== 'object' || reply.status !== 200) return reply
  const items = value === undefined ? {} : { value }
  return { ...reply, body: { ...reply.body, ...items, '@odata.nextLink': url === 'same' ? ownUrl : url } }
}

const contentType = (type: string | undefined): Record<string, string> => (type ? { 'content-type': type } : {})
