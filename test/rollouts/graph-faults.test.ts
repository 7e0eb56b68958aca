import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdedTenant, crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { type FaultEffect, faultOn } from '../../src/sandbox/faults.ts'
import { application, type CatalogApp } from '../../src/sandbox/tenant.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'

let here: RolloutsUnderTest
beforeAll(async () => {
  here = await startRollouts({ crowd: {} })
})
afterAll(() => here.remove())
beforeEach(() => {
  here.sandbox.reset()
  // The pace remembers which places Graph asked to leave alone.
  here.forgetGraph()
})
afterEach(async () => {
  here.sandbox.clearFaults()
  // One rollout of an app at a time: what a test left paused would be in the next one's way.
  for (const { id } of await here.database.rollouts.underWay()) await here.command(id, 'abort')
})

const everything = { kind: 'count', count: 1_000 } as const
const team = (i: number) => crowdId('33333333', i)
const postOf = (i: number) => ({ method: 'POST', path: new RegExp(`${team(i)}.*upgrade$`) })
const listOf = (i: number) => ({ method: 'GET', path: new RegExp(`^/teams/${team(i)}/installedApps`) })
const postsOf = (i: number) => here.posts().filter(({ path }) => path.includes(team(i)))
const effectsOf = (i: number) => postsOf(i).filter(({ effect }) => effect !== null)

/** So many teams, and none that an earlier test left behind in the bot's memory. */
async function crowd(teams: number): Promise<void> {
  const { knownPlaces } = here.database
  const { tenant, assistantManifest } = acmeIds
  for (const place of await knownPlaces.some(tenant, assistantManifest, 1_000)) {
    await knownPlaces.forget(tenant, place, assistantManifest)
  }
  here.sandbox.tenant.teams = crowdedTenant({ teams }).teams
}

function assistant(): CatalogApp {
  const [app] = here.sandbox.tenant.catalog
  if (!app) throw new Error('the catalog is empty')
  return app
}

/** The next version, published while a rollout is under way. */
function publish(version: string, more: string[] = []): void {
  const { definitions } = assistant()
  const newest = definitions.find((one) => one.version === '1.10.0')
  if (!newest) throw new Error('there is no 1.10.0')
  definitions.push({ ...newest, version, permissions: [...newest.permissions, ...more.map(application)] })
}

async function targetsByTeam(id: string) {
  const targets = await here.targets(id)
  return (i: number) => targets.find((target) => target.id === team(i))
}

type Doubt = [name: string, effect: FaultEffect, mostPosts: number]

const doubts: Doubt[] = [
  ['F6: 429 with whole seconds', { kind: 'status', status: 429, retryAfter: '1' }, 2],
  ['F6: 429 with a fraction of a second', { kind: 'status', status: 429, retryAfter: '0.3' }, 2],
  ['F6: 429 with a date', { kind: 'status', status: 429, retryAfter: new Date(Date.now() + 1_000).toUTCString() }, 2],
  ['F6: 429 with 0', { kind: 'status', status: 429, retryAfter: '0' }, 2],
  ['F6: 429 with a negative time', { kind: 'status', status: 429, retryAfter: '-5' }, 2],
  ['F6: 429 with garbage', { kind: 'status', status: 429, retryAfter: 'soon' }, 2],
  ['F7: 429 without a word of when', { kind: 'status', status: 429 }, 2],
  ['F8: 500', { kind: 'status', status: 500 }, 2],
  ['F8: 502', { kind: 'status', status: 502 }, 2],
  ['F8: 503 with a time', { kind: 'status', status: 503, retryAfter: '1' }, 2],
  ['F8: 504', { kind: 'status', status: 504 }, 2],
  ['F8: 408', { kind: 'status', status: 408 }, 2],
  ['F9: reset before it is carried out', { kind: 'reset' }, 2],
  ['F9: cut off after it is carried out', { kind: 'apply-then-drop' }, 1],
  ['F10: done, and the answer lost', { kind: 'apply-then-hang', ms: 20_000 }, 1],
  ['F10: done, and answered with 429', { kind: 'apply-then-status', status: 429, retryAfter: '1' }, 1],
  ['F10: done, and answered with 503', { kind: 'apply-then-status', status: 503 }, 1],
  ['F11: a 400 that passes', { kind: 'status', status: 400, message: 'Failed to execute settings store request' }, 2],
  ['F15: an HTML page', { kind: 'body', status: 502, contentType: 'text/html', body: '<h1>Bad</h1>' }, 2],
  ['F15: half a JSON', { kind: 'body', status: 500, contentType: 'application/json', body: '{"error":' }, 2],
]

