import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { Logger } from '../log.ts'
import { impatientPool } from './impatient-pool.ts'
import type { OpenStore } from './lazy-store.ts'
import { longestWaitMs } from './long-work.ts'
import { migrate } from './migrate.ts'
import { schemaName, type Tables } from './tables.ts'

/**
 * A pool of connections to a Postgres server, its tables brought up to date. Lost connections are replaced by the pool.
 * The server ends what runs too long, so that nothing of ours holds a lock after the caller has given up.
 */
export async function openPostgresStore(settings: {
  databaseUrl: string
  /** A connection and a statement end a little sooner, so that the reason is told; migrations and the job queue may take longer. */
  answerWithinMs: number
  log: Pick<Logger, 'warn'>
}): Promise<OpenStore> {
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    application_name: 'teams-upgrade-bot',
    max: 8,
    connectionTimeoutMillis: settings.answerWithinMs - 200,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    // For a connection that died without a word, where the server's own limit never arrives: longer than any migration.
    query_timeout: 65_000,
    keepAlive: true,
  })
  pool.on('error', (err) => settings.log.warn({ err }, 'A connection to the database was lost'))
  // A connection that dies while it is in use says so twice; without a listener the second time would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  try {
    await migrate(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  const database = (waiting: PostgresPool) =>
    new Kysely<Tables>({ dialect: new PostgresDialect({ pool: waiting }) }).withSchema(schemaName)
  return {
    sql: database(impatientPool(pool, settings.answerWithinMs - 100)),
    patientSql: database(pool),
    longSql: database(impatientPool(pool, longestWaitMs)),
    pool,
    notice: null,
    isBroken: () => false,
    close: () => pool.end(),
  }
}
