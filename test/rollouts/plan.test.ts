import { afterEach, expect, test } from '@jest/globals'
import { stepJobName } from '../../src/rollouts/rollout-parts.ts'
import type { RolloutAsked } from '../../src/rollouts/start-rollout.ts'
import type { PlaceRef } from '../../src/rollouts/target.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdedTenant, crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { type FaultEffect, faultOn } from '../../src/sandbox/faults.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { hangOn } from '../support/hang-on.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'

let here: RolloutsUnderTest
afterEach(() => here.remove())

const teamPages = () => here.sandbox.journal.filter(({ route }) => route === '/teams')
const slowPage = () => hangOn(here.sandbox, { route: '/teams' })

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
  const goOn = slowPage()
  const id = await here.begin({}, { kinds: ['team'] })
  await here.until(() => teamPages().length > 0)
  await here.command(id, 'abort')
  goOn()
  await here.settled(id)
  await nextProcess(dataDir)
  expect(await here.read(id)).toMatchObject({ rollout: { state: 'aborted', total: 0 }, counts: { pending: 0 } })
})

test('a page that arrives when another planner has begun the rollout adds nothing to it', async () => {
  const dataDir = await preparedDataDir()
  here = await startRollouts({ crowd: { teams: 2 }, dataDir, isApart: true })
  const goOn = slowPage()
  const id = await here.begin({}, { kinds: ['team'] })
  await here.until(() => teamPages().length > 0)
  await sweep(id)
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 2, pending: 0 })
  // What the slow page shows is the tenant of by then.
  here.sandbox.tenant.teams = crowdedTenant({ teams: 3 }).teams
  goOn()
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

const unlicensed = {
  kind: 'status',
  status: 403,
  code: 'Forbidden',
  message:
    'Failed to get license information for the user. Ensure user has a valid Office365 license assigned to them.',
} as const

/** Whenever the chats of some people are asked for: the i-th, or everybody's. */
function refuseChats(whose: number | 'all', how: FaultEffect = unlicensed): void {
  const id = whose === 'all' ? '[^/]+' : crowdId('22222222', whose)
  here.sandbox.addFault(faultOn({ path: new RegExp(`^/users/${id}/chats`) }, how, 1_000))
}

const leftOut = () =>
  here.logLines.map((line) => JSON.parse(line)).filter(({ what }) => /could not be read/.test(String(what)))

test.each<[string, FaultEffect, words: string]>([
  ['has no licence', unlicensed, unlicensed.message],
  ['cannot have chats', { kind: 'status', status: 405, code: 'NotAllowed' }, 'NotAllowed'],
])('who %s is passed over, the chats of all others are upgraded, and the log counts', async (_who, effect, words) => {
  here = await startRollouts({ crowd: { chats: 3, people: 120 } })
  const ids = [40, 110].map((i) => crowdId('22222222', i))
  const [shared, alone] = here.sandbox.tenant.chats
  shared?.members.push(...ids.map((userId) => ({ userId, roles: [] })))
  if (alone) alone.members = [{ userId: ids[0] ?? '', roles: [] }]
  refuseChats(40, effect)
  refuseChats(110, effect)
  const id = await here.begin({}, { kinds: ['chat'] })
  const { rollout, counts } = await here.settled(id)
  expect(rollout).toMatchObject({ state: 'ended', total: 2 })
  expect(counts).toMatchObject({ upgraded: 2, pending: 0 })
  const detail = expect.stringContaining(words)
  expect(leftOut()).toMatchObject([{ err: { rolloutId: id, people: 2, of: 120, detail } }])
})

test('a permission that is missing for chats stops planning, and granted it goes on where it was', async () => {
  here = await startRollouts({ crowd: { chats: 2, people: 3 } })
  refuseChats(1, { ...unlicensed, message: 'Missing role permissions on the request.' })
  const id = await here.begin({}, { kinds: ['chat'] })
  const reason = { kind: 'planning-failed', detail: expect.stringContaining('Missing role permissions') }
  expect((await here.settled(id)).rollout).toMatchObject({ state: 'paused', reason, total: 0 })
  here.sandbox.clearFaults()
  await here.command(id, 'resume')
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 2, pending: 0 })
  expect(leftOut()).toEqual([])
})

test('where nobody’s chats can be read nothing is begun, and what is resumed later reads them all', async () => {
  here = await startRollouts({ crowd: { chats: 2, people: 120 } })
  refuseChats('all')
  const id = await here.begin({}, { kinds: ['chat'] })
  const reason = { kind: 'planning-failed', detail: expect.stringContaining(unlicensed.message) }
  expect((await here.settled(id)).rollout).toMatchObject({ state: 'paused', reason })
  here.sandbox.clearFaults()
  await here.command(id, 'resume')
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 2, pending: 0 })
})
