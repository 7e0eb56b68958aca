import { rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { crowdedTenant } from '../../src/sandbox/crowded-tenant.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts'
import { reportFigure } from '../support/report-figure.ts'
import { startWorker, type WorkerProcess } from '../support/worker-process.ts'

let server: DatabaseServer
let sandbox: Sandbox
let databaseUrl: string
const workers: WorkerProcess[] = []
const folders: string[] = []

beforeAll(async () => {
  server = await startDatabaseServer()
  sandbox = await startSandbox({ tenant: crowdedTenant({}), limits: noLimits(), latencyMs: 25 })
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill()
  sandbox.clearFaults()
})
afterAll(async () => {
  await sandbox.close()
  await server.remove()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function onServer(): Promise<WorkerProcess> {
  return keep(await startWorker({ DATABASE_URL: databaseUrl, GRAPH_BASE_URL: sandbox.url }))
}

async function onDirectory(dataDir: string): Promise<WorkerProcess> {
  if (!folders.includes(dataDir)) folders.push(dataDir)
  return keep(await startWorker({ DATA_DIR: dataDir, GRAPH_BASE_URL: sandbox.url }))
}

function keep(worker: WorkerProcess): WorkerProcess {
  workers.push(worker)
  return worker
}

function crowd(teams: number): void {
  sandbox.reset()
  sandbox.tenant.teams = crowdedTenant({ teams }).teams
}

const effects = () => sandbox.journal.filter(({ method, effect }) => method === 'POST' && effect !== null)
const begun = () => until(() => effects().length >= 5, 'some are upgraded')

/** All of them upgraded, each once, and told so. */
async function endsWell(worker: WorkerProcess, id: string): Promise<void> {
  await until(async () => (await worker.read(id).catch(() => null))?.rollout.state === 'ended', 'the end', 200)
  const { teams } = sandbox.tenant
  expect((await worker.read(id)).counts).toMatchObject({ upgraded: teams.length, pending: 0 })
  expect(effects()).toHaveLength(teams.length)
  expect(teams.filter(({ installations }) => installations[0]?.version !== '1.10.0')).toEqual([])
}

/** What is looked up in the worker's database is asked less often: each answer costs the two of them time. */
async function until(condition: () => boolean | Promise<boolean>, what: string, everyMs = 20): Promise<void> {
  const deadline = performance.now() + 90_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`)
    await sleep(everyMs)
  }
}

test('F2: told to stop, a process begins nothing more, leaves within ten seconds and loses nothing', async () => {
  databaseUrl = await server.createDatabase()
  crowd(120)
  const worker = await onServer()
  const id = await worker.begin()
  await begun()
  const toldMs = performance.now()
  expect(await worker.stop()).toBe(0)
  expect(performance.now() - toldMs).toBeLessThan(10_000)
  const left = effects().length
  await sleep(300)
  expect(effects()).toHaveLength(left)
  await endsWell(await onServer(), id)
})

test('F16: the database is restarted in the middle, hard, and the rollout goes on', async () => {
  databaseUrl = await server.createDatabase()
  crowd(120)
  const worker = await onServer()
  const id = await worker.begin()
  await begun()
  await server.stop('SIGQUIT')
  await sleep(500)
  await server.start()
  await endsWell(worker, id)
})

test('F16: the database is away when the process starts, and says so; once it is back the work goes on by itself', async () => {
  databaseUrl = await server.createDatabase()
  crowd(60)
  const first = await onServer()
  const id = await first.begin()
  await begun()
  await first.kill()
  await server.stop('SIGINT')
  const second = await onServer()
  await until(async () => /ECONNREFUSED|not opened/.test(await second.health()), 'it says what is wrong')
  await server.start()
  await endsWell(second, id)
})

test('F16: the database is restarted while a process takes over what another one left, and nothing stays pending', async () => {
  databaseUrl = await server.createDatabase()
  crowd(120)
  const first = await onServer()
  const id = await first.begin()
  await begun()
  await first.kill()
  const second = await onServer()
  await sleep(200)
  await server.stop('SIGQUIT')
  await server.start()
  await endsWell(second, id)
})

test('F17: two processes share one rollout, and when one dies the other takes over what it had', async () => {
  databaseUrl = await server.createDatabase()
  crowd(200)
  const [one, other] = [await onServer(), await onServer()]
  const id = await one.begin()
  await begun()
  await one.kill()
  const killedMs = performance.now()
  // What it had sent before its death arrives at once.
  await sleep(500)
  const left = effects().length
  await until(() => effects().length > left, 'the other one takes over')
  const takenOverMs = performance.now() - killedMs
  await endsWell(other, id)
  reportFigure('what a killed process had is taken over by another within, s', (takenOverMs / 1_000).toFixed(1))
})

test('I9: the store is deleted in the middle; begun anew, the rollout ends in the same state and upgrades nothing twice', async () => {
  crowd(60)
  const dataDir = await preparedDataDir()
  const first = await onDirectory(dataDir)
  await first.begin()
  await begun()
  await first.kill()
  const another = await onDirectory(await preparedDataDir())
  const id = await another.begin()
  await until(async () => (await another.read(id)).rollout.state === 'ended', 'the end')
  const { counts } = await another.read(id)
  expect(counts.upgraded + counts.current).toBe(60)
  expect(counts.current).toBeGreaterThanOrEqual(5)
  expect(effects()).toHaveLength(60)
})

test('F27: a gate whose time came while nobody ran opens at the next start', async () => {
  crowd(10)
  const dataDir = await preparedDataDir()
  const first = await onDirectory(dataDir)
  const id = await first.begin({ settings: { waves: [20, 100], gate: { kind: 'timed', seconds: 3 } } })
  await until(async () => (await first.read(id)).rollout.state === 'waiting', 'the first wave')
  await first.kill()
  await sleep(3_000)
  await endsWell(await onDirectory(dataDir), id)
})

test('F18: a second process on the directory is refused by name, and the first one’s rollout ends well', async () => {
  crowd(30)
  const dataDir = await preparedDataDir()
  const first = await onDirectory(dataDir)
  const id = await first.begin()
  await expect(startWorker({ DATA_DIR: dataDir, GRAPH_BASE_URL: sandbox.url })).rejects.toThrow(
    new RegExp(`used by process ${first.pid}`),
  )
  await endsWell(first, id)
})

test('F19: a damaged directory is set aside with a word, and a rollout can be begun on the empty one', async () => {
  crowd(5)
  const dataDir = await preparedDataDir()
  await writeFile(`${dataDir}/pglite/global/pg_control`, 'damaged')
  const worker = await onDirectory(dataDir)
  await until(async () => /is damaged; it was moved/.test(await worker.health()), 'a new one is made')
  await endsWell(worker, await worker.begin())
})
