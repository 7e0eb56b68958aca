import type { PaceGrant, PaceKey, PaceState, SharedPace } from '../rollouts/shared-pace.ts'
import { afterComplaint, afterSuccess, type Complaint, freshPace } from './pace-state.ts'

/** Moments to send and what was learned about them, in milliseconds of this process's clock. */
export type Budget = {
  /** Up to so many moments to send, soonest first; none while the gate is closed. Never rejects. */
  reserve(slots: number, waitedMs: number): Promise<number[]>
  /** Hears what others have learned meanwhile, a moment later. */
  look(): void
  perSecond(): number
  closedUntilMs(): number
  throttledUntilMs(): number
  succeeded(sentAtMs: number): void
  complained(complaint: Pick<Complaint, 'sentAtMs' | 'isTenantWide' | 'waitMs' | 'jitter'>): void
}

export type BudgetOptions = {
  key: PaceKey
  /** Never rejects. */
  pace: SharedPace
  limit: number
  probeMs: number
  now(): number
  /** The gate was closed or opened. */
  onGate(): void
}

const mostTries = 5
const lookAgainMs = 1_000

/** The rules of the pace on a budget that others may share. */
export function createBudget({ key, pace, limit, probeMs, now, onGate }: BudgetOptions): Budget {
  let state: PaceState = freshPace(limit, now())
  // What the keeper's clock shows more than ours.
  let aheadMs = 0
  let changedAtMs = Number.NEGATIVE_INFINITY
  let lookedAtMs = Number.NEGATIVE_INFINITY
  let isChanging = false

  const learn = (next: PaceState) => {
    const gateMoved = next.closedUntilMs !== state.closedUntilMs
    state = next
    if (gateMoved) onGate()
  }
  const isClosed = () => state.closedUntilMs - aheadMs > now()
  /** What was asked before we learned better does not count, nor what was granted by it through a gate that is closed now. */
  const ask = async (slots: number, waitedMs: number): Promise<PaceGrant> => {
    const askedAtMs = now()
    const grant = await pace.reserve(key, { slots, waitedMs, limit, probeMs })
    lookedAtMs = now()
    aheadMs = grant.nowMs - now()
    const isOutdated = askedAtMs < changedAtMs && grant.state.revision < state.revision
    if (!isOutdated) learn(grant.state)
    return isOutdated && isClosed() ? { ...grant, slots: 0 } : grant
  }
  /** Tries again from what somebody else has made of it meanwhile. */
  const change = async (rule: (state: PaceState, nowMs: number) => PaceState): Promise<void> => {
    for (let tries = 1; tries <= mostTries; tries++) {
      const next = rule(state, now() + aheadMs)
      if (next === state) return
      const changed = pace.change(key, next)
      changedAtMs = now()
      learn({ ...next, revision: next.revision + 1 })
      if (await changed) return
      await ask(0, 0)
    }
  }

  return {
    async reserve(slots, waitedMs) {
      const { slots: granted, firstMs, spacingMs } = await ask(slots, waitedMs)
      return Array.from({ length: granted }, (_, i) => firstMs - aheadMs + i * spacingMs)
    },
    look() {
      if (now() - lookedAtMs > lookAgainMs) void ask(0, 0)
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
