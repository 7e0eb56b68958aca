import type { Place } from '../../src/graph/pace-places.ts'

/** A place that may be asked from then on, and that nobody has asked. */
export const placeReadyAt = (key: string, closedUntilMs: number): Place => ({
  key,
  limit: 1,
  sentMs: [],
  waiting: 1,
  closedUntilMs,
  throttledUntilMs: 0,
  backOffs: 0,
})
