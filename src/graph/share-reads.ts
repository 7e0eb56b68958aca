import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import type { Graph, GraphRequest } from './graph-client.ts'
import { type SentCall, stoppedDetail } from './wait-for-turn.ts'

type Send = (request: GraphRequest, call: SentCall) => Promise<Answer<unknown>>

/** One read that several may have asked for. It is given up before it is sent only when all of them gave up. */
type Reading = {
  answer: Promise<Answer<unknown>>
  isRollouts: boolean
  isSent: boolean
  waiting: number
  giveUp: AbortController
}

/**
 * The same thing read by several people at the same moment is one request. One `Graph` has one token, so nobody sees
 * through another one's eyes; and after a change nobody is given what was asked for before it. A person does not join
 * what waits in a rollout's line.
 */
export function shareReads(send: Send): Graph['send'] {
  const readings = new Map<string, Reading>()
  return (request, call) => {
    if (request.method === 'POST') {
      readings.clear()
      return send(request, call).finally(() => readings.clear())
    }
    const known = readings.get(request.path)
    if (known && !known.giveUp.signal.aborted && (call.lane === 'rollout' || !known.isRollouts)) {
      return join(known, call.signal)
    }
    const reading = begin(request, call, send)
    readings.set(request.path, reading)
    void reading.answer.finally(() => {
      if (readings.get(request.path) === reading) readings.delete(request.path)
    })
    return join(reading, call.signal)
  }
}

function begin(request: GraphRequest, call: CallContext, send: Send): Reading {
  const giveUp = new AbortController()
  const onSent = () => {
    reading.isSent = true
  }
  // The answer is set at once below; `send` tells of sending later.
  const reading: Reading = {
    answer: Promise.resolve(stopped),
    isRollouts: call.lane === 'rollout',
    isSent: false,
    waiting: 0,
    giveUp,
  }
  reading.answer = send(request, { ...call, signal: giveUp.signal, onSent })
  return reading
}

function join(reading: Reading, signal: AbortSignal | undefined): Promise<Answer<unknown>> {
  reading.waiting += 1
  if (!signal) return reading.answer
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (reading.isSent) return
      reading.waiting -= 1
      if (reading.waiting === 0) reading.giveUp.abort()
      resolve(stopped)
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    reading.answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

const stopped: Answer<never> = { kind: 'failed', detail: stoppedDetail, requestId: null }
