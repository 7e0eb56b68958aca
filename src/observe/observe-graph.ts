import type { GraphCall, OnGraphCall } from '../graph/graph-call.ts'
import type { Logger } from '../log.ts'
import type { Telemetry } from '../telemetry.ts'

export type GraphWatch = {
  onCall: OnGraphCall
  /** By the newest answer; null before any. */
  clockLeadMs(): number | null
}

/** Every request to Graph as a line of the log, in the metrics, and as a part of the trace of who asked. */
export function observeGraph({ log, telemetry }: { log: Logger; telemetry: Telemetry }): GraphWatch {
  let throttledUntilMs = 0
  let leadMs: number | null = null
  telemetry.watch('throttledSeconds', async () => [
    { value: Math.max(0, throttledUntilMs - performance.now()) / 1000, labels: {} },
  ])
  const onCall: OnGraphCall = (call) => {
    leadMs = call.clockLeadMs ?? leadMs
    const { method, route, status, unanswered, durationMs, waitedMs, retryAfterSeconds, requestId } = call
    const ended = status === null ? (unanswered ?? 'no-answer') : String(status)
    log.info(lineOf(call), 'Graph was called')
    telemetry.count('graphRequests', { method, route, status: ended })
    if (waitedMs > 0) telemetry.count('graphWait', {}, waitedMs / 1000)
    if (wasSent(call)) telemetry.record('graphDuration', { method, route }, durationMs / 1000)
    if (status === 429 && retryAfterSeconds !== null) {
      throttledUntilMs = Math.max(throttledUntilMs, performance.now() + retryAfterSeconds * 1000)
    }
    const waited = { 'pace.wait_ms': Math.round(waitedMs), ...(requestId ? { 'graph.request_id': requestId } : {}) }
    telemetry.spanEnded(`${method} ${route}`, { 'graph.status': ended, ...waited }, durationMs)
  }
  return { onCall, clockLeadMs: () => leadMs }
}

const wasSent = ({ unanswered }: GraphCall) => unanswered === null || unanswered === 'no-answer'

/** Whole milliseconds, and only what says something. */
function lineOf({ durationMs, waitedMs, unanswered, retryAfterSeconds, ...rest }: GraphCall) {
  const { clockLeadMs: _clockLeadMs, ...call } = rest
  return {
    ...call,
    durationMs: Math.round(durationMs),
    ...(waitedMs >= 1 ? { waitedMs: Math.round(waitedMs) } : {}),
    ...(unanswered === null ? {} : { unanswered }),
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  }
}
