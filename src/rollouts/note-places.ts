import { boundedCache } from '../bounded-cache.ts'
import type { KnownPlaces } from './known-places.ts'
import type { PlaceRef } from './target.ts'

/** Told of every place that something came from. Returns at once; what is written is written later, or not at all. */
export type NotePlaces = {
  see(tenantId: string, place: PlaceRef): void
  forget(tenantId: string, place: PlaceRef): void
}

export type NotingParts = {
  knownPlaces: Pick<KnownPlaces, 'see' | 'forget'>
  /** The app that the bot belongs to. */
  externalId: string
  inBackground(work: Promise<unknown>): void
  onTrouble(error: unknown): void
  now?: () => number
}

/** A busy chat costs one write in so long. */
const rememberedMs = 3_600_000
/** A store that is away is left alone for so long. What is missed is seen with the next message from there. */
const restMs = 60_000
const mostPlaces = 100_000

/** The bot's own record of where it is, out of what Teams sends it anyway: no call to Graph, and nobody waits for it. */
export function createNotePlaces(parts: NotingParts): NotePlaces {
  const { knownPlaces, externalId, now = () => performance.now() } = parts
  const noted = boundedCache<true>(mostPlaces, { ttl: rememberedMs, ttlResolution: 0, perf: { now } })
  let restsUntil = Number.NEGATIVE_INFINITY

  function write(key: string, act: () => Promise<void>): void {
    if (now() < restsUntil) return void noted.delete(key)
    const writing = act().catch((error: unknown) => {
      noted.delete(key)
      if (now() >= restsUntil) parts.onTrouble(error)
      restsUntil = now() + restMs
    })
    parts.inBackground(writing)
  }

  return {
    see(tenantId, place) {
      const key = keyOf(tenantId, place)
      if (noted.has(key)) return
      noted.set(key, true)
      write(key, () => knownPlaces.see(tenantId, place, externalId))
    },
    forget(tenantId, place) {
      const key = keyOf(tenantId, place)
      noted.delete(key)
      write(key, () => knownPlaces.forget(tenantId, place, externalId))
    },
  }
}

const keyOf = (tenantId: string, { kind, id }: PlaceRef) => `${tenantId}/${kind}/${id}`
