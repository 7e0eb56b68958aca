import type { Place } from './pace-places.ts'

export type Lane = 'person' | 'rollout'

/** A request that waits for its moment. */
export type Waiter = { lane: Lane; place: Place | null; sinceMs: number; go(): void; tooLong(waitMs: number): void }

/** Who waits, in the order of coming, people and rollouts apart. */
export type Lanes = {
  add(waiter: Waiter): void
  remove(waiter: Waiter): void
  /** How many, and since when the first of them. */
  waiting(): { people: number; all: number; sinceMs: number }
  people(): readonly Waiter[]
  readyAtMs(waiter: Waiter): number
  /** The first of a lane whose place may be asked now. */
  firstReady(lane: Lane): Waiter | undefined
  /** When the next of them all may be sent, as far as places go. */
  anyReadyAtMs(): number
  /** Who would wait longer than that for a place is told so, and waits no more. */
  turnAway(longestMs: number): void
}

export function createLanes(options: { now(): number; readyAtMs(place: Place): number }): Lanes {
  const { now } = options
  const lanes: Record<Lane, Waiter[]> = { person: [], rollout: [] }
  const all = () => [...lanes.person, ...lanes.rollout]
  const readyAtMs = ({ place }: Waiter) => (place ? options.readyAtMs(place) : Number.NEGATIVE_INFINITY)
  const remove = (waiter: Waiter) => {
    const index = lanes[waiter.lane].indexOf(waiter)
    if (index >= 0) lanes[waiter.lane].splice(index, 1)
  }
  return {
    add: (waiter) => void lanes[waiter.lane].push(waiter),
    remove,
    waiting: () => ({
      people: lanes.person.length,
      all: lanes.person.length + lanes.rollout.length,
      sinceMs: Math.min(lanes.person[0]?.sinceMs ?? now(), lanes.rollout[0]?.sinceMs ?? now()),
    }),
    people: () => lanes.person,
    readyAtMs,
    firstReady: (lane) => lanes[lane].find((waiter) => readyAtMs(waiter) <= now()),
    anyReadyAtMs: () => Math.min(...all().map(readyAtMs)),
    turnAway(longestMs) {
      for (const waiter of all()) {
        const waitMs = readyAtMs(waiter) - now()
        if (waitMs <= longestMs) continue
        remove(waiter)
        waiter.tooLong(waitMs)
      }
    },
  }
}
