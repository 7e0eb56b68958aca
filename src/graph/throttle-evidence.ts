/** One 429: about which place (null: about none), and how long Graph asked to wait (null: it did not say). */
export type HeardComplaint = { place: string | null; waitMs: number | null; nowMs: number }

/** Tells a tenant that is asked too much from single places that are. */
export type ThrottleEvidence = {
  succeeded(sentAtMs: number): void
  /** @returns whether the whole tenant is meant, and how long it should be left alone. */
  complained(complaint: HeardComplaint): { isTenantWide: boolean; waitMs: number | null }
}

type Suspicion = { sinceMs: number; places: Set<string>; successes: number; shortestWaitMs: number | null }

/**
 * Complaints of several places, more than there were successes meanwhile, are the tenant's. A success of what was sent
 * after the first complaint ends the suspicion. A place may want to be left alone for longer than the tenant does.
 */
export function createThrottleEvidence(): ThrottleEvidence {
  let suspicion: Suspicion | null = null
  return {
    succeeded(sentAtMs) {
      if (!suspicion) return
      suspicion.successes += 1
      if (sentAtMs >= suspicion.sinceMs) suspicion = null
    },
    complained({ place, waitMs, nowMs }) {
      if (place === null) return { isTenantWide: true, waitMs }
      suspicion ??= { sinceMs: nowMs, places: new Set(), successes: 0, shortestWaitMs: waitMs }
      suspicion.places.add(place)
      if (waitMs !== null) suspicion.shortestWaitMs = Math.min(waitMs, suspicion.shortestWaitMs ?? waitMs)
      const isTenantWide = suspicion.places.size > Math.max(1, suspicion.successes)
      return { isTenantWide, waitMs: isTenantWide ? suspicion.shortestWaitMs : waitMs }
    },
  }
}
