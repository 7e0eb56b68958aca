import type { PaceGrant, PaceKey, PaceState, SharedPace } from '../rollouts/shared-pace.ts'
import { afterComplaint, afterSuccess, type Complaint, freshPace } from './pace-state.ts'

/** Moments to send and what was learned about them, in milliseconds of this process's clock. */
export type Budget = {
  /** Up to so many moments to send, soonest first; none while the gate is closed. Never rejects. */
  reserve(slots: number, waitedMs: number): Promise<number[]>
  perSecond(): number
  closedUntilMs(): number
  throttledUntilMs(): number
  succeeded(sentAtMs: number): void
  complained(complaint: Pick<Complaint, 'sentAtMs' | 'isTenantWide' | 'waitMs' | 'jitter'>): void
}

export type BudgetOptions = {
  key: PaceKey
  pace: SharedPace
  limit: number
  probeMs: number
  now(): number
  /** The gate was closed or opened. */
  onGate(): void
}

const mostTries = 5

/** The rules of the pace on a budget that others may share. */
export function createBudget({ key, pace, limit, probeMs, now, onGate }: BudgetOptions): Budget {
  let state: PaceState = freshPace(limit, now())
  // What the keeper's clock shows more than ours.
  let aheadMs = 0
  let isChanging = false

  const ask = async (slots: number, waitedMs: number): Promise<PaceGrant> => {
    const grant = await pace.reserve(key, { slots, waitedMs, limit, probeMs })
    aheadMs = grant.nowMs - now()
    learn(grant.state)
    return grant
  }
  const learn = (next: PaceState) => {
    const gateMoved = next.closedUntilMs !== state.closedUntilMs
    state = next
    if (gateMoved) onGate()
  }
  /** Tries again from what somebody else has made of it meanwhile. */
  const change = async (rule: (state: PaceState, nowMs: number) => PaceState): Promise<void> => {
    for (let tries = 1; tries <= mostTries; tries++) {
      const next = rule(state, now() + aheadMs)
      if (next === state) return
      const changed = pace.change(key, next)
      learn(next)
      if (await changed) {
        if (state === next) state = { ...next, revision: next.revision + 1 }
        return
      }
      await ask(0, 0)
    }
  }

  return {
    async reserve(slots, waitedMs) {
      const { slots: granted, firstMs, state: at } = await ask(slots, waitedMs)
      const spacingMs = 1_000 / Math.min(limit, at.perSecond)
      return Array.from({ length: granted }, (_, i) => firstMs - aheadMs + i * spacingMs)
    },
    perSecond: () => state.perSecond,
    closedUntilMs: () => state.closedUntilMs - aheadMs,
    throttledUntilMs: () => state.throttledUntilMs - aheadMs,
    succeeded(sentAtMs) {
      if (isChanging) return
      isChanging = true
      const ended = { sentAtMs: sentAtMs + aheadMs, limit }
      void change((current, nowMs) => afterSuccess(current, { ...ended, nowMs })).finally(() => {
        isChanging = false
      })
    },
    complained(complaint) {
      const ended = { ...complaint, sentAtMs: complaint.sentAtMs + aheadMs, limit }
      void change((current, nowMs) => afterComplaint(current, { ...ended, nowMs }))
    },
  }
}
