import type { JournalEntry } from '../../src/sandbox/journal.ts'

/**
 * Requests that would change something. Those that a tenant's limits refused are left out: a machine that halts for 80 ms
 * brings them about, nothing was changed by them, and they are asked for again.
 */
export function changesAskedFor(journal: readonly JournalEntry[]): JournalEntry[] {
  return journal.filter(({ method, status, fault }) => method !== 'GET' && !(status === 429 && fault === null))
}
