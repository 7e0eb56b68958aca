import type { Budget } from './pace-budget.ts'
import { createLanes, type Lanes, type Waiter } from './pace-lanes.ts'
import { longestPlaceWaitMs, type Place } from './pace-places.ts'
import { createSlots, type Slots } from './pace-slots.ts'

export type BucketOptions = {
  budget: Budget
  now(): number
  /** Rings once after so many milliseconds, unless it is cancelled. */
  alarm(ms: number, ring: () => void): () => void
  readyAtMs(place: Place): number
  noteSent(place: Place): void
  mostPerSecond: number
  blockMs: number
  leadMs: number
  longestLateMs: number
}

/** A person waits so long for a moment of ours, then takes one of the future. */
const personPatienceMs = 40
/** People may try a closed gate, but not all at once. */
const betweenTriesMs = 250
const never = Number.POSITIVE_INFINITY

/** Who waits for one bucket of a tenant's budget, and who goes next: people first, each place at its own pace. */
export type Bucket = {
  add(waiter: Waiter): void
  remove(waiter: Waiter): void
  gateMoved(): void
  placeClosed(): void
}

export function createBucket(options: BucketOptions): Bucket {
  const { budget, now } = options
  const lanes = createLanes(options)
  const slots = createSlots(options)
  const people = createPeopleFirst({ budget, now, lanes, slots, limit: options.mostPerSecond })
  let cancelAlarm = () => {}

  const send = (waiter: Waiter) => {
    lanes.remove(waiter)
    if (waiter.place) options.noteSent(waiter.place)
    waiter.go()
  }
  const sendDue = () => {
    while ((slots.next() ?? never) <= now()) {
      const waiter = lanes.firstReady('person') ?? lanes.firstReady('rollout')
      if (!waiter) return
      slots.spend()
      send(waiter)
    }
  }
  const ask = async () => {
    await slots.ask(lanes.waiting())
    wake()
  }
  const wake = () => {
    sendDue()
    for (let waiter = people.takeAhead(); waiter; waiter = people.takeAhead()) send(waiter)
    if (slots.askAtMs(lanes.waiting()) <= now()) void ask()
    setAlarm()
  }
  const setAlarm = () => {
    cancelAlarm()
    const slot = slots.next() ?? never
    const dueAt = slot > now() ? slot : lanes.anyReadyAtMs()
    const next = Math.min(slots.askAtMs(lanes.waiting()), people.nextAtMs(), lanes.waiting().all > 0 ? dueAt : never)
    cancelAlarm = next === never ? () => {} : options.alarm(Math.max(1, next - now()), wake)
  }

  return {
    add(waiter) {
      lanes.add(waiter)
      wake()
    },
    remove: lanes.remove,
    gateMoved() {
      slots.gateMoved()
      wake()
    },
    placeClosed: () => lanes.turnAway(longestPlaceWaitMs),
  }
}

type Around = { budget: Budget; now(): number; lanes: Lanes; slots: Slots; limit: number }

/** When a person need not wait for a moment of ours. */
function createPeopleFirst({ budget, now, lanes, slots, limit }: Around) {
  // What people may take of the future: a sixth of the limit, and five at once.
  const loanMs = 6_000 / limit
  let loansPaidAtMs = Number.NEGATIVE_INFINITY
  let triedAtMs = Number.NEGATIVE_INFINITY

  const isClosed = () => budget.closedUntilMs() > now()
  const aheadAtMs = (waiter: Waiter): number => {
    const ready = lanes.readyAtMs(waiter)
    if (isClosed()) return Math.max(ready, triedAtMs + betweenTriesMs)
    const soon = waiter.sinceMs + personPatienceMs
    const slot = slots.next()
    if (slot !== undefined && slot <= soon) return never
    const isKnownLate = slot !== undefined && !slots.isAsking()
    return Math.max(ready, isKnownLate ? now() : soon, loansPaidAtMs - 4 * loanMs, slots.secondOpensAtMs())
  }
  return {
    nextAtMs: () => Math.min(...lanes.people().map(aheadAtMs)),
    /** The person who goes now, on what is paid for later. */
    takeAhead(): Waiter | null {
      const waiter = lanes.firstReady('person')
      if (!waiter || aheadAtMs(waiter) > now()) return null
      if (isClosed()) {
        triedAtMs = now()
        return waiter
      }
      loansPaidAtMs = Math.max(loansPaidAtMs, now()) + loanMs
      slots.spendAhead()
      return waiter
    },
  }
}
