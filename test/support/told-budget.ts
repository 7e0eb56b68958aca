import type { Budget } from '../../src/graph/pace-budget.ts'

/** A budget that says only what a test tells it to, when it tells it. */
export function toldBudget(now: () => number) {
  const asked: { atMs: number; slots: number; waitedMs: number }[] = []
  const answers: ((moments: number[]) => void)[] = []
  let closedUntilMs = Number.NEGATIVE_INFINITY
  const budget: Budget = {
    reserve(slots, waitedMs) {
      asked.push({ atMs: now(), slots, waitedMs })
      return new Promise((resolve) => answers.push(resolve))
    },
    look: () => undefined,
    perSecond: () => 20,
    closedUntilMs: () => closedUntilMs,
    throttledUntilMs: () => closedUntilMs,
    succeeded: () => undefined,
    complained: () => undefined,
  }
  return {
    budget,
    /** What was asked for, and when. */
    asked,
    /** Answers the oldest question. */
    grant: (...moments: number[]) => answers.shift()?.(moments),
    close: (untilMs: number) => {
      closedUntilMs = untilMs
    },
  }
}
