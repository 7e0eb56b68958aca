import { type Kysely, sql } from 'kysely'
import type { LazyStore } from './lazy-store.ts'
import type { Tables } from './tables.ts'

/** Twenty times what a small server takes for the slowest of them over 300,000 targets. */
const longestMs = 600_000
/** The server ends it before anybody gives up: what is still at work there must not be begun a second time. */
export const longestWaitMs = longestMs + 15_000

/**
 * For a statement over every target of a rollout. Within the limits of others it would be ended, begun again by the next
 * step, and ended again, for ever.
 */
export function useLong<T>(store: LazyStore, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  const inTransaction = async (db: Kysely<Tables>) => {
    await allowStatements(db, longestMs)
    return work(db)
  }
  return store.use(({ longSql }) => longSql.transaction().execute(inTransaction), longestWaitMs)
}

/** Until the transaction ends, the server lets a statement run so long. */
export async function allowStatements(transaction: Kysely<Tables>, ms: number): Promise<void> {
  await sql`select set_config('statement_timeout', ${String(ms)}, true)`.execute(transaction)
}
