import { inTime } from '../in-time.ts'

/**
 * The database cannot be used now; `message` says why, in words for an operator. Callers go on without it: Graph is the
 * truth and the database is memory. The next call tries again.
 */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
}

/** Waits at most so long. Whatever goes wrong, and the time running out, comes back as {@link StoreUnavailable}. */
export async function orUnavailable<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  try {
    return await inTime(work, deadlineMs, `no answer from the database in ${deadlineMs} ms`)
  } catch (cause) {
    if (cause instanceof StoreUnavailable) throw cause
    throw new StoreUnavailable(describeError(cause), { cause })
  }
}

/** What went wrong, in one line. */
export function describeError(cause: unknown): string {
  // A refused connection to a name with several addresses is an AggregateError whose own message is empty.
  if (cause instanceof AggregateError) return cause.errors.map(describeError).join('; ')
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