describe('each of these hits one target of a rollout', () => {
  let id: string
  beforeAll(async () => {
    await crowd(doubts.length + 2)
    for (const [i, [, effect]] of doubts.entries()) here.sandbox.addFault(faultOn(postOf(i), effect))
    id = await here.begin({ budget: everything })
    await here.settled(id)
    journal = [...here.sandbox.journal]
  })
  let journal: typeof here.sandbox.journal

  test.each(doubts.map((doubt, i) => [...doubt, i] as const))(
    '%s: it ends upgraded, is changed once, and no more is sent than asked for',
    async (_name, _effect, mostPosts, i) => {
      const target = (await targetsByTeam(id))(i)
      expect(target).toMatchObject({ state: 'upgraded', to: '1.10.0' })
      const posts = journal.filter(({ method, path }) => method === 'POST' && path.includes(team(i)))
      expect(posts.filter(({ effect }) => effect !== null)).toHaveLength(1)
      expect(posts.length).toBeLessThanOrEqual(mostPosts)
    },
  )

  test('F28: the others are not touched by it', async () => {
    expect((await targetsByTeam(id))(doubts.length)).toMatchObject({ state: 'upgraded', posts: 1, attempts: 1 })
  })
})

test('F6: a place that asks to wait for a day stops neither the others nor the rollout, and is counted as open meanwhile', async () => {
  await crowd(6)
  here.sandbox.addFault(faultOn(postOf(2), { kind: 'status', status: 429, retryAfter: '86400' }, 100))
  const id = await here.begin({ budget: everything })
  await here.until(async () => (await here.read(id)).counts.upgraded === 5)
  expect((await here.read(id)).counts).toMatchObject({ upgraded: 5, pending: 1 })
  expect(postsOf(2).length).toBeLessThanOrEqual(2)
  await here.command(id, 'abort')
})

test('F11, F28: a target that always fails ends with its reason, and the others end well', async () => {
  await crowd(5)
  here.sandbox.addFault(faultOn(postOf(1), { kind: 'status', status: 400, code: 'BadRequest', message: 'never' }, 100))
  const id = await here.begin({ budget: everything })
  const { counts, rollout } = await here.settled(id)
  expect(counts).toMatchObject({ upgraded: 4, refused: 1, pending: 0 })
  expect(rollout.state).toBe('ended')
  expect((await targetsByTeam(id))(1)).toMatchObject({ reason: 'rejected', detail: expect.stringContaining('never') })
})

test('F12: a token that Graph takes no more pauses the rollout, and nothing counts as failed', async () => {
  await crowd(40)
  here.sandbox.addFault(
    faultOn({ path: /installedApps/ }, { kind: 'status', status: 401, code: 'InvalidAuthenticationToken' }, 10_000),
  )
  const id = await here.begin({ waves: [10, 100] })
  const { counts, rollout } = await here.settled(id)
  expect(rollout).toMatchObject({ state: 'paused', reason: { kind: 'credential' } })
  expect(counts).toMatchObject({ failed: 0, refused: 0, pending: 40 })
  here.sandbox.clearFaults()
  await here.command(id, 'resume')
  await here.until(async () => (await here.read(id)).rollout.state === 'ended')
  expect((await here.read(id)).counts).toMatchObject({ upgraded: 40 })
})

test('F12: a permission that was withdrawn in the middle pauses it once; resumed, it names the places', async () => {
  await crowd(4)
  const denied = {
    kind: 'status',
    status: 403,
    code: 'Forbidden',
    message: 'Missing role permissions on the request',
  } as const
  here.sandbox.addFault(faultOn({ method: 'POST', path: /upgrade$/ }, denied, 10_000))
  const id = await here.begin({ budget: everything })
  const { counts, rollout } = await here.settled(id)
  expect(rollout.reason).toMatchObject({ kind: 'credential', detail: expect.stringContaining('Missing role') })
  expect(counts).toMatchObject({ pending: 4, refused: 0 })
  await here.command(id, 'resume')
  await here.until(async () => (await here.read(id)).rollout.state === 'ended')
  expect((await here.read(id)).counts).toMatchObject({ refused: 4 })
  expect((await targetsByTeam(id))(0)).toMatchObject({ reason: 'missing-permission' })
})

describe('F14: a directory that leads astray', () => {
  test.each<[string, FaultEffect]>([
    ['a next page on another host', { kind: 'next-link', url: 'https://elsewhere.example/v1.0/teams' }],
    ['a next page that is the same page', { kind: 'next-link', url: 'same' }],
    ['a page that is no list', { kind: 'body', status: 200, contentType: 'application/json', body: '{"value":7}' }],
    [
      'a page larger than any',
      { kind: 'body', status: 200, contentType: 'application/json', body: `{"value":["${'x'.repeat(9_000_000)}"]}` },
    ],
  ])('%s: the rollout stops before anything is sent, and says why', async (_name, effect) => {
    await crowd(3)
    here.sandbox.addFault(faultOn({ route: '/teams' }, effect, 10))
    const id = await here.begin({}, { kinds: ['team'] })
    const { rollout } = await here.settled(id)
    expect(rollout).toMatchObject({
      state: 'paused',
      reason: { kind: 'planning-failed', detail: expect.stringContaining('Graph') },
    })
    expect(here.posts()).toEqual([])
  })

  test('an empty page with a next one is followed, and a page read twice counts once', async () => {
    await crowd(3)
    here.sandbox.tenant.behaviours.pageSize = 1
    here.sandbox.addFault(faultOn({ route: '/teams' }, { kind: 'status', status: 503, retryAfter: '0' }, 1))
    const { counts } = await here.settled(await here.begin({}, { kinds: ['team'] }))
    expect(counts).toMatchObject({ upgraded: 3 })
  })
})

