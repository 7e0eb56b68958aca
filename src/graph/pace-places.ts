import { LRUCache } from 'lru-cache'

/**
 * Graph's limits of one place: "a maximum of four requests per second per app … on a given team", "one request per
 * second per app per tenant … on a given channel or chat" (https://learn.microsoft.com/graph/throttling-limits).
 * A little wider than a second, so that jitter on the way cannot squeeze two requests into the server's second.
 */
export const usualPlaceWindowMs = 1_050
const requestsPerWindow = { teams: 4, chats: 1 }

export type Time = { now(): number; sleep(ms: number): Promise<void> }

/**
 * Waits, if need be, until one more request to the place that `path` names is within Graph's limits.
 * @returns null when it may be sent now; the seconds it would have to wait when that is too long, and then it has no place.
 */
export type PacePlaces = (path: string) => Promise<number | null>

/** A longer queue is better told to people than stood in. */
const longestQueueMs = 10_000

export function createPacePlaces(time: Time, windowMs = usualPlaceWindowMs): PacePlaces {
  // Each place remembers when its last few requests were (or will be) sent; places asleep for long are forgotten.
  const sent = new LRUCache<string, number[]>({ max: 10_000 })
  return async (path) => {
    const [, collection, id] = path.split('/')
    if ((collection !== 'teams' && collection !== 'chats') || !id) return null
    const limit = requestsPerWindow[collection]
    const key = `${collection}/${id.split('?')[0]}`
    const times = sent.get(key) ?? []
    const now = time.now()
    const slot = Math.max(now, (times.at(-limit) ?? Number.NEGATIVE_INFINITY) + windowMs)
    if (slot - now > longestQueueMs) return (slot - now) / 1000
    sent.set(key, [...times, slot].slice(-limit))
    if (slot > now) await time.sleep(slot - now)
    return null
  }
}
