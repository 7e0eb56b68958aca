import { existsSync } from 'node:fs'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '../log.ts'
import { createPgliteDirectory } from './create-pglite-directory.ts'
import { isDamage, madeBy, setAside } from './damaged-directory.ts'
import type { OpenStore } from './lazy-store.ts'
import { migrate } from './migrate.ts'
import { isAnswered, isDataLoss } from './sql-state.ts'
import { schemaName, type Tables } from './tables.ts'

export type EmbeddedSettings = { dataDir: string; signal: AbortSignal; log: Pick<Logger, 'error'> }

/** Where the embedded database lies in the data directory. */
export function pgliteDirectory(dataDir: string): string {
  return path.join(dataDir, 'pglite')
}

/**
 * Postgres in this process, on a directory whose owner lock the caller holds. It does not wait for the disk: safe from a
 * killed process, not from a power cut. A damaged directory is set aside, never deleted, and an empty one takes its place.
 * `lostBy` is the error that an earlier store on this directory was given up for.
 */
export async function openEmbeddedStore(settings: EmbeddedSettings, lostBy: unknown): Promise<OpenStore> {
  const directory = pgliteDirectory(settings.dataDir)
  try {
    if (isDataLoss(lostBy)) throw lostBy
    return await openDirectory(directory, settings.signal)
  } catch (error) {
    if (!(await isDamage(directory, error))) throw error
    const movedTo = await setAside(directory)
    const store = await openDirectory(directory, settings.signal)
    const notice = await explain(movedTo, directory)
    settings.log.error({ movedTo, notice, err: error }, 'The embedded database could not be used: a new one was begun')
    return { ...store, notice }
  }
}

async function explain(movedTo: string, directory: string): Promise<string> {
  const [before, now] = [await madeBy(movedTo), await madeBy(directory)]
  const reason =
    before && before !== now ? `was made by Postgres ${before} and this program brings ${now}` : 'is damaged'
  return `the database found ${reason}; it was moved to ${movedTo} and an empty one is used`
}

async function openDirectory(directory: string, signal: AbortSignal): Promise<OpenStore> {
  if (!existsSync(directory)) await createPgliteDirectory(directory, signal)
  // Where this file is missing PGlite would begin a new database on top of the old one.
  if (!existsSync(path.join(directory, 'PG_VERSION'))) throw new Error('the directory has no PG_VERSION')
  const { pool, close } = await startPglite(directory)
  try {
    await migrate(pool)
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
  const sql = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(schemaName)
  return { sql, patientSql: sql, longSql: sql, pool, notice: null, isBroken: (error) => !isAnswered(error), close }
}

/** PGlite behind node-postgres: the same driver as for a server, with the one connection there is. */
async function startPglite(directory: string): Promise<{ pool: pg.Pool; close(): Promise<void> }> {
  // V8 would at once compile much of Postgres a second time, a third of a short command's time: only what is really hot.
  setFlagsFromString('--wasm-tiering-budget=200000000')
  // Loaded here because it costs memory that nobody pays who uses a server.
  const { PGlite } = await import('@electric-sql/pglite')
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres')
  // The default of 128 MB of buffers would cost as much memory again as all the rest.
  const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB']
  const pglite = await PGlite.create(directory, { startParams })
  const pool = new pg.Pool({ ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0 })
  // What goes wrong reaches whoever asked; said once more to nobody, it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    pool,
    close: async () => {
      await pool.end()
      await pglite.close()
    },
  }
}
