import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Database } from '../../src/database/open-database.ts'
import type { Rollout } from '../../src/rollouts/rollout.ts'
import type { FinishedTarget, PlanCursor, RolloutStore } from '../../src/rollouts/rollout-store.ts'
import type { PlaceRef, TargetEnd } from '../../src/rollouts/target.ts'
import { backends, type DatabasePlace } from '../support/database-backends.ts'
import { until } from '../support/database-until.ts'
import { type JobUnderWay, jobUnderWay } from '../support/job-under-way.ts'
import { admin, sampleRollout } from '../support/sample-rollout.ts'

describe.each(backends)('$name', ({ prepare }) => {
  let place: DatabasePlace
  let database: Database
  let store: RolloutStore
  let a: JobUnderWay
  let b: JobUnderWay

  beforeAll(async () => {
    place = await prepare()
    database = place.open()
    store = database.rollouts
    a = await jobUnderWay(database, 'a')
    b = await jobUnderWay(database, 'b')
  })
  afterAll(async () => {
    a.end()
    b.end()
    await database.close()
    await place.remove()
  })

  /** A rollout of so many teams, in order, all of them open; each in a tenant of its own. */
  async function begin(teams: number, changed: Partial<Rollout> = {}): Promise<Rollout> {
    const id = randomUUID()
    const sample = sampleRollout({ id, tenantId: id, openWaves: 3, createdAt: new Date(), ...changed })
    const { total: _, ...rollout } = sample
    await store.create({ ...rollout, kinds: [], cursor: null, state: 'planning' })
    await store.addTargets(id, teamsTo(teams))
    await store.order(id, 'given')
    await store.change(id, () => ({ state: rollout.state }))
    return (await store.get(id)) ?? sample
  }

  test('a rollout comes back as it was written, with the number of its targets', async () => {
    const rollout = await begin(3, { reason: { kind: 'operator' }, state: 'paused', throttledUntil: new Date(5_000) })
    expect(rollout).toMatchObject({ total: 3, reason: { kind: 'operator' }, throttledUntil: new Date(5_000) })
    expect(await store.list(rollout.tenantId, 10)).toEqual([rollout])
    expect((await store.underWay()).map(({ id }) => id)).toContain(rollout.id)
    expect(await store.get('nobody')).toBeNull()
  })

  test('when Graph had asked to wait is kept as one span while it goes on, and ends now at the latest', async () => {
    const { id } = await begin(1)
    const soon = (ms: number) => new Date(Date.now() + ms)
    await store.change(id, () => ({ throttledUntil: soon(20_000) }))
    await store.change(id, () => ({ throttledUntil: soon(40_000) }))
    await store.change(id, () => ({ throttledUntil: null }))
    const [span, ...more] = await store.throttles(id)
    expect(more).toEqual([])
    expect(span?.until.getTime()).toBeLessThan(soon(10_000).getTime())
    expect(span?.until.getTime()).toBeGreaterThanOrEqual(span?.from.getTime() ?? Number.POSITIVE_INFINITY)
    expect(await store.throttles('nobody')).toEqual([])
  })

  test('one that never began can be taken back, targets and all; any other stays', async () => {
    const [refused, begun] = [await begin(2, { state: 'aborted', startedAt: null }), await begin(2)]
    for (const { id } of [refused, begun]) await store.discard(id)
    expect(await store.get(refused.id)).toBeNull()
    expect((await store.targets(refused.id, everything)).targets).toEqual([])
    expect(await store.get(begun.id)).toEqual(begun)
  })

  const second = { kind: 1, after: { path: '/x' } }

  test('a page of places that is read twice counts once, and its cursor is kept with it', async () => {
    const rollout = await begin(2, { state: 'planning' })
    expect(await store.addPage(rollout, { places: teamsTo(3), from: null, to: second })).toBe(true)
    expect((await store.get(rollout.id))?.total).toBe(3)
    expect(await store.planning(rollout.id)).toEqual({ kinds: [], cursor: second })
  })

  test.each<[what: string, Partial<Rollout>, PlanCursor]>([
    ['after it was aborted', { state: 'aborted' }, null],
    ['once it runs', { state: 'running' }, null],
    ['after it was paused and resumed', { state: 'planning', generation: 4 }, null],
    ['from where somebody else went on already', { state: 'planning' }, second],
  ])('a page of places that arrives %s is not added to it', async (_what, changed, from) => {
    const rollout = await begin(2, changed)
    const planned = { ...rollout, generation: 3 }
    expect(await store.addPage(planned, { places: teamsTo(3), from, to: { kind: 2, after: null } })).toBe(false)
    expect(await store.get(rollout.id)).toEqual(rollout)
    expect(await store.counts(rollout.id)).toMatchObject({ pending: 2 })
    expect((await store.planning(rollout.id))?.cursor).toBeNull()
  })

  test('of many that read the same page one adds it', async () => {
    const rollout = await begin(0, { state: 'planning' })
    const pages = Array.from({ length: 8 }, (_, i) => ({ places: [team(i)], from: null, to: second }))
    const added = await Promise.all(pages.map((page) => store.addPage(rollout, page)))
    expect(added.filter(Boolean)).toHaveLength(1)
    await store.order(rollout.id, 'given')
    const { targets } = await store.targets(rollout.id, everything)
    expect(targets.map(({ id }) => id)).toEqual([`t${added.indexOf(true)}`])
    expect((await store.get(rollout.id))?.total).toBe(1)
  })

  test('an order that comes when it runs already moves nothing', async () => {
    const rollout = await begin(4)
    await store.finish(rollout, finished(team(0)))
    await store.order(rollout.id, 'given')
    const { targets } = await store.targets(rollout.id, everything)
    expect(targets.map(({ id }) => id)).toEqual(['t0', 't1', 't2', 't3'])
  })

  test('places that are left out stay so, and stand behind those that are upgraded', async () => {
    const { id } = await begin(0, { state: 'planning' })
    await store.addTargets(id, [team(0)], { skipped: 'left out' })
    await store.addTargets(id, teamsTo(3))
    await store.order(id, 'mixed')
    const { targets } = await store.targets(id, everything)
    expect(targets.map(({ state }) => state)).toEqual(['pending', 'pending', 'skipped'])
    expect(targets.at(-1)).toMatchObject({ id: 't0', detail: 'left out' })
  })

  test('a target is claimed by one job at a time, and again by the same one', async () => {
    const { id } = await begin(4)
    const slice = { rolloutId: id, from: 0, to: 3 }
    const [first, second] = await Promise.all([store.claim(slice, a.id), store.claim(slice, b.id)])
    expect(first.length + second.length).toBe(3)
    const owner = first.length > 0 ? a : b
    expect((await store.claim(slice, owner.id)).map(({ id: place }) => place).sort()).toEqual(
      (owner === a ? first : second).map(({ id: place }) => place).sort(),
    )
    expect(await store.rest(slice)).toEqual({ pending: 3, dueInSeconds: 2 })
  })

  test('what a job had whose process died, or that was given up, is claimed by the next one at once', async () => {
    const { id } = await begin(2)
    const slice = { rolloutId: id, from: 0, to: 2 }
    const dead = await jobUnderWay(database, 'dead')
    await store.claim(slice, dead.id)
    expect(await store.claim(slice, b.id)).toEqual([])
    dead.end()
    await until(async () => (await store.claim(slice, b.id)).length === 2)
  })

  test('what is put off is not claimed before its time, and the rest at once', async () => {
    const { id } = await begin(2)
    const slice = { rolloutId: id, from: 0, to: 2 }
    await store.claim(slice, a.id)
    await store.release(id, a.id, [{ ...team(0), afterSeconds: 60 }])
    expect((await store.claim(slice, b.id)).map(({ id: place }) => place)).toEqual(['t1'])
    await store.finish(await rolloutOf(id), finished(team(1)))
    const { pending, dueInSeconds } = await store.rest(slice)
    expect(pending).toBe(1)
    expect(dueInSeconds).toBeGreaterThan(50)
  })

  test('what was marked as sent is told to whoever takes it next, with where it began', async () => {
    const { id } = await begin(1)
    const slice = { rolloutId: id, from: 0, to: 1 }
    await store.claim(slice, a.id)
    await store.markSent(id, { ...team(0), attempts: 1 }, '1.2.0')
    await store.markSent(id, { ...team(0), attempts: 1 }, '1.10.0')
    const [target] = await store.claim(slice, a.id)
    expect(target).toMatchObject({ attempts: 2, sent: { from: '1.2.0', said: null } })
  })

  test('a mark is taken back by the attempt that made it, and by no other', async () => {
    const { id } = await begin(2)
    const slice = { rolloutId: id, from: 0, to: 2 }
    await store.claim(slice, a.id)
    for (const i of [0, 1]) await store.markSent(id, { ...team(i), attempts: 1 }, '1.2.0')
    await store.release(id, a.id, [
      { ...team(0), afterSeconds: null, unsentAttempt: 1 },
      { ...team(1), afterSeconds: null, unsentAttempt: 2 },
    ])
    const [first, second] = await store.claim(slice, b.id)
    expect(first).toMatchObject({ id: 't0', sent: null })
    expect(second).toMatchObject({ id: 't1', sent: { from: '1.2.0' } })
  })

  test('a mark by somebody who has lost the target is not taken back by whoever has it now', async () => {
    const { id } = await begin(1)
    const slice = { rolloutId: id, from: 0, to: 1 }
    await store.claim(slice, a.id)
    const [target] = await store.claim(slice, a.id)
    if (!target) throw new Error('it is free')
    await store.markSent(id, target, '1.2.0')
    await store.markSent(id, { ...team(0), attempts: 1 }, '1.2.0')
    await store.release(id, a.id, [{ ...team(0), afterSeconds: null, unsentAttempt: target.attempts }])
    expect(await store.claim(slice, b.id)).toMatchObject([{ sent: { from: '1.2.0' } }])
  })

  test('what Graph said of a request goes to whoever takes its target next', async () => {
    const { id } = await begin(1)
    const slice = { rolloutId: id, from: 0, to: 1 }
    await store.claim(slice, a.id)
    await store.markSent(id, { ...team(0), attempts: 1 }, null)
    const said = { detail: 'Forbidden: no', requestId: 'r1' }
    await store.release(id, a.id, [{ ...team(0), afterSeconds: null, said }])
    expect(await store.claim(slice, b.id)).toMatchObject([{ sent: { said } }])
  })

  test('an end is recorded once, with its audit entry and what is known of the place', async () => {
    const rollout = await begin(1)
    const known = { installationId: 'i1', version: '1.10.0', consented: [] }
    await store.finish(rollout, { ...finished(team(0)), known })
    await store.finish(rollout, { ...finished(team(0)), end: { ...end, state: 'failed' } })
    expect(await store.counts(rollout.id)).toMatchObject({ upgraded: 1, failed: 0, pending: 0 })
    const scope = { kind: 'team', teamId: 't0' } as const
    const history = await database.auditLog.history(
      { tenantId: rollout.tenantId, scope, externalId: 'e1' },
      { limit: 10, after: null },
    )
    expect(history.entries).toMatchObject([{ outcome: { kind: 'upgraded', to: '1.10.0' }, actor: { via: 'rollout' } }])
    const again = await begin(1, { tenantId: rollout.tenantId })
    const [target] = await store.claim({ rolloutId: again.id, from: 0, to: 1 }, a.id)
    expect(target?.known).toMatchObject(known)
  })

  test('a dry run leaves no entry, and a place that is gone is forgotten', async () => {
    const rollout = await begin(1, { settings: { ...sampleRollout().settings, isDryRun: true } })
    const { tenantId } = rollout
    await database.knownPlaces.see(tenantId, team(0), 'E1')
    expect(await database.knownPlaces.count(tenantId, 'e1')).toEqual({ team: 1, chat: 0, user: 0 })
    await store.finish(rollout, { ...finished(team(0)), end: { ...end, state: 'gone' } })
    expect(await database.knownPlaces.count(tenantId, 'e1')).toMatchObject({ team: 0 })
    const where = { tenantId, scope: { kind: 'team', teamId: 't0' } as const, externalId: null }
    expect((await database.auditLog.history(where, { limit: 1, after: null })).entries).toEqual([])
  })

  test('of two that decide at the same moment the second one sees what the first one did', async () => {
    const { id } = await begin(1)
    const decide = (current: Rollout) => ({ generation: current.generation + 1 })
    await Promise.all([store.change(id, decide), store.change(id, decide), store.change(id, decide)])
    expect((await store.get(id))?.generation).toBe(6)
  })

  test('the facts of a decision are those of the open waves', async () => {
    const rollout = await begin(100, { openWaves: 1 })
    await store.finish(rollout, { ...finished(team(0)), end: { ...end, state: 'refused', reason: 'rejected' } })
    let seen: unknown
    await store.change(rollout.id, (_, facts) => {
      seen = facts
      return null
    })
    expect(seen).toEqual({ hasPending: true, hasPendingInOpen: false, failures: 1, otherUnderWay: null })
  })

  test('who begins while another of the same app is under way is told which', async () => {
    const first = await begin(1)
    const second = await begin(1, { tenantId: first.tenantId, state: 'aborted' })
    let other: unknown
    await store.change(second.id, (_, { otherUnderWay }) => {
      other = otherUnderWay
      return null
    })
    expect(other).toBe(first.id)
  })

  test('a retry brings back what failed with its attempts at 0, in the same step', async () => {
    const rollout = await begin(2)
    await store.claim({ rolloutId: rollout.id, from: 0, to: 2 }, a.id)
    await store.finish(rollout, { ...finished(team(0)), end: { ...end, state: 'failed', detail: 'x' } })
    await store.finish(rollout, finished(team(1)))
    await store.change(rollout.id, () => ({ retryFailed: true, generation: 9 }))
    expect(await store.counts(rollout.id)).toMatchObject({ pending: 1, failed: 0, upgraded: 1 })
    const [target] = await store.claim({ rolloutId: rollout.id, from: 0, to: 2 }, b.id)
    expect(target).toMatchObject({ id: 't0', attempts: 1, sent: null })
  })

  test('targets come in pages, by state and by part of an id, and each of them once', async () => {
    const rollout = await begin(25)
    for (const i of [3, 13, 23]) await store.finish(rollout, finished(team(i)))
    const seen: string[] = []
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<RolloutStore['targets']>> = await store.targets(rollout.id, {
        ...everything,
        limit: 10,
        after,
      })
      seen.push(...page.targets.map(({ id }) => id))
      after = page.next
    } while (after !== null)
    expect(seen).toEqual(teamsTo(25).map(({ id }) => id))
    const done = await store.targets(rollout.id, { ...everything, states: ['upgraded'], search: 'T1' })
    expect(done.targets.map(({ id }) => id)).toEqual(['t13'])
  })

  test('pending ones nobody works on are skipped, and nothing else is', async () => {
    const rollout = await begin(4)
    await store.finish(rollout, finished(team(0)))
    await store.claim({ rolloutId: rollout.id, from: 1, to: 2 }, a.id)
    await store.skipPending(rollout.id, { state: 'skipped', detail: 'aborted' })
    expect(await store.counts(rollout.id)).toMatchObject({ upgraded: 1, pending: 1, skipped: 2 })
  })

  test('slices are of what is pending, up to where the waves are open', async () => {
    const rollout = await begin(10)
    for (const i of [0, 1, 2]) await store.finish(rollout, finished(team(i)))
    const slices = await store.pendingSlices(rollout.id, { size: 3, until: 8 })
    expect(slices.map(({ from, to }) => [from, to])).toEqual([
      [3, 6],
      [6, 8],
    ])
  })

  test('the next slices are the first ones with something to begin; where nothing is, those that wait', async () => {
    const { id } = await begin(40)
    const next = async () =>
      (await store.nextSlices(id, { size: 5, until: 38, most: 3 })).map(({ from, to }) => [from, to])
    const positions = (from: number, to: number) => ({ rolloutId: id, from, to })
    expect(await next()).toEqual([5, 10, 15].map((to) => [to - 5, to]))
    await store.claim(positions(0, 10), a.id)
    await store.claim(positions(10, 12), b.id)
    await store.release(
      id,
      b.id,
      [team(10), team(11)].map((place) => ({ ...place, afterSeconds: 60 })),
    )
    expect(await next()).toEqual([15, 20, 25].map((to) => [to - 5, to]))
    await store.claim(positions(12, 36), a.id)
    expect(await next()).toEqual([[35, 38]])
    await store.claim(positions(36, 38), a.id)
    expect(await next()).toEqual([5, 10, 15].map((to) => [to - 5, to]))
  })
})

const team = (i: number): PlaceRef => ({ kind: 'team', id: `t${i}` })
const teamsTo = (count: number) => Array.from({ length: count }, (_, i) => team(i))
const everything = { states: null, search: null, limit: 100, after: null }
const end: TargetEnd = {
  state: 'upgraded',
  from: '1.2.0',
  to: '1.10.0',
  granted: [],
  missing: [],
  lost: [],
  reason: null,
  detail: null,
  requestId: 'r1',
}

function finished(place: PlaceRef): FinishedTarget {
  return { ...place, end, posts: 1, known: null, actor: { ...admin, via: 'rollout' }, correlationId: 'c1' }
}

async function rolloutOf(id: string): Promise<Rollout> {
  return sampleRollout({ id, tenantId: id })
}
