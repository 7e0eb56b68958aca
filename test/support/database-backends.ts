import { rm } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { type Database, openDatabase } from '../../src/database/open-database.ts'
import { createLog } from '../../src/log.ts'
import { emptyDataDir, preparedDataDir } from './database-directory.ts'
import { startDatabaseServer } from './database-server.ts'
import { ask, grantedRole } from './granted-role.ts'

/** A place for data of the test's own. What one opened database wrote there the next one reads. */
export type DatabasePlace = {
  open(): Database
  /** One statement past the product, while no database is open there. */
  sql(text: string): Promise<unknown[]>
  remove(): Promise<void>
}

export const quietLog = createLog({ level: 'silent' })

/** For facts that are not about how long an answer takes: a busy machine may need seconds to open a database. */
export const answerWithinMs = 30_000

/** The two kinds of place there are; every fact holds in both. */
export const backends: { name: string; prepare(): Promise<DatabasePlace> }[] = [
  { name: 'embedded PGlite', prepare: prepareEmbedded },
  { name: 'Postgres server', prepare: prepareServer },
]

async function prepareEmbedded(): Promise<DatabasePlace> {
  const dataDir = await preparedDataDir()
  return {
    open: () => openDatabase({ databaseUrl: null, dataDir, log: quietLog }),
    sql: async (text) => {
      const pglite = await PGlite.create(path.join(dataDir, 'pglite'))
      try {
        return (await pglite.query(text)).rows
      } finally {
        await pglite.close()
      }
    },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  }
}

async function prepareServer(): Promise<DatabasePlace> {
  const server = await startDatabaseServer()
  const ownerUrl = await server.createDatabase()
  const dataDir = await emptyDataDir()
  const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir, answerWithinMs, log: quietLog })
  const owner = open(ownerUrl)
  // Its tables are made with the first job.
  await owner.jobs.schedule('makes-the-tables', {}, { runAfterSeconds: 0 })
  await owner.close()
  // What holds on a server holds with no more than the rights that are granted.
  const databaseUrl = await grantedRole(ownerUrl)
  return {
    open: () => open(databaseUrl),
    sql: (text) => ask(ownerUrl, text),
    remove: async () => {
      await server.remove()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
