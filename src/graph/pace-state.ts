import type { PaceState } from '../rollouts/shared-pace.ts'

/** Closed for longer than this at a time the gate never is: then one request tries. */
export const longestClosedMs = 60_000
const longestThrottledMs = 24 * 3_600_000

export function freshPace(limit: number, nowMs: number): PaceState {
  return {
    revision: 0,
    perSecond: limit,
    ceiling: null,
    raisedAtMs: nowMs,
    loweredAtMs: Number.MIN_SAFE_INTEGER,
    closedUntilMs: Number.MIN_SAFE_INTEGER,
    throttledUntilMs: Number.MIN_SAFE_INTEGER,
    backOffs: 0,
  }
}

type Ended = { nowMs: number; sentAtMs: number; limit: number }

/** After an answer that was no complaint: opens a gate that was tried, and lets the rate grow, once a second. */
export function afterSuccess(state: PaceState, { nowMs, sentAtMs, limit }: Ended): PaceState {
  if (sentAtMs < state.loweredAtMs) return state
  const isHeldUp = state.closedUntilMs > nowMs || state.throttledUntilMs > nowMs
  const opened = isHeldUp ? { ...state, closedUntilMs: nowMs, throttledUntilMs: nowMs } : state
  const calm = opened.backOffs > 0 ? { ...opened, backOffs: 0 } : opened
  return calm.perSecond < limit && nowMs - calm.raisedAtMs > 1_000 ? raised(calm, nowMs, limit) : calm
}

/** Quickly at first, slowly where Graph said no the last time; less slowly where that was the documented limit. */
function raised(state: PaceState, nowMs: number, limit: number): PaceState {
  const isNear = state.ceiling !== null && state.perSecond >= 0.9 * state.ceiling
  const isDocumented = state.ceiling !== null && state.ceiling >= 0.95 * limit
  const step = isNear ? (isDocumented ? 0.01 : 0.005) : 0.04
  const perSecond = Math.min(limit, state.perSecond + limit * step)
  const isPast = state.ceiling !== null && perSecond > 1.05 * state.ceiling
  return { ...state, perSecond, raisedAtMs: nowMs, ceiling: isPast ? null : state.ceiling }
}

export type Complaint = Ended & {
  /** Whether it is the tenant that was asked too much; otherwise perhaps only one place. */
  isTenantWide: boolean
  /** As Graph asked; null where it did not say. */
  waitMs: number | null
  /** From 0 to 1, so that waiters do not come back in one crowd. */
  jitter: number
}

/**
 * After a 429: slower, once for all the requests that were on their way at that time, and closed where the whole tenant
 * is meant (https://learn.microsoft.com/graph/throttling). Requests that tried a closed gate say nothing about the rate.
 */
export function afterComplaint(state: PaceState, complaint: Complaint): PaceState {
  const { nowMs, sentAtMs, isTenantWide, waitMs } = complaint
  const triedClosedGate = sentAtMs < state.closedUntilMs && sentAtMs >= state.loweredAtMs
  if (triedClosedGate) return isTenantWide ? closed(state, complaint, false) : state
  const isNews = sentAtMs >= state.loweredAtMs
  const slower = isNews && (isTenantWide || (waitMs ?? 0) < longestClosedMs) ? lowered(state, complaint) : state
  if (!isTenantWide || (!isNews && state.closedUntilMs > nowMs)) return slower
  return closed(slower, complaint, true)
}

function lowered(state: PaceState, { nowMs, limit, isTenantWide }: Complaint): PaceState {
  const perSecond = Math.max(limit / 60, state.perSecond * (isTenantWide ? 0.85 : 0.95))
  // What was in flight is answered before it may grow again.
  return { ...state, perSecond, ceiling: state.perSecond, loweredAtMs: nowMs, raisedAtMs: nowMs + 2_000 }
}

/** How long to wait where Graph did not say, after so many such complaints; `jitter` from 0 to 1. */
export function backOffMs(backOffs: number, jitter: number): number {
  return Math.min(30_000, 500 * 2 ** backOffs) * (0.75 + jitter / 2)
}

function closed(state: PaceState, { nowMs, waitMs, jitter }: Complaint, isFirst: boolean): PaceState {
  if (waitMs === null && !isFirst) return state
  const pauseMs = waitMs ?? backOffMs(state.backOffs, jitter)
  return {
    ...state,
    loweredAtMs: nowMs,
    closedUntilMs: nowMs + Math.min(pauseMs, longestClosedMs),
    throttledUntilMs: nowMs + Math.min(pauseMs, longestThrottledMs),
    backOffs: waitMs === null ? state.backOffs + 1 : state.backOffs,
  }
}
