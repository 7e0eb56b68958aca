import { boundedCache } from '../bounded-cache.ts'
import { backOffMs } from './pace-state.ts'

/**
 * Graph's limits of one place: "a maximum of four requests per second per app … on a given team", "one request per
 * second per app per tenant … on a given channel or chat" (https://learn.microsoft.com/graph/throttling-limits).
 * A little wider than a second, so that jitter on the way cannot squeeze two requests into the server's second.
 */
export const usualPlaceWindowMs = 1_050

/** A queue for a place that is longer is better told than stood in. */
export const longestPlaceWaitMs = 10_000

export type Time = { now(): number; sleep(ms: number): Promise<void> }

/** One team, chat or person: what was sent there lately, who waits for it, and whether Graph asked to leave it alone. */
export type Place = {
  key: string
  /** Requests per window; null where only the tenant's limit is known. */
  limit: number | null
  /** When the last few requests were sent. */
  sentMs: number[]
  waiting: number
  closedUntilMs: number
  /** How long Graph asked to wait, which may be longer than it is obeyed without another try. */
  throttledUntilMs: number
  backOffs: number
}

/** The place that a path is about; null where it is about the tenant. */
export type FindPlace = (path: string) => Place | null

const limits = new Map([
  ['teams', 4],
  ['chats', 1],
  ['users', null],
])

export function createFindPlace(): FindPlace {
  // Places asleep for long are forgotten.
  const places = boundedCache<Place>(10_000)
  return (path) => {
    const [pathname = ''] = path.split('?')
    const [, collection = '', id] = pathname.split('/')
    // Whose own place it is, only the token knows: nobody else has to wait for it.
    if (collection === 'me') return newPlace('me', null)
    const limit = limits.get(collection)
    if (limit === undefined || !id) return null
    const key = `${collection}/${id}`
    const place = places.get(key) ?? newPlace(key, limit)
    places.set(key, place)
    return place
  }
}

function newPlace(key: string, limit: number | null): Place {
  const never = Number.NEGATIVE_INFINITY
  return { key, limit, sentMs: [], waiting: 0, closedUntilMs: never, throttledUntilMs: never, backOffs: 0 }
}

/** When the next request may be sent there. */
export function readyAtMs(place: Place, windowMs: number): number {
  const before = place.limit === null ? undefined : place.sentMs.at(-place.limit)
  return before === undefined ? place.closedUntilMs : Math.max(place.closedUntilMs, before + windowMs)
}

/** When one more request would be sent there, after all that wait already. */
export function queueEndsAtMs(place: Place, nowMs: number, windowMs: number): number {
  let queue = place
  for (let ahead = 0; ahead < place.waiting; ahead++) {
    queue = { ...queue, sentMs: withSent(queue, Math.max(nowMs, readyAtMs(queue, windowMs))) }
  }
  return Math.max(nowMs, readyAtMs(queue, windowMs))
}

export function noteSent(place: Place, nowMs: number): void {
  place.sentMs = withSent(place, nowMs)
}

function withSent(place: Place, nowMs: number): number[] {
  return place.limit === null ? [] : [...place.sentMs, nowMs].slice(-place.limit)
}

/** Graph complained about a request there. `waitMs` null: it did not say for how long. */
export function closePlace(
  place: Place,
  ended: { nowMs: number; waitMs: number | null; jitter: number; longestMs: number },
): void {
  const { nowMs, longestMs, jitter } = ended
  const waitMs = ended.waitMs ?? backOffMs(place.backOffs, jitter)
  if (ended.waitMs === null) place.backOffs += 1
  place.closedUntilMs = Math.max(place.closedUntilMs, nowMs + Math.min(waitMs, longestMs))
  place.throttledUntilMs = Math.max(place.throttledUntilMs, nowMs + waitMs)
}

export function openPlace(place: Place): void {
  place.backOffs = 0
  place.throttledUntilMs = Number.NEGATIVE_INFINITY
}
