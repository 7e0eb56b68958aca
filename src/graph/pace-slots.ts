import type { Budget } from './pace-budget.ts'

export type SlotsOptions = {
  budget: Budget
  now(): number
  /** Moments are reserved for so long ahead at most. */
  blockMs: number
  /** So long before the last reserved moment more of them are asked for. */
  leadMs: number
}

export type Waiting = { people: number; all: number }

/** Moments to send that are ours already. */
export type Slots = {
  /** The soonest one. */
  next(): number | undefined
  spend(): void
  /** Takes one of the future, the last that is ours or one that will be. */
  spendAhead(): void
  isAsking(): boolean
  /** When more of them should be asked for. */
  askAtMs(waiting: Waiting): number
  /** Asks for more; only for who waits, so that the idle take nothing from others. */
  ask(waiting: Waiting): Promise<void>
  /** The gate was closed or opened. */
  gateMoved(): void
}

/** Who is late by more has lost the moment: sending it now would bring too many together. */
const longestLateMs = 50
/** How long a closed gate is believed to stay so, for somebody else may have found it open. */
const lookAgainMs = 1_000

export function createSlots({ budget, now, blockMs, leadMs }: SlotsOptions): Slots {
  let slots: number[] = []
  let owed = 0
  let isAsking = false
  let askAgainAtMs = Number.NEGATIVE_INFINITY
  const lacking = ({ all }: Waiting) => all + owed - slots.length
  return {
    next() {
      while (slots[0] !== undefined && slots[0] < now() - longestLateMs) slots.shift()
      return slots[0]
    },
    spend: () => void slots.shift(),
    spendAhead() {
      if (slots.pop() === undefined) owed += 1
    },
    isAsking: () => isAsking,
    askAtMs(waiting) {
      if (isAsking || lacking(waiting) <= 0) return Number.POSITIVE_INFINITY
      const last = slots.at(-1)
      if (last === undefined || waiting.people > slots.length) return askAgainAtMs
      return Math.max(askAgainAtMs, last - leadMs)
    },
    async ask(waiting) {
      isAsking = true
      const block = Math.ceil((budget.perSecond() * blockMs) / 1_000)
      const granted = await budget.reserve(Math.max(1, Math.min(lacking(waiting), block)))
      isAsking = false
      const paid = Math.min(owed, granted.length)
      owed -= paid
      slots.push(...granted.slice(0, granted.length - paid))
      if (granted.length === 0) askAgainAtMs = Math.min(budget.closedUntilMs(), now() + lookAgainMs)
    },
    gateMoved() {
      if (budget.closedUntilMs() > now()) slots = []
      askAgainAtMs = Number.NEGATIVE_INFINITY
    },
  }
}
