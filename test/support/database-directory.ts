import { createHash } from 'node:crypto'
import { constants, cpSync, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { keptDatabase } from '../../src/database/create-pglite-directory.ts'
import { openDatabase } from '../../src/database/open-database.ts'
import { createLog } from '../../src/log.ts'

/** A data directory of the test's own, without a database in it. */
export function emptyDataDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'upgrade-bot-data-'))
}

/** The same with an embedded database that has its tables and those of the job queue, and no job: a second of making them that is not spent on each test. */
export async function preparedDataDir(): Promise<string> {
  const prepared = await preparedDatabase()
  const dataDir = await emptyDataDir()
  // A third of the time that it takes without blocking.
  cpSync(prepared, path.join(dataDir, 'pglite'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  return dataDir
}

const migrations = path.resolve(import.meta.dirname, '../../src/database/migrations')
const jobQueue = path.resolve(import.meta.dirname, '../../node_modules/pg-boss/package.json')

/** What it is copied from, made on a machine's first run. */
export async function preparedDatabase(): Promise<string> {
  const tables = createHash('sha256')
  for (const name of (await readdir(migrations)).sort()) tables.update(await readFile(path.join(migrations, name)))
  tables.update(await readFile(jobQueue))
  const prepared = `${await keptDatabase()}-${tables.digest('hex').slice(0, 12)}`
  if (existsSync(prepared)) return prepared
  await mkdir(path.dirname(prepared), { recursive: true })
  const dataDir = await mkdtemp(path.join(path.dirname(prepared), 'making-'))
  const database = openDatabase({ databaseUrl: null, dataDir, log: createLog({ level: 'silent' }) })
  // No jobs: what they would be kept in is made all the same.
  await database.jobs.scheduleMany('makes-the-tables', [])
  await database.close()
  await rename(path.join(dataDir, 'pglite'), prepared).catch((error) => {
    // Another test file was faster; its database is as good.
    if (!existsSync(prepared)) throw error
  })
  await rm(dataDir, { recursive: true, force: true })
  return prepared
}

/** As on a machine that has made no embedded database yet. */
export async function asOnNewMachine<T>(work: () => Promise<T>): Promise<T> {
  const kept = await keptDatabase()
  const aside = `${kept}.aside-${process.pid}`
  await rename(kept, aside).catch(() => {})
  try {
    return await work()
  } finally {
    // The work may have made another one.
    await rename(aside, kept).catch(() => rm(aside, { recursive: true, force: true }))
  }
}
