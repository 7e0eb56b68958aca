/** What has a limit of its own in a tenant: reading (GET) and changing (POST). */
export type PaceKey = { tenantId: string; bucket: 'read' | 'write' }

/** How fast a tenant may be asked, as learned so far. Times are milliseconds of the clock of whoever keeps it. */
export type PaceState = {
  /** Goes up with every change, so that nobody overwrites what somebody else has learned meanwhile. */
  revision: number
  perSecond: number
  /** The rate at which Graph last said no; null while none is known. */
  ceiling: number | null
  raisedAtMs: number
  loweredAtMs: number
  /** Until then nothing is sent, but by people. */
  closedUntilMs: number
  /** How long Graph asked to wait; beyond `closedUntilMs` one request at a time tries whether it still means it. */
  throttledUntilMs: number
  /** Closings in a row for which Graph did not say how long. */
  backOffs: number
}

export type PaceAsk = {
  /** Requests to send, all of them waiting; 0 only looks. */
  slots: number
  /** What was not used of so long ago may still be used. */
  waitedMs: number
  /** Documented requests per second, where a tenant begins and what it never exceeds. */
  limit: number
  /** How long everybody else waits for the answer of the one that tries. */
  probeMs: number
}

/** `slots` moments to send, `spacingMs` apart from `firstMs` on; 0 while the gate is closed. */
export type PaceGrant = { slots: number; firstMs: number; spacingMs: number; nowMs: number; state: PaceState }

/** The budget of requests that all who work on a tenant share. Implemented in `database/`, and in memory in `graph/`. */
export type SharedPace = {
  reserve(key: PaceKey, ask: PaceAsk): Promise<PaceGrant>
  /** Replaces the state that `next` was made from. @returns false when somebody else has changed it before. */
  change(key: PaceKey, next: PaceState): Promise<boolean>
}
