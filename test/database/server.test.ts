import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { inspectDatabase } from '../../src/database/inspect-database.ts'
import { type Database, openDatabase } from '../../src/database/open-database.ts'
import { StoreUnavailable } from '../../src/database/store-unavailable.ts'
import { quietLog } from '../support/database-backends.ts'
import { emptyDataDir } from '../support/database-directory.ts'
import { startProxy } from '../support/database-proxy.ts'
import { sampleEntry } from '../support/database-samples.ts'
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts'
import { until } from '../support/database-until.ts'
import { ask, grantedRole } from '../support/granted-role.ts'
import { sampleRollout } from '../support/sample-rollout.ts'

let server: DatabaseServer
let databaseUrl: string
let dataDir: string
const opened: Database[] = []

beforeAll(async () => {
  server = await startDatabaseServer()
  dataDir = await emptyDataDir()
})
beforeEach(async () => {
  databaseUrl = await server.createDatabase()
})
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close()
})
afterAll(async () => {
  await server.remove()
  await rm(dataDir, { recursive: true, force: true })
})

/** For tests that are about something else than how long an answer is waited for. */
const patient = { answerWithinMs: 30_000 }

function open(url = databaseUrl, patience: { answerWithinMs?: number } = {}): Database {
  const database = openDatabase({ databaseUrl: url, dataDir, log: quietLog, ...patience })
  opened.push(database)
  return database
}

/** All that may be asked of a database; each must answer in time, with an answer or with a refusal. */
function everyMethod(database: Database): (() => Promise<unknown>)[] {
  const entry = sampleEntry()
  const { actor, at } = entry
  return [
    () => database.auditLog.intend({ ...entry, from: null, to: null }),
    () => database.auditLog.record(entry),
    () => database.auditLog.history(entry, { limit: 1, after: null }),
    () => database.auditLog.openIntents(0),
    () => database.declinedConsents.decline(entry, { version: '1', actor, at }),
    () => database.declinedConsents.isDeclined(entry, '1'),
    () => database.jobs.schedule('later', {}, { runAfterSeconds: 0 }),
  ]
}

async function expectRefusals(database: Database): Promise<void> {
  await Promise.all(
    everyMethod(database).map(async (ask) => {
      const start = performance.now()
      await expect(ask()).rejects.toThrow(StoreUnavailable)
      expect(performance.now() - start).toBeLessThan(5_000)
    }),
  )
}

async function expectAnswers(database: Database): Promise<void> {
  await until(
    async () => (await database.health()) === 'ok' || database.auditLog.openIntents(0).then(Boolean, () => false),
  )
  for (const ask of everyMethod(database)) await until(() => isAnswered(ask))
}

/** On a busy machine an answer may come too late for whoever waits for it; asked once more, it is there. */
async function isAnswered(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask()
    return true
  } catch (error) {
    if (error instanceof StoreUnavailable && /no answer|timeout/.test(error.message)) return false
    throw error
  }
}

test('a server that is down at the start is used as soon as it is up, and jobs then run', async () => {
  await server.stop('SIGINT')
  const database = open()
  const seen: unknown[] = []
  await database.jobs.work('verify', async (data) => void seen.push(data))
  await expectRefusals(database)
  expect(await database.health()).toMatch(/ECONNREFUSED/)
  await server.start()
  await expectAnswers(database)
  await database.jobs.schedule('verify', { number: 1 }, { runAfterSeconds: 0 })
  await until(() => seen.length > 0)
})

test('a server that crashes and comes back is used again, and nothing of before is lost or stuck', async () => {
  const database = open()
  await expectAnswers(database)
  const seen: unknown[] = []
  await database.jobs.work('verify', async (data) => void seen.push(data))
  const entry = sampleEntry()
  await database.auditLog.record(entry)
  await database.jobs.schedule('verify', { number: 1 }, { runAfterSeconds: 2 })
  await server.stop('SIGQUIT')
  await expectRefusals(database)
  await server.start()
  await expectAnswers(database)
  expect((await database.auditLog.history(entry, { limit: 5, after: null })).entries).toEqual([entry])
  await until(() => seen.length > 0)
  expect(seen).toEqual([{ number: 1 }])
})

test('a connection that is dead without a word costs two seconds, not an answer', async () => {
  const proxy = await startProxy(server.port)
  const database = open(databaseUrl.replace(String(server.port), String(proxy.port)))
  await expectAnswers(database)
  // All connections there can be, none of which will ever say another word.
  await Promise.all([...everyMethod(database), ...everyMethod(database)].map(isAnswered))
  proxy.cut()
  for (let round = 0; round < 3; round += 1) await expectRefusals(database)
  proxy.mend()
  const start = performance.now()
  await expectAnswers(database)
  expect(performance.now() - start).toBeLessThan(12_000)
  proxy.close()
})

