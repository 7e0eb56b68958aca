import type { Unanswered } from './unanswered.ts'

/** One request as logs, metrics and traces tell of it; nothing in it says where or for whom. */
export type GraphCall = {
  method: string
  route: string
  /** Null when no answer came; `unanswered` says why. */
  status: number | null
  unanswered: Unanswered | null
  requestId: string | null
  correlationId: string
  /** What Graph took, without the time in line. */
  durationMs: number
  /** In line for the pace before it was sent. */
  waitedMs: number
  /** How long Graph asked to wait; null where it did not. */
  retryAfterSeconds: number | null
  /** How far this machine's clock is ahead of Graph's, to some seconds; null where the answer has no date. */
  clockLeadMs: number | null
}

export type OnGraphCall = (call: GraphCall) => void
