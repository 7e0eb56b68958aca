import { afterEach, expect, test } from '@jest/globals'
import { stepJobName } from '../../src/rollouts/rollout-parts.ts'
import type { RolloutAsked } from '../../src/rollouts/start-rollout.ts'
import type { PlaceRef } from '../../src/rollouts/target.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdedTenant, crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'

let here: RolloutsUnderTest
afterEach(() => here.remove())

const teamPages = () => here.sandbox.journal.filter(({ route }) => route === '/teams')
const slowPage = (ms: number) => here.sandbox.addFault(faultOn({ route: '/teams' }, { kind: 'hang', ms }))

/** Another step of a rollout, as the sweep of any process asks for one now and then. */
function sweep(rolloutId: string, name = 'sweep'): Promise<void> {
  const timing = { runAfterSeconds: 0, singletonKey: `${rolloutId}/${name}` }
  return here.database.jobs.schedule(stepJobName, { rolloutId }, timing)
}

/** Everything that is under way ends by itself, and another process looks at what it left. */
async function nextProcess(dataDir: string): Promise<void> {
  await here.stop()
  await here.sandbox.close()
  here = await startRollouts({ crowd: {}, dataDir })
}

test('a page of places that arrives after the abort adds nothing that would stay pending', async () => {
  const dataDir = await preparedDataDir()
  here = await startRollouts({ crowd: { teams: 3 }, dataDir })
  slowPage(1_000)
  const id = await here.begin({}, { kinds: ['team'] })
  await here.until(() => teamPages().length > 0)
  await here.command(id, 'abort')
  await here.settled(id)
  await nextProcess(dataDir)
  expect(await here.read(id)).toMatchObject({ rollout: { state: 'aborted', total: 0 }, counts: { pending: 0 } })
})

test('a page that arrives when another planner has begun the rollout adds nothing to it', async () => {
  const dataDir = await preparedDataDir()
  here = await startRollouts({ crowd: { teams: 2 }, dataDir, isApart: true })
  slowPage(2_000)
  const id = await here.begin({}, { kinds: ['team'] })
  await here.until(() => teamPages().length > 0)
  await sweep(id)
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 2, pending: 0 })
  // What the slow page shows is the tenant of by then.
  here.sandbox.tenant.teams = crowdedTenant({ teams: 3 }).teams
  await nextProcess(dataDir)
  expect(await here.read(id)).toMatchObject({ rollout: { state: 'ended', total: 2 }, counts: { pending: 0 } })
})

test('of several planners of one rollout one goes on, and hardly a page is read twice', async () => {
  here = await startRollouts({ crowd: { teams: 30 }, sandbox: { latencyMs: 30 }, isApart: true })
  here.sandbox.tenant.behaviours.pageSize = 1
  const id = await here.begin({ isDryRun: true }, { kinds: ['team'] })
  for (const planner of ['a', 'b', 'c']) await sweep(id, planner)
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 30, pending: 0 })
  expect(teamPages().length).toBeLessThanOrEqual(30 + 2 * 3)
})

/** With an id of its own the mixed order is the same at every run. */
const inTwoWaves = async (asked: Partial<RolloutAsked>) => {
  const id = await here.begin({ waves: [25, 100], gate: { kind: 'manual' } }, { id: 'always-the-same', ...asked })
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 10, pending: 30 })
  const targets = await here.targets(id)
  return targets.filter(({ state }) => state === 'upgraded')
}

const twenty = (kind: 'team' | 'user', prefix: string) =>
  Array.from({ length: 20 }, (_, i): PlaceRef => ({ kind, id: crowdId(prefix, i) }))
const everyPlace = [...twenty('team', '33333333'), ...twenty('user', '22222222')]

test('the first wave of known places is a sample of all kinds, and no list is read for it', async () => {
  here = await startRollouts({ crowd: { teams: 20, people: 20 } })
  const { tenant, assistantManifest } = acmeIds
  for (const place of everyPlace) await here.database.knownPlaces.see(tenant, place, assistantManifest)
  const first = await inTwoWaves({ source: 'known' })
  expect(new Set(first.map(({ kind }) => kind))).toEqual(new Set(['team', 'user']))
  expect(here.sandbox.journal.filter(({ route }) => route === '/teams' || route === '/users')).toEqual([])
})

test('the first wave of a list is how the list begins', async () => {
  here = await startRollouts({ crowd: { teams: 20, people: 20 } })
  const list = (async function* () {
    yield everyPlace
  })()
  const first = await inTwoWaves({ list, source: 'known' })
  expect(first.map(({ kind, id }) => ({ kind, id }))).toEqual(everyPlace.slice(0, 10))
})

test('the chats of a person are read 50 at a time', async () => {
  here = await startRollouts({ crowd: { chats: 60, people: 1 } })
  here.sandbox.tenant.behaviours.pageSize = 10
  const id = await here.begin({ isDryRun: true }, { kinds: ['chat'] })
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 60 })
  expect(here.sandbox.journal.filter(({ route }) => route === '/users/{id}/chats')).toHaveLength(2)
})
