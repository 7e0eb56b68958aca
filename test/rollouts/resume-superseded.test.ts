import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { advanceRollout } from '../../src/rollouts/advance-rollout.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdedTenant } from '../../src/sandbox/crowded-tenant.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { hangOn } from '../support/hang-on.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'

const crowd = { teams: 5 }
const changed: string[] = []
let here: RolloutsUnderTest
beforeAll(async () => {
  here = await startRollouts({ crowd, onChange: (id) => changed.push(id) })
})
afterAll(() => here.remove())
beforeEach(() => {
  here.sandbox.reset()
  here.sandbox.tenant.teams = crowdedTenant(crowd).teams
  here.forgetGraph()
})
afterEach(async () => {
  here.sandbox.clearFaults()
  for (const { id } of await here.database.rollouts.underWay()) await here.command(id, 'abort')
})

const definitions = () => {
  const [app] = here.sandbox.tenant.catalog
  if (!app) throw new Error('the catalog is empty')
  return app.definitions
}

function publish(version: string, more: string[] = []): void {
  const published = definitions().find((one) => one.version === '1.10.0')
  if (!published) throw new Error('there is no 1.10.0')
  definitions().push({ ...published, version, permissions: [...published.permissions, ...more.map(application)] })
}

function withdraw(...versions: string[]): void {
  for (const one of definitions()) if (versions.includes(one.version)) one.publishingState = 'rejected'
}

function putBack(version: string): void {
  for (const one of definitions()) if (one.version === version) one.publishingState = 'published'
}

/** Paused after its first wave of one team, because of what happened to the catalog meanwhile. */
async function pausedBy(happens: () => void): Promise<string> {
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  await here.settled(id)
  happens()
  here.forgetGraph()
  await here.command(id, 'promote')
  await here.until(async () => (await here.read(id)).rollout.state === 'paused')
  return id
}

const sameAgain = () => publish('1.11.0')
const more = () => publish('1.11.0', ['Channel.Create.Group'])
const withdrawAll = () => withdraw(...definitions().map(({ version }) => version))

async function endsWith(id: string, version: string): Promise<void> {
  await here.until(async () => (await here.read(id)).rollout.state === 'ended')
  const { rollout, counts } = await here.read(id)
  expect({ version: rollout.pinned.version, upgraded: counts.upgraded }).toEqual({ version, upgraded: 5 })
}

test('a version that was published since the pause and asks for others is not gone on with, and is named from then on', async () => {
  const id = await pausedBy(sameAgain)
  expect((await here.read(id)).rollout.reason).toMatchObject({ version: '1.11.0', asksForMore: false })
  publish('1.12.0', ['Channel.Create.Group'])
  const told = changed.length
  const refused = await here.command(id, 'resume')
  const reason = { kind: 'superseded', version: '1.12.0', asksForMore: true }
  expect(refused).toMatchObject({ kind: 'refused', why: 'other-permissions', rollout: { state: 'paused', reason } })
  expect((await here.read(id)).rollout).toMatchObject({ state: 'paused', reason, pinned: { version: '1.10.0' } })
  // Cards and pages that show it. Other targets of the slice may find the same version late, and tell of the pause once more.
  expect(new Set(changed.slice(told))).toEqual(new Set([id]))
  expect(here.posts()).toHaveLength(1)
})

test('once the version that asks for others is gone again, resume goes on with the pinned one', async () => {
  const id = await pausedBy(more)
  withdraw('1.11.0')
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'done' })
  await endsWith(id, '1.10.0')
})

test('once one that asks for the same is the newest, resume goes on with that, whatever it was paused for', async () => {
  const id = await pausedBy(more)
  publish('1.12.0')
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'done' })
  await endsWith(id, '1.12.0')
})

test.each([
  ['throttled', { kind: 'status', status: 429, retryAfter: '1' }],
  ['broken', { kind: 'status', status: 503 }],
] as const)('while the catalog is %s nothing is said of permissions, and resume works later', async (_how, effect) => {
  const id = await pausedBy(sameAgain)
  const { reason } = (await here.read(id)).rollout
  here.sandbox.addFault(faultOn({ path: /appCatalogs/ }, effect, 1_000))
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'refused', why: 'catalog-unreadable' })
  expect((await here.read(id)).rollout).toMatchObject({ state: 'paused', reason })
  here.sandbox.clearFaults()
  here.forgetGraph()
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'done' })
  await endsWith(id, '1.11.0')
})

test('a version that was withdrawn is waited for: put back, resume goes on with it', async () => {
  const id = await pausedBy(withdrawAll)
  expect((await here.read(id)).rollout.reason).toEqual({ kind: 'superseded', version: null })
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'refused', why: 'nothing-published' })
  putBack('1.10.0')
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'done' })
  await endsWith(id, '1.10.0')
})

test('aborted after its version was withdrawn, what is left is skipped: there is no other version', async () => {
  const id = await pausedBy(withdrawAll)
  await here.command(id, 'abort')
  await here.until(async () => (await here.read(id)).counts.pending === 0)
  expect((await here.read(id)).counts).toMatchObject({ upgraded: 1, skipped: 4, superseded: 0 })
})

test('what was resumed to a newer version in another process is not taken for superseded by what is still remembered here', async () => {
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  await here.settled(id)
  publish('1.11.0')
  await here.database.rollouts.change(id, ({ pinned }) => ({ pinned: { ...pinned, version: '1.11.0' } }))
  await here.command(id, 'promote')
  await here.settled(id)
  expect((await here.read(id)).rollout).toMatchObject({ state: 'ended', pinned: { version: '1.11.0' } })
})

test('when its wave is over before the catalog was read again, it does not wait at the gate without saying why', async () => {
  const id = await here.begin({ waves: [20, 60, 100], gate: { kind: 'manual' } })
  await here.settled(id)
  publish('1.11.0')
  const goOn = hangOn(here.sandbox, { path: /appCatalogs/ }, 10)
  await here.command(id, 'promote')
  await here.until(async () => (await here.read(id)).counts.superseded === 2)
  // As who opened the wave does, and may do that late: nothing of the open waves is pending.
  const { rollouts: store, jobs } = here.database
  expect(await advanceRollout(id, { store, jobs, sliceSize: 8 })).toMatchObject({ state: 'waiting', reason: null })
  goOn()
  await here.until(async () => (await here.read(id)).rollout.state === 'paused')
  expect((await here.read(id)).rollout.reason).toMatchObject({ version: '1.11.0' })
  here.sandbox.clearFaults()
  expect(await here.command(id, 'resume')).toMatchObject({ kind: 'done', rollout: { pinned: { version: '1.11.0' } } })
  expect(await here.settled(id)).toMatchObject({ rollout: { state: 'waiting' }, counts: { pending: 2 } })
})

test('where the catalog cannot be read again, what is remembered of it counts', async () => {
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  await here.settled(id)
  more()
  const app = { by: 'externalId', id: acmeIds.assistantManifest } as const
  await here.rollouts.preview({ tenantId: acmeIds.tenant, app, kinds: ['team'], list: null }, { correlationId: 'test' })
  here.sandbox.addFault(faultOn({ path: /appCatalogs/ }, { kind: 'status', status: 503 }, 1_000))
  await here.command(id, 'promote')
  await here.settled(id)
  expect((await here.read(id)).rollout).toMatchObject({ state: 'paused', reason: { version: '1.11.0' } })
  expect(here.posts()).toHaveLength(1)
})