describe('F14: the link to a next page that Graph does not take any more', () => {
  const expired = {
    kind: 'status',
    status: 400,
    code: 'Directory_ExpiredPageToken',
    message: 'It has expired',
  } as const
  const expire = (times: number) => here.sandbox.addFault(faultOn({ path: /skiptoken/ }, expired, times))
  const beginnings = () =>
    here.sandbox.journal.filter(({ route, path }) => route === '/teams' && !/skiptoken/.test(path))

  test('the list is begun again, and no place is missed or counted twice', async () => {
    await crowd(3)
    here.sandbox.tenant.behaviours.pageSize = 1
    expire(1)
    const { counts, rollout } = await here.settled(await here.begin({}, { kinds: ['team', 'user'] }))
    expect(counts).toMatchObject({ upgraded: 3, pending: 0 })
    expect(rollout.total).toBe(3)
    expect(beginnings()).toHaveLength(2)
  })

  test('it is begun again once for every word of an operator, and never by itself for ever', async () => {
    await crowd(3)
    here.sandbox.tenant.behaviours.pageSize = 1
    expire(100)
    const id = await here.begin({}, { kinds: ['team'] })
    const reason = { kind: 'planning-failed', detail: expect.stringContaining('Directory_ExpiredPageToken') }
    expect((await here.settled(id)).rollout).toMatchObject({ state: 'paused', reason })
    expect(beginnings()).toHaveLength(2)
    await here.command(id, 'resume')
    expect((await here.settled(id)).rollout).toMatchObject({ state: 'paused', reason })
    expect(beginnings()).toHaveLength(3)
    here.sandbox.clearFaults()
    await here.command(id, 'resume')
    expect((await here.settled(id)).counts).toMatchObject({ upgraded: 3, pending: 0 })
  })
})

test('F20: a team that is gone, one without the app and one that is archived end as what they are', async () => {
  await crowd(4)
  here.sandbox.addFault(faultOn(listOf(0), { kind: 'status', status: 404, code: 'NotFound' }, 100))
  const { teams } = here.sandbox.tenant
  if (teams[1]) teams[1].installations = []
  if (teams[2]) teams[2].archived = true
  const id = await here.begin({ budget: everything })
  const { counts } = await here.settled(id)
  expect(counts).toMatchObject({ gone: 2, refused: 1, upgraded: 1, pending: 0 })
})

test('F20: an installation that goes away between looking and upgrading is gone, not failed', async () => {
  await crowd(2)
  here.sandbox.addFault(faultOn(postOf(0), { kind: 'status', status: 404, code: 'NotFound' }, 1))
  const id = here.begin({ budget: everything })
  await here.until(() => postsOf(0).length > 0)
  const [first] = here.sandbox.tenant.teams
  if (first) first.installations = []
  const { counts } = await here.settled(await id)
  expect(counts.gone + counts.refused).toBe(1)
  expect(counts.failed).toBe(0)
})

test('F21: a newer version that asks for nothing more pauses the rollout; resumed, it goes to the newer one', async () => {
  await crowd(20)
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  await here.settled(id)
  publish('1.11.0')
  here.forgetGraph()
  await here.command(id, 'promote')
  const paused = await untilPaused(id)
  expect(paused.rollout.reason).toEqual({ kind: 'superseded', version: '1.11.0', asksForMore: false })
  await here.command(id, 'resume')
  await here.until(async () => (await here.read(id)).rollout.state === 'ended')
  const { counts, rollout } = await here.read(id)
  expect(rollout.pinned.version).toBe('1.11.0')
  expect(counts).toMatchObject({ upgraded: 20 })
})

test('F21: a newer version that asks for more is never agreed to in passing: what is left is superseded', async () => {
  await crowd(20)
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  await here.settled(id)
  publish('1.11.0', ['Channel.Create.Group'])
  here.forgetGraph()
  await here.command(id, 'promote')
  expect((await untilPaused(id)).rollout.reason).toMatchObject({ version: '1.11.0', asksForMore: true })
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'refused', why: 'other-permissions' })
  await here.command(id, 'abort')
  await here.until(async () => (await here.read(id)).counts.pending === 0)
  expect((await here.read(id)).counts).toMatchObject({ upgraded: 4, superseded: 16 })
})

test('F21: a place that somebody brought to a newer version is told with the version really found', async () => {
  await crowd(2)
  const [first] = here.sandbox.tenant.teams
  if (first?.installations[0]) first.installations[0].version = '3.0.0'
  const id = await here.begin({ budget: everything })
  await here.settled(id)
  expect((await targetsByTeam(id))(0)).toMatchObject({ state: 'superseded', to: '3.0.0' })
  expect(effectsOf(0)).toEqual([])
})

async function untilPaused(id: string) {
  await here.until(async () => (await here.read(id)).rollout.state === 'paused')
  return here.read(id)
}
