import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Database, openDatabase } from '../../src/database/open-database.ts'
import { createLog } from '../../src/log.ts'
import { isCampaign } from '../support/campaign-scale.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { sampleEntry } from '../support/database-samples.ts'
import { until } from '../support/database-until.ts'

let dataDir: string
let lines: string[]
const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } })
const open = (): Database => openDatabase({ databaseUrl: null, dataDir, log })
const inDatabase = (...names: string[]) => path.join(dataDir, 'pglite', ...names)

beforeEach(async () => {
  lines = []
  dataDir = await preparedDataDir()
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

type Damage = { what: string; how(): Promise<unknown>; reason?: string }

const damages: Damage[] = [
  { what: 'an empty control file', how: () => truncate(inDatabase('global/pg_control')) },
  { what: 'a cut write-ahead log', how: () => eachLogFile((file) => truncate(file, 1_000)) },
  { what: 'no version file', how: () => rm(inDatabase('PG_VERSION')) },
  {
    what: 'the files of another Postgres',
    how: () => writeFile(inDatabase('PG_VERSION'), '17\n'),
    reason: 'was made by Postgres 17 and this program brings 18',
  },
  {
    what: 'a file in its place',
    how: async () => {
      await rm(inDatabase(), { recursive: true })
      await writeFile(inDatabase(), 'hello')
    },
  },
]
/** Each takes seconds, because a new database is made; a campaign tries these too. */
const moreDamages: Damage[] = [
  { what: 'a control file of noise', how: () => writeFile(inDatabase('global/pg_control'), Buffer.alloc(8_192, 'no')) },
  { what: 'no control file', how: () => rm(inDatabase('global/pg_control')) },
  { what: 'no tables', how: () => rm(inDatabase('base'), { recursive: true }) },
  { what: 'no write-ahead log', how: () => eachLogFile((file) => rm(file)) },
  { what: 'no configuration', how: () => rm(inDatabase('postgresql.conf')) },
  { what: 'nothing at all in it', how: () => rm(inDatabase(), { recursive: true }).then(() => mkdir(inDatabase())) },
]

describe('a database with', () => {
  const tried = isCampaign ? [...damages, ...moreDamages] : damages
  test.each(tried)(
    '$what is set aside, kept, and replaced by an empty one',
    async ({ how, reason = 'is damaged' }) => {
      await how()
      const damagedFiles = existsSync(inDatabase('base')) ? await readdir(inDatabase()) : null
      const database = open()
      const entry = sampleEntry()
      await database.auditLog.record(entry)
      const { tenantId, scope, externalId } = entry
      const { entries } = await database.auditLog.history({ tenantId, scope, externalId }, { limit: 1, after: null })
      expect(entries).toEqual([entry])

      const aside = (await readdir(dataDir)).find((name) => name.startsWith('damaged-')) ?? ''
      expect(await database.health()).toBe(
        `ok; the database found ${reason}; it was moved to ${path.join(dataDir, aside)} and an empty one is used`,
      )
      expect(lines.join()).toContain('The embedded database could not be used: a new one was begun')
      if (damagedFiles) expect(await readdir(path.join(dataDir, aside))).toEqual(expect.arrayContaining(damagedFiles))
      await database.close()
    },
    60_000,
  )
})

test('tables found destroyed in the middle of the work are set aside, and neither the entry nor the jobs suffer', async () => {
  const before = open()
  await before.auditLog.record(sampleEntry())
  await before.jobs.schedule('verify', { number: 1 }, { runAfterSeconds: 3600 })
  await before.close()
  await destroyTable('upgrade_bot.audit_entry')

  const database = open()
  const seen: unknown[] = []
  await database.jobs.work('verify', async (data) => void seen.push(data))
  await until(async () => (await database.health()) === 'ok')
  const entry = sampleEntry()
  await database.auditLog.record(entry)
  const { tenantId, scope, externalId } = entry
  const { entries } = await database.auditLog.history({ tenantId, scope, externalId }, { limit: 9, after: null })
  expect(entries).toEqual([entry])
  expect(await database.health()).toMatch(/^ok; the database found is damaged; it was moved to /)
  await database.jobs.schedule('verify', { number: 2 }, { runAfterSeconds: 0 })
  await until(() => seen.length > 0)
  expect(seen).toEqual([{ number: 2 }])
  await database.close()
})

async function eachLogFile(change: (file: string) => Promise<void>): Promise<void> {
  const names = (await readdir(inDatabase('pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name))
  await Promise.all(names.map((name) => change(inDatabase('pg_wal', name))))
}

async function destroyTable(table: string): Promise<void> {
  const pglite = await PGlite.create(inDatabase())
  const { rows } = await pglite.query<{ file: string }>('select pg_relation_filepath($1::regclass) as file', [table])
  await pglite.close()
  await writeFile(inDatabase(rows[0]?.file ?? ''), Buffer.alloc(16_384, 'noise'))
}
