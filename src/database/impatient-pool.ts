import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { codeOf } from './sql-state.ts'

/**
 * The pool for those who wait no longer than this for one statement. A connection that did not answer in time is thrown
 * away: node-postgres would hand it to the next one, who would wait behind a statement that never ends.
 */
export function impatientPool(pool: Pool, statementMs: number): PostgresPool {
  return {
    options: pool.options,
    connect: async () => impatientClient(await pool.connect(), statementMs),
    end: () => pool.end(),
  }
}

function impatientClient(client: PoolClient, statementMs: number): PostgresPoolClient {
  let isSilent = false
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    const statement = { text: String(text), values: [...values], query_timeout: statementMs }
    return client.query(statement).catch((error) => {
      // Postgres names a code with every error of its own.
      isSilent ||= codeOf(error) === null
      throw error
    })
  }
  return { query, release: (destroy = false) => client.release(destroy || isSilent) }
}
