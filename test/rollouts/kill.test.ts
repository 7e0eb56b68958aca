import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { crowdedTenant } from '../../src/sandbox/crowded-tenant.ts'
import { type Fault, faultOn } from '../../src/sandbox/faults.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { isCampaign, scaled } from '../support/campaign-scale.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { reportFigure } from '../support/report-figure.ts'
import { startWorker, type WorkerProcess } from '../support/worker-process.ts'

const held = { kind: 'hang', ms: 60_000 } as const
const lists = { method: 'GET', route: /installedApps$/ }
const posts = { method: 'POST', route: /upgrade$/ }
const pages = { method: 'GET', route: /^\/teams$/ }

/** Where the process is when it is killed: kept there by what Graph does, seen by what Graph is asked. */
type Moment = { name: string; hold: Fault[]; comes(): Promise<unknown> }

const moments: Moment[] = [
  { name: 'while its places are listed', hold: [faultOn(pages, held)], comes: () => seen(pages) },
  { name: 'targets taken, nothing asked', hold: [], comes: () => seen(pages).then(() => sleep(40)) },
  { name: 'before an upgrade is sent', hold: [faultOn(lists, held, 3)], comes: () => seen(lists, 3) },
  { name: 'sent, not carried out', hold: [faultOn(posts, held, 3)], comes: () => seen(posts, 3) },
  {
    name: 'carried out, not answered',
    hold: [faultOn(posts, { kind: 'apply-then-hang', ms: 60_000 }, 3)],
    comes: () => seen(posts, 3),
  },
  {
    name: 'answered, not read back',
    hold: [],
    comes: () =>
      seen(posts, 4)
        .then(() => sandbox.addFault(faultOn(lists, held, 50)))
        .then(() => sleep(30)),
  },
  { name: 'some written down', hold: [], comes: () => seen(posts, 8).then(() => sleep(20)) },
]

let sandbox: Sandbox
let dataDir: string
let worker: WorkerProcess | null = null
afterEach(async () => {
  await worker?.kill()
  await sandbox.close()
  await rm(dataDir, { recursive: true, force: true })
})

const namedKills = isCampaign ? scaled(2) : 1
const randomKills = isCampaign ? scaled(20) : 3
let from = 0

test(
  `F1: killed at every step and ${randomKills} times at random, a rollout loses no target and upgrades none twice`,
  async () => {
    sandbox = await startSandbox({ tenant: crowdedTenant({}), limits: noLimits(), latencyMs: 5 })
    dataDir = await preparedDataDir()
    await start()
    const rounds = Array.from({ length: namedKills }, () => moments).flat()
    const resumedMs: number[] = []
    for (const moment of rounds) {
      const id = await beginWith(12)
      for (const fault of moment.hold) sandbox.addFault(fault)
      await moment.comes()
      resumedMs.push(await killAndStart(id))
      await finish(id, moment.name)
    }
    const id = await beginWith(20 * randomKills)
    for (let i = 0; i < randomKills; i++) {
      await sleep(Math.random() * 700)
      resumedMs.push(await killAndStart(id))
    }
    await finish(id, 'at random')
    reportFigure('kills of a rollout', rounds.length + randomKills)
    reportFigure('targets lost, or upgraded twice', 0)
    reportFigure('work goes on after the start of a process within, ms', Math.round(Math.max(...resumedMs)))
  },
  60_000 + (namedKills * moments.length + randomKills) * 60_000,
)

async function start(): Promise<void> {
  worker = await startWorker({ DATA_DIR: dataDir, GRAPH_BASE_URL: sandbox.url })
}

async function beginWith(teams: number): Promise<string> {
  sandbox.tenant.teams = crowdedTenant({ teams }).teams
  from = sandbox.journal.length
  const id = await worker?.begin({ kinds: ['team'], settings: { budget: { kind: 'count', count: 0 } } })
  return id ?? ''
}

/** @returns how long after the process was there it went on with what was left; 0 when nothing was. */
async function killAndStart(id: string): Promise<number> {
  const before = await worker?.read(id)
  await worker?.kill()
  sandbox.clearFaults()
  const asked = sandbox.journal.length
  await start()
  const startedMs = performance.now()
  const after = await worker?.read(id)
  // What was done once stays done.
  expect((after?.rollout.total ?? 0) - (after?.counts.pending ?? 0)).toBeGreaterThanOrEqual(
    (before?.rollout.total ?? 0) - (before?.counts.pending ?? 0),
  )
  if (after?.rollout.state === 'ended') return 0
  await until(() => sandbox.journal.length > asked || isEnded(id), 'the work goes on')
  return performance.now() - startedMs
}

const isEnded = async (id: string) => (await worker?.read(id))?.rollout.state === 'ended'

/** What the sandbox saw is the oracle: its state, and every request that changed it. */
async function finish(id: string, moment: string): Promise<void> {
  await until(() => isEnded(id), `the end after ${moment}`, 50)
  const status = await worker?.read(id)
  const { teams } = sandbox.tenant
  const calls = sandbox.journal.slice(from).filter(({ method }) => method === 'POST')
  const changesOf = (teamId: string) => calls.filter(({ path, effect }) => path.includes(teamId) && effect !== null)
  const facts = {
    moment,
    total: status?.rollout.total,
    sum: Object.values(status?.counts ?? {}).reduce((sum, count) => sum + count, 0),
    upgraded: status?.counts.upgraded,
    behind: teams.filter(({ installations }) => installations[0]?.version !== '1.10.0').length,
    twice: teams.filter((team) => changesOf(team.id).length !== 1).length,
  }
  expect(facts).toEqual({ moment, total: teams.length, sum: teams.length, upgraded: teams.length, behind: 0, twice: 0 })
}

async function seen({ method, route }: { method: string; route: RegExp }, count = 1): Promise<void> {
  const matching = () => sandbox.journal.slice(from).filter((one) => one.method === method && route.test(one.route))
  await until(() => matching().length >= count, `${count} ${method} ${route}`)
}

/** What is looked up in the worker's database is asked less often: each answer costs the two of them time. */
async function until(condition: () => boolean | Promise<boolean>, what: string, everyMs = 5): Promise<void> {
  const deadline = performance.now() + 90_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`)
    await sleep(everyMs)
  }
}
