/** Tells a tenant that is asked too much from single places that are. */
export type ThrottleEvidence = {
  succeeded(sentAtMs: number): void
  /** @returns whether the whole tenant is meant. `place` null: the request was about no place. */
  complained(place: string | null, nowMs: number): boolean
}

/**
 * Complaints of several places, as many as there were successes meanwhile, are the tenant's. A success of what was sent
 * after the first complaint ends the suspicion.
 */
export function createThrottleEvidence(): ThrottleEvidence {
  let suspicion: { sinceMs: number; places: Set<string>; successes: number } | null = null
  return {
    succeeded(sentAtMs) {
      if (!suspicion) return
      suspicion.successes += 1
      if (sentAtMs >= suspicion.sinceMs) suspicion = null
    },
    complained(place, nowMs) {
      if (place === null) return true
      suspicion ??= { sinceMs: nowMs, places: new Set(), successes: 0 }
      suspicion.places.add(place)
      return suspicion.places.size > Math.max(1, suspicion.successes)
    },
  }
}
