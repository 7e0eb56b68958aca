import type { Middleware, MiddlewareOptions } from '@microsoft/microsoft-graph-client'
import type { CallContext } from '../installations/installed-apps.ts'
import { middleware } from './middleware.ts'
import type { Pace, PacedRequest } from './pace.ts'
import type { Time } from './pace-places.ts'
import { parseRetryAfter } from './retry-after.ts'
import { PlaceBusy, Stopped } from './unanswered.ts'

/** Told when waiting has ended and the request goes out. */
export type SentCall = CallContext & { onSent?(): void }

/** Rides along with one request through the chain. */
export class TimeInLine implements MiddlewareOptions {
  ms = 0
  isSent = false
  readonly call: SentCall
  constructor(call: SentCall) {
    this.call = call
  }
  sent() {
    this.isSent = true
    this.call.onSent?.()
  }
}

type Around = { pace: Pace; time: Time; versionPath: string }

/** Sends a request on when it is its turn, and tells the pace how it ended. */
export function waitForTurn({ pace, time, versionPath }: Around): Middleware {
  return middleware(async (context, next) => {
    const riding = context.middlewareControl?.getMiddlewareOptions(TimeInLine)
    const line = riding instanceof TimeInLine ? riding : null
    const joinedMs = time.now()
    const { pathname } = new URL(String(context.request))
    const method = context.options?.method === 'GET' ? 'GET' : 'POST'
    const turn = await pace.turn({ method, path: pathname.slice(versionPath.length - 1), ...queueingOf(line) })
    if (line) line.ms += time.now() - joinedMs
    if (turn.kind === 'stopped') throw new Stopped(stoppedDetail)
    if (turn.kind === 'too-long') {
      throw Object.assign(new PlaceBusy('too many wait here'), { retryAfterSeconds: turn.retryAfterSeconds })
    }
    line?.sent()
    try {
      await next()
    } catch (error) {
      turn.ended({ status: null, retryAfterSeconds: null })
      throw error
    }
    const header = context.response?.headers.get('retry-after') ?? null
    const retryAfterSeconds = parseRetryAfter(header, Date.now())
    turn.ended({ status: context.response?.status ?? null, retryAfterSeconds })
  })
}

export const stoppedDetail = 'It was stopped before it was sent.'

function queueingOf(line: TimeInLine | null): Pick<PacedRequest, 'lane' | 'signal'> {
  const { lane = 'person', signal } = line?.call ?? {}
  return signal ? { lane, signal } : { lane }
}
