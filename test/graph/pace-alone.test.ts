import { expect, test } from '@jest/globals'
import { withFallback } from '../../src/graph/pace-fallback.ts'
import { freshPace } from '../../src/graph/pace-state.ts'
import type { PaceAsk, PaceKey, PaceState, SharedPace } from '../../src/rollouts/shared-pace.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const limit = 20
const read: PaceKey = { tenantId: 't', bucket: 'read' }
const ask: PaceAsk = { slots: 1, waitedMs: 0, limit, probeMs: 12_000 }
/** The store's clock shows so much more. */
const aheadMs = 5_000

/** A shared budget that answers, fails or says nothing, as a test tells it, and what it was asked. */
function sharedBudget() {
  const clock = createVirtualClock()
  let state: PaceState = { ...freshPace(limit, aheadMs), revision: 7 }
  let mood: 'well' | 'failing' | 'silent' = 'well'
  const asked: { atMs: number; slots: number }[] = []
  const changes: PaceState[] = []
  const answer = <T>(value: T): Promise<T> => {
    if (mood === 'failing') return Promise.reject(new Error('the database is away'))
    return mood === 'silent' ? new Promise(() => undefined) : Promise.resolve(value)
  }
  const shared: SharedPace = {
    reserve(_key, { slots }) {
      asked.push({ atMs: clock.now(), slots })
      const nowMs = clock.now() + aheadMs
      return answer({ slots, firstMs: nowMs, spacingMs: 50, nowMs, state })
    },
    change(_key, next) {
      changes.push(next)
      return answer(true)
    },
  }
  return {
    clock,
    asked,
    changes,
    pace: withFallback(shared, clock),
    set: (next: Partial<PaceState>) => (state = { ...state, ...next }),
    become: (next: typeof mood) => (mood = next),
    /** What happens at a time, until the end of which no other begins. */
    async at<T>(ms: number, happens: () => Promise<T>): Promise<T> {
      void clock.alarm(ms - clock.now(), () => undefined)
      await clock.run()
      const done = happens()
      await clock.run()
      return done
    },
  }
}

test('a store that is away is looked for every two seconds, taking nothing, and used again once it is there', async () => {
  const { asked, at, become, pace } = sharedBudget()
  await at(0, () => pace.reserve(read, ask))
  become('failing')
  for (const ms of [1_000, 1_001, 2_999, 3_000, 3_001, 4_999]) {
    await at(ms, () => pace.reserve(read, ask))
  }
  expect(asked).toEqual([
    { atMs: 0, slots: 1 },
    { atMs: 1_000, slots: 1 },
    { atMs: 3_000, slots: 0 },
  ])
  become('well')
  expect((await at(5_000, () => pace.reserve(read, ask))).state.revision).toBeLessThan(0)
  expect((await at(5_001, () => pace.reserve(read, ask))).state.revision).toBe(7)
  expect(asked.slice(3)).toEqual([
    { atMs: 5_000, slots: 0 },
    { atMs: 5_001, slots: 1 },
  ])
})

test('a store that says nothing is waited for no longer than 0.4 s', async () => {
  const { at, become, clock, pace } = sharedBudget()
  become('silent')
  expect(await at(1_000, () => pace.change(read, freshPace(limit, 0)))).toBe(false)
  expect(clock.now()).toBe(1_400)
  expect(await at(2_000, () => pace.reserve(read, ask))).toMatchObject({ slots: 1, nowMs: 2_400 })
})

test('alone it goes on where the shared one was, by its own clock, at a quarter of the rate', async () => {
  const { at, become, pace, set } = sharedBudget()
  set({ perSecond: 12, ceiling: 14, backOffs: 2, loweredAtMs: 5_100, closedUntilMs: 9_000, throttledUntilMs: 65_000 })
  await at(1_000, () => pace.reserve(read, ask))
  become('failing')
  const grant = await at(2_000, () => pace.reserve(read, ask))
  expect(grant).toMatchObject({ slots: 0, nowMs: 2_000, spacingMs: 1_000 / 3 })
  expect(grant.state).toEqual({
    revision: Number.MIN_SAFE_INTEGER,
    perSecond: 3,
    ceiling: null,
    raisedAtMs: 2_000,
    loweredAtMs: 100,
    closedUntilMs: 4_000,
    throttledUntilMs: 60_000,
    backOffs: 2,
  })
})

test('what is not known yet begins fresh, at a quarter of the limit; what another bucket or tenant heard is not its own', async () => {
  const { at, become, pace, set } = sharedBudget()
  set({ closedUntilMs: 60_000 })
  await at(1_000, () => pace.reserve(read, ask))
  become('failing')
  for (const key of [{ tenantId: 't', bucket: 'write' } as const, { tenantId: 'other', bucket: 'read' } as const]) {
    expect(await at(2_000, () => pace.reserve(key, ask))).toMatchObject({ slots: 1, spacingMs: 200 })
  }
  expect(await at(2_000, () => pace.reserve(read, ask))).toMatchObject({ slots: 0 })
})

test('what is learned alone stays there; what cannot be told to the store counts as not taken', async () => {
  const { at, become, changes, pace } = sharedBudget()
  const { state } = await at(1_000, () => pace.reserve(read, ask))
  expect(await at(1_100, () => pace.change(read, state))).toBe(true)
  become('failing')
  expect(await at(1_200, () => pace.change(read, state))).toBe(false)
  const alone = await at(2_000, () => pace.reserve(read, ask))
  expect(await at(2_100, () => pace.change(read, { ...alone.state, perSecond: 1 }))).toBe(true)
  expect((await at(2_200, () => pace.reserve(read, ask))).state.perSecond).toBe(1)
  expect(changes).toHaveLength(2)
})
