import type { RefusalReason } from './upgrade-outcome.ts'

/** What a call to the tenant came to. Nothing expected is thrown: whoever calls decides what each ending means. */
export type Answer<T> = { kind: 'ok'; value: T; requestId: string | null } | Trouble

/**
 * `requestId` is Graph's own, null when no answer ever came. `isUnsent`: it is certain that nothing left this process;
 * where that is not said, something may have.
 */
export type Trouble =
  /** The place, the installation or the person is not there, or is hidden from this token. */
  | { kind: 'not-found'; detail: string; requestId: string | null }
  /** Final: asking again changes nothing. */
  | { kind: 'refused'; reason: RefusalReason; detail: string; requestId: string | null }
  /** Asked to wait (429). It may hide a success: a 429 was seen on changes that had been applied. */
  | { kind: 'throttled'; retryAfterSeconds: number | null; requestId: string | null; isUnsent?: true }
  /** A server error, a time-out or a broken connection: nobody knows whether it was done. */
  | { kind: 'doubtful'; detail: string; retryAfterSeconds: number | null; requestId: string | null }
  /** A no that Microsoft documents nowhere (an unknown 400 or 409): read the state again, then decide. */
  | { kind: 'unclear'; detail: string; requestId: string | null }
  /** Anything else: no token to be had, an answer that is no Graph answer. `isTokenTrouble`: any other call ends the same. */
  | { kind: 'failed'; detail: string; requestId: string | null; isTokenTrouble?: true; isUnsent?: true }
