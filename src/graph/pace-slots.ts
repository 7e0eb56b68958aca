import type { Budget } from './pace-budget.ts'

export type SlotsOptions = {
  budget: Budget
  now(): number
  /** Documented requests per second: never more in any second, however late they are. */
  mostPerSecond: number
  /** Moments are reserved for so long ahead at most. */
  blockMs: number
  /** Who is later than that has lost the moment, and what was not used before. */
  longestLateMs: number
  /** So long before the last reserved moment more of them are asked for. */
  leadMs: number
}

export type Waiting = { people: number; all: number; sinceMs: number }

/** Moments to send that are ours already. */
export type Slots = {
  /** When the soonest one may be used. */
  next(): number | undefined
  spend(): void
  /** When one more would be within the documented limit of a second, whether it is ours or not. */
  secondOpensAtMs(): number
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

/** A moment of the past that is granted must still be usable once the answer is here. */
const onItsWayMs = 10

/** How long a closed gate is believed to stay so, for somebody else may have found it open. */
const lookAgainMs = 1_000

export function createSlots({ budget, now, blockMs, leadMs, longestLateMs, mostPerSecond }: SlotsOptions): Slots {
  const recent = createRecent(mostPerSecond)
  let slots: number[] = []
  let owed = 0
  let isAsking = false
  let askAgainAtMs = Number.NEGATIVE_INFINITY
  const lacking = ({ all }: Waiting) => all + owed - slots.length
  return {
    next() {
      while (slots[0] !== undefined && slots[0] < now() - longestLateMs) slots.shift()
      return slots[0] === undefined ? undefined : Math.max(slots[0], recent.nextAtMs())
    },
    spend() {
      slots.shift()
      recent.add(now())
    },
    spendAhead() {
      recent.add(now())
      if (slots.pop() === undefined) owed += 1
    },
    secondOpensAtMs: () => recent.secondOpensAtMs(),
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
      const granted = await budget.reserve(
        Math.max(1, Math.min(lacking(waiting), block)),
        Math.min(now() - waiting.sinceMs, longestLateMs - onItsWayMs),
      )
      isAsking = false
      const paid = Math.min(owed, granted.length)
      owed -= paid
      slots.push(...granted.slice(0, granted.length - paid))
      if (granted.length > 0) return
      // Whoever keeps the gate may think it closed a little longer than we do.
      askAgainAtMs = Math.max(now() + 1, Math.min(budget.closedUntilMs(), now() + lookAgainMs))
    },
    gateMoved() {
      if (budget.closedUntilMs() > now()) slots = []
      askAgainAtMs = Number.NEGATIVE_INFINITY
    },
  }
}

/** A little wider than a second, so that jitter on the way cannot squeeze one too many into the server's second. */
const secondMs = 1_010

/** What was sent lately, kept as a ring. Who is late makes up for it, but at twice the usual pace. */
function createRecent(mostPerSecond: number) {
  const sentMs: number[] = new Array(mostPerSecond).fill(Number.NEGATIVE_INFINITY)
  let at = 0
  let lastMs = Number.NEGATIVE_INFINITY
  const secondOpensAtMs = () => (sentMs[at] ?? 0) + secondMs
  return {
    secondOpensAtMs,
    nextAtMs: () => Math.max(secondOpensAtMs(), lastMs + 500 / mostPerSecond),
    add(nowMs: number) {
      sentMs[at] = nowMs
      at = (at + 1) % mostPerSecond
      lastMs = nowMs
    },
  }
}
