import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'
import { sampleRollout } from '../support/sample-rollout.ts'

let here: RolloutsUnderTest
afterEach(() => here.remove())

const denied = {
  kind: 'status',
  status: 403,
  code: 'Forbidden',
  message: 'Missing role permissions on the request',
} as const
const posts = { method: 'POST', path: /upgrade$/ }
const lists = { method: 'GET', path: /installedApps/ }

describe('what was sent before a rollout was aborted', () => {
  /** Sent, refused for a permission that was withdrawn, and paused. */
  async function refusedAndPaused(): Promise<string> {
    // None of the three hears its answer before all are sent: one sent later would be carried out once no fault is left.
    here = await startRollouts({ crowd: { teams: 3 }, sandbox: { latencyMs: 500 } })
    here.sandbox.addFault(faultOn(posts, denied, 1_000))
    const id = await here.begin({ budget: { kind: 'count', count: 100 } })
    expect((await here.settled(id)).rollout.reason).toMatchObject({ kind: 'credential' })
    return id
  }

  test('ends as failed with Graph’s reason and request id where its place cannot be read any more', async () => {
    const id = await refusedAndPaused()
    here.sandbox.addFault(faultOn(lists, denied, 1_000))
    await here.command(id, 'abort')
    await untilNothingIsPending(id)
    expect((await here.read(id)).counts).toMatchObject({ failed: 3, pending: 0 })
    const detail = expect.stringMatching(/how it ended cannot be read: .*Missing role permissions/)
    for (const target of await here.targets(id)) expect(target).toMatchObject({ detail, requestId: expect.any(String) })
  })

  test('is read again after a pause that grows, where a place gives no answer for a while', async () => {
    const id = await refusedAndPaused()
    here.sandbox.addFault(faultOn(lists, { kind: 'status', status: 503 }, 1_000))
    await here.command(id, 'abort')
    const all = { rolloutId: id, from: 0, to: 3 }
    // Claimed means two seconds: more is only said of what was put off.
    await here.until(async () => (await here.database.rollouts.rest(all)).dueInSeconds > 2)
    here.sandbox.clearFaults()
    await untilNothingIsPending(id)
    expect((await here.read(id)).counts).toMatchObject({ failed: 3, pending: 0 })
  })

  test('and without effect says what Graph had answered', async () => {
    const id = await refusedAndPaused()
    here.sandbox.clearFaults()
    await here.command(id, 'abort')
    await untilNothingIsPending(id)
    const detail = expect.stringMatching(/still reports the old version\. Before that: .*Missing role permissions/)
    for (const target of await here.targets(id)) {
      expect(target).toMatchObject({ state: 'failed', detail, requestId: expect.any(String) })
    }
  })
})

describe('what only waited for its moment to be sent', () => {
  /** Chats take one request in so long a time, and each was just read. */
  async function waitingInLine(windowMs: number): Promise<string> {
    here = await startRollouts({ crowd: { chats: 3, people: 1 }, env: { GRAPH_PLACE_WINDOW_MS: String(windowMs) } })
    const { rollouts } = here.database
    const { markSent } = rollouts
    let marked = 0
    rollouts.markSent = async (...sent) => {
      await markSent(...sent)
      marked++
    }
    const id = await here.begin({}, { kinds: ['chat'] })
    await here.until(() => marked === 3)
    return id
  }

  test('is skipped when the rollout is aborted, and is no failure', async () => {
    const id = await waitingInLine(8_000)
    await here.command(id, 'abort')
    await untilNothingIsPending(id)
    expect((await here.read(id)).counts).toMatchObject({ skipped: 3, failed: 0 })
    expect(here.posts()).toEqual([])
    expect((await here.targets(id))[0]).toMatchObject({ detail: 'aborted before its turn', posts: 0 })
  })

  test('is skipped too where the line was too long to stand in', async () => {
    const id = await waitingInLine(60_000)
    const all = { rolloutId: id, from: 0, to: 3 }
    await here.until(async () => (await here.database.rollouts.rest(all)).dueInSeconds > 2)
    await here.command(id, 'abort')
    await untilNothingIsPending(id)
    expect((await here.read(id)).counts).toMatchObject({ skipped: 3, failed: 0 })
    expect(here.posts()).toEqual([])
  })

  test('and was upgraded by somebody else during a pause is not counted as ours', async () => {
    const id = await waitingInLine(3_000)
    await here.command(id, 'pause')
    const all = { rolloutId: id, from: 0, to: 3 }
    await here.until(async () => (await here.database.rollouts.rest(all)).dueInSeconds === 0)
    for (const { installations } of here.sandbox.tenant.chats) {
      if (installations[0]) installations[0].version = '1.10.0'
    }
    await here.command(id, 'resume')
    await here.until(async () => (await here.read(id)).rollout.state === 'ended')
    expect((await here.read(id)).counts).toMatchObject({ current: 3, upgraded: 0 })
  })
})

describe('a process that died after the word and before its job', () => {
  /** As `abort` writes it, without what follows. */
  const abortAlone = (id: string) =>
    here.database.rollouts.change(id, ({ generation }) => {
      return { state: 'aborted', generation: generation + 1, endedAt: new Date() }
    })
  /** What every start does, and every process now and then. */
  const sweep = () => here.rollouts.work({ mayBeUnderWay: true })

  test('leaves nothing pending for ever', async () => {
    here = await startRollouts({ crowd: { teams: 10 } })
    const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
    await here.settled(id)
    await abortAlone(id)
    await sweep()
    await untilNothingIsPending(id)
    expect((await here.read(id)).counts).toMatchObject({ upgraded: 2, skipped: 8 })
  })

  test('nor what was listed only halfway, and the report names every place of it', async () => {
    here = await startRollouts({ crowd: {} })
    const id = await listedHalfway()
    await abortAlone(id)
    await sweep()
    await untilNothingIsPending(id)
    expect(await here.targets(id)).toMatchObject([
      { id: 'one', state: 'skipped', detail: 'never begun' },
      { id: 'two', state: 'skipped', detail: 'never begun' },
    ])
  })

  test('but a list that is still being written down is left alone', async () => {
    here = await startRollouts({ crowd: {} })
    const id = await listedHalfway({ state: 'aborted', generation: 1 })
    expect(await here.database.rollouts.underWay()).toEqual([])
    expect((await here.read(id)).counts).toMatchObject({ pending: 2 })
  })

  /** Without an order: that comes with the last page. */
  async function listedHalfway(changed: Parameters<typeof sampleRollout>[0] = {}): Promise<string> {
    const id = randomUUID()
    const { total: _, ...rollout } = sampleRollout({
      id,
      tenantId: acmeIds.tenant,
      state: 'paused',
      startedAt: null,
      ...changed,
    })
    await here.database.rollouts.create({ ...rollout, kinds: [], cursor: null })
    const places = ['one', 'two'].map((place) => ({ kind: 'team' as const, id: place }))
    await here.database.rollouts.addTargets(id, places)
    return id
  }
})

const untilNothingIsPending = (id: string) => here.until(async () => (await here.read(id)).counts.pending === 0)
