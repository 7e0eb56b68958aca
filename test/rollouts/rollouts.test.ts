import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { sliceOrder } from '../../src/rollouts/advance-rollout.ts'
import { sliceJobName } from '../../src/rollouts/rollout-parts.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'

let here: RolloutsUnderTest
afterEach(() => here.remove())

test('every place of the tenant is upgraded once, and the report says so', async () => {
  here = await startRollouts({ crowd: { teams: 4, chats: 3, people: 5 } })
  const id = await here.begin()
  const { rollout, counts } = await here.settled(id)
  expect(rollout.state).toBe('ended')
  expect(counts).toMatchObject({ upgraded: 12, pending: 0 })
  expect(rollout.total).toBe(12)
  expect(here.posts()).toHaveLength(12)
  const [target] = await here.targets(id)
  expect(target).toMatchObject({ state: 'upgraded', from: '1.2.0', to: '1.10.0', posts: 1, missing: [], lost: [] })
})

test('a place that is current costs no upgrade, and one that is gone is no failure', async () => {
  here = await startRollouts({ crowd: { teams: 3 } })
  const [current, gone] = here.sandbox.tenant.teams
  if (current?.installations[0]) current.installations[0].version = '1.10.0'
  if (gone) gone.installations = []
  const { counts, rollout } = await here.settled(await here.begin())
  expect(counts).toMatchObject({ current: 1, gone: 1, upgraded: 1, pending: 0 })
  expect(rollout.state).toBe('ended')
  expect(here.posts()).toHaveLength(1)
})

test('a dry run reads everything, changes nothing and says what would happen', async () => {
  here = await startRollouts({ crowd: { teams: 2, people: 1 } })
  const id = await here.begin({ isDryRun: true })
  const { counts } = await here.settled(id)
  expect(counts).toMatchObject({ upgraded: 3, pending: 0 })
  expect(here.posts()).toHaveLength(0)
  const [target] = await here.targets(id)
  expect(target).toMatchObject({ detail: 'dry run: it would be upgraded', posts: 0 })
})

test('the first wave stops at its first failure, and nothing more is begun', async () => {
  here = await startRollouts({ crowd: { teams: 100 } })
  here.sandbox.addFault(
    faultOn({ route: /upgrade$/ }, { kind: 'status', status: 403, code: 'Forbidden', message: 'no' }, 100),
  )
  const { rollout, counts } = await here.settled(await here.begin({ waves: [1, 10, 100] }))
  expect(rollout).toMatchObject({ state: 'paused', reason: { kind: 'error-budget', failures: 1, allowed: 0 } })
  expect(counts).toMatchObject({ refused: 1, pending: 99 })
})

test('a gate by hand waits after each wave, and promote opens the next', async () => {
  here = await startRollouts({ crowd: { teams: 10 } })
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  const first = await here.settled(id)
  expect(first.rollout.state).toBe('waiting')
  expect(first.counts).toMatchObject({ upgraded: 2, pending: 8 })
  await here.command(id, 'promote')
  const last = await here.settled(id)
  expect(last.rollout.state).toBe('ended')
  expect(last.counts).toMatchObject({ upgraded: 10 })
})

test('work of the wave before that still waits for its moment holds up nothing of the next', async () => {
  here = await startRollouts({ crowd: { teams: 10 } })
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  await here.settled(id)
  const left = { rolloutId: id, generation: 1, from: 0, to: 2 }
  await here.database.jobs.scheduleMany(sliceJobName, [sliceOrder(left, 3_600)])
  await here.command(id, 'promote')
  await here.until(async () => (await here.read(id)).rollout.state === 'ended')
  expect(here.posts()).toHaveLength(10)
})

test('a plan leaves out of its sample the places that give no answer, and takes all for new where none does', async () => {
  here = await startRollouts({ crowd: { teams: 3 } })
  // Opening the database would take from the seconds that Graph has.
  await here.database.open()
  const silent = (i: number) =>
    faultOn({ path: new RegExp(`${crowdId('33333333', i)}/installedApps`) }, { kind: 'hang', ms: 60_000 }, 100)
  const asked = {
    tenantId: acmeIds.tenant,
    app: { by: 'externalId' as const, id: acmeIds.assistantManifest },
    kinds: ['team' as const],
    list: null,
  }
  const plan = () => here.rollouts.preview(asked, { correlationId: 'test' })
  here.sandbox.addFault(silent(0))
  here.sandbox.addFault(silent(1))
  const some = await Promise.race([plan(), sleep(9_000, 'nobody should wait for a silent place that long')])
  expect(some).toMatchObject({ kind: 'ok', preview: { sampled: 1 } })
  here.sandbox.addFault(silent(2))
  expect(await plan()).toMatchObject({
    kind: 'ok',
    preview: { sampled: 0, asksForMore: true, permissions: { kept: [] } },
  })
})

test('of two rollouts of one app the second is refused with the id of the first, and a dry run disturbs nobody', async () => {
  here = await startRollouts({ crowd: { teams: 2 } })
  const first = await here.begin({ waves: [50, 100], gate: { kind: 'manual' } })
  await here.settled(first)
  await expect(here.begin()).rejects.toThrow(`{"kind":"under-way","id":"${first}"}`)
  // What never began is in no list.
  expect((await here.rollouts.list(acmeIds.tenant, 10)).map(({ id }) => id)).toEqual([first])
  expect((await here.settled(await here.begin({ isDryRun: true }))).counts).toMatchObject({ current: 1, upgraded: 1 })
  await here.command(first, 'abort')
  expect((await here.settled(await here.begin())).counts).toMatchObject({ current: 1, upgraded: 1 })
})

test('what failed is tried again on request, and nothing else is', async () => {
  here = await startRollouts({ crowd: { teams: 3 } })
  const broken = crowdId('33333333', 1)
  here.sandbox.addFault(
    faultOn(
      { path: new RegExp(`${broken}.*upgrade$`) },
      { kind: 'status', status: 403, code: 'Forbidden', message: 'no' },
    ),
  )
  const id = await here.begin({ budget: { kind: 'count', count: 1 } })
  expect((await here.settled(id)).counts).toMatchObject({ upgraded: 2, refused: 1 })
  const postsBefore = here.posts().length
  await here.command(id, 'retry')
  await here.until(async () => (await here.read(id)).rollout.state === 'ended')
  expect((await here.read(id)).counts).toMatchObject({ upgraded: 3, refused: 0, pending: 0 })
  expect(here.posts()).toHaveLength(postsBefore + 1)
})