test('a server that accepts and says nothing is refused in time, too', async () => {
  const proxy = await startProxy(server.port)
  proxy.cut()
  await expectRefusals(open(databaseUrl.replace(String(server.port), String(proxy.port))))
  proxy.close()
})

test('workers that start together on an empty database do not disturb one another', async () => {
  const workers = Array.from({ length: 4 }, () => open(databaseUrl, patient))
  const asked = workers.flatMap(everyMethod).map((ask) => until(() => isAnswered(ask)))
  const results = await Promise.allSettled(asked)
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([])
})

test('a job runs in one of two workers, not in both', async () => {
  const seen: unknown[] = []
  const workers = [open(databaseUrl, patient), open(databaseUrl, patient)]
  for (const worker of workers) await expectAnswers(worker)
  for (const worker of workers) await worker.jobs.work('verify', async (data) => void seen.push(data))
  for (let number = 0; number < 20; number += 1)
    await workers[number % 2]?.jobs.schedule('verify', { number }, { runAfterSeconds: 0 })
  await until(() => seen.length >= 20)
  expect(new Set(seen.map((data) => JSON.stringify(data))).size).toBe(20)
  expect(seen).toHaveLength(20)
})

test('a role with no more than the granted rights runs all of it and can change nothing of the audit', async () => {
  const owner = open(databaseUrl, patient)
  await expectAnswers(owner)
  const roleUrl = await grantedRole(databaseUrl)
  const database = open(roleUrl, patient)
  await expectAnswers(database)
  const seen: unknown[] = []
  await database.jobs.work('verify', async (data) => void seen.push(data))
  await database.jobs.schedule('verify', { number: 1 }, { runAfterSeconds: 0 })
  await until(() => seen.length > 0)
  for (const table of ['upgrade_bot.upgrade_intent', 'upgrade_bot.audit_entry']) {
    for (const change of [
      `update ${table} set id = ''`,
      `delete from ${table}`,
      `truncate ${table}`,
      `drop table ${table}`,
      `alter table ${table} disable trigger append_only`,
    ]) {
      await expect(ask(roleUrl, change)).rejects.toThrow(/permission denied|must be owner/)
    }
  }
})

test('what touches every target of a rollout may take longer than any other statement', async () => {
  const database = open(databaseUrl, patient)
  await expectAnswers(database)
  const { rollouts } = database
  const ids = ['r1', 'r2', 'r3']
  for (const id of ids) {
    await rollouts.create({ ...sampleRollout({ id, tenantId: id, state: 'planning' }), kinds: [], cursor: null })
    await rollouts.addTargets(id, [{ kind: 'team', id: 't1' }])
  }
  await ask(databaseUrl, twoSecondsForTargets)
  const { rollouts: hasty } = open(`${databaseUrl}?statement_timeout=1000`)
  await expect(hasty.addTargets('r1', [{ kind: 'team', id: 't2' }])).rejects.toThrow(StoreUnavailable)
  const { rollouts: hastier } = open(`${databaseUrl}?statement_timeout=1000&query_timeout=1500`)
  await Promise.all([
    hastier.order('r1', 'mixed'),
    hastier.addKnownPlaces('r2', ['team']),
    hastier.skipPending('r3', { state: 'skipped', detail: 'aborted' }),
  ])
  expect(await rollouts.counts('r3')).toMatchObject({ skipped: 1 })
  expect(await hasty.change('r1', () => ({ retryFailed: true, generation: 9 }))).toMatchObject({ generation: 9 })
})

const twoSecondsForTargets = `
  create function upgrade_bot.wait() returns trigger language plpgsql as $$ begin perform pg_sleep(2); return null; end $$;
  create trigger wait after insert or update on upgrade_bot.rollout_target
    for each statement execute function upgrade_bot.wait()`

test('a look at a database says how far its tables are, and makes none', async () => {
  const look = (url = databaseUrl) => inspectDatabase({ databaseUrl: url, dataDir })
  expect(await look()).toMatchObject({ kind: 'server', current: 0, mayMigrate: true })
  expect(await look()).toMatchObject({ current: 0 })
  await open(databaseUrl, patient).open()
  const after = await look()
  expect(after).toMatchObject({ kind: 'server', mayMigrate: true })
  if (after.kind === 'server') expect(after.current).toBe(after.newest)
  const nowhere = await look(databaseUrl.replace(/\/[^/]*$/, '/no_such_database'))
  expect(nowhere).toMatchObject({ kind: 'unusable', detail: expect.stringContaining('no_such_database') })
})
