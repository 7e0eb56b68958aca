import { expect, test } from '@jest/globals'
import { createBudget } from '../../src/graph/pace-budget.ts'
import { freshPace } from '../../src/graph/pace-state.ts'
import type { PaceGrant, PaceState, SharedPace } from '../../src/rollouts/shared-pace.ts'

const limit = 20
/** The keeper's clock shows so much more. */
const aheadMs = 5_000

/** A budget whose keeper says what a test tells it to say, and the moment when it says it. */
function budgetAt(startMs: number) {
  let ms = startMs
  let state: PaceState = freshPace(limit, startMs + aheadMs)
  let taken = true
  const asked: number[] = []
  const changes: PaceState[] = []
  const answers: (() => void)[] = []
  let isSlow = false
  let gates = 0
  const pace: SharedPace = {
    reserve: (_key, { slots }) => {
      asked.push(slots)
      const grant: PaceGrant = { slots, firstMs: ms + aheadMs + 10, spacingMs: 50, nowMs: ms + aheadMs, state }
      return isSlow ? new Promise((resolve) => answers.push(() => resolve(grant))) : Promise.resolve(grant)
    },
    change: (_key, next) => {
      changes.push(next)
      if (taken) state = { ...next, revision: next.revision + 1 }
      const answer = taken
      return isSlow ? new Promise((resolve) => answers.push(() => resolve(answer))) : Promise.resolve(answer)
    },
  }
  const budget = createBudget({
    key: { tenantId: 't', bucket: 'read' },
    pace,
    limit,
    probeMs: 12_000,
    now: () => ms,
    onGate: () => gates++,
  })
  return {
    budget,
    asked,
    changes,
    gates: () => gates,
    pass: (more: number) => (ms += more),
    set: (next: Partial<PaceState>) => (state = { ...state, ...next }),
    refuse: (isRefused: boolean) => (taken = !isRefused),
    slowly: (slowly: boolean) => (isSlow = slowly),
    answer: () => answers.shift()?.(),
  }
}

const settled = () => new Promise(setImmediate)
const complaint = { sentAtMs: 900, isTenantWide: true, waitMs: 10_000, jitter: 0.5 }

test('moments of another clock are told by this process’s own', async () => {
  const { budget, set } = budgetAt(1_000)
  set({ perSecond: 10, closedUntilMs: 6_400, throttledUntilMs: 9_000 })
  expect(await budget.reserve(3, 0)).toEqual([1_010, 1_060, 1_110])
  expect(budget.perSecond()).toBe(10)
  expect(budget.closedUntilMs()).toBe(1_400)
  expect(budget.throttledUntilMs()).toBe(4_000)
})

test('a complaint closes the gate at once and for the others, by the keeper’s clock', async () => {
  const { budget, changes, gates } = budgetAt(1_000)
  await budget.reserve(1, 0)
  budget.complained(complaint)
  expect(budget.closedUntilMs()).toBe(11_000)
  expect(gates()).toBe(1)
  expect(changes).toMatchObject([{ revision: 0, perSecond: 17, loweredAtMs: 6_000, closedUntilMs: 16_000 }])
})

test('what somebody else changed meanwhile is read, and the change made from that', async () => {
  const { budget, changes, set, refuse, asked } = budgetAt(1_000)
  await budget.reserve(1, 0)
  set({ revision: 7, perSecond: 10 })
  refuse(true)
  budget.complained(complaint)
  refuse(false)
  await settled()
  expect(changes).toMatchObject([
    { revision: 0, perSecond: 17 },
    { revision: 7, perSecond: 8.5 },
  ])
  expect(asked).toEqual([1, 0])
  expect(budget.perSecond()).toBe(8.5)
})

test('after five refusals it is left to others', async () => {
  const { budget, changes, set, refuse } = budgetAt(1_000)
  await budget.reserve(1, 0)
  refuse(true)
  set({ revision: 7 })
  budget.complained(complaint)
  await settled()
  expect(changes).toHaveLength(5)
})

test('successes are told one at a time, and not at all where they change nothing', async () => {
  const { budget, changes, set, pass } = budgetAt(1_000)
  await budget.reserve(1, 0)
  budget.succeeded(900)
  await settled()
  expect(changes).toEqual([])
  set({ revision: 1, perSecond: 10 })
  await budget.reserve(1, 0)
  pass(1_001)
  budget.succeeded(1_500)
  budget.succeeded(1_500)
  await settled()
  expect(changes).toMatchObject([{ perSecond: 10.8, raisedAtMs: 7_001 }])
  pass(1_001)
  budget.succeeded(2_500)
  await settled()
  expect(changes).toHaveLength(2)
})

test('while one success is on its way to the keeper, the next ones are not told', async () => {
  const { budget, changes, set, pass, slowly, answer } = budgetAt(1_000)
  set({ revision: 1, perSecond: 10 })
  await budget.reserve(1, 0)
  slowly(true)
  for (const after of [1_001, 1_001, 1_001]) {
    pass(after)
    budget.succeeded(4_000)
  }
  expect(changes).toHaveLength(1)
  answer()
  await settled()
  budget.succeeded(4_000)
  expect(changes).toHaveLength(2)
})

test('what was sent before the rate was lowered says nothing about the new one; what was sent after it does', async () => {
  const { budget, pass } = budgetAt(1_000)
  await budget.reserve(1, 0)
  budget.complained(complaint)
  await settled()
  pass(500)
  budget.succeeded(999)
  await settled()
  expect(budget.closedUntilMs()).toBe(11_000)
  budget.succeeded(1_001)
  await settled()
  expect(budget.closedUntilMs()).toBe(1_500)
  pass(500)
  budget.complained({ ...complaint, isTenantWide: false, sentAtMs: 999 })
  await settled()
  expect(budget.perSecond()).toBe(17)
  budget.complained({ ...complaint, isTenantWide: false, sentAtMs: 1_900 })
  await settled()
  expect(budget.perSecond()).toBeCloseTo(17 * 0.95)
})

/** Moments that were asked for a little before a complaint, and granted after it. */
async function askedBefore(heard: typeof complaint, slots: number, closedUntilMs = 0) {
  const { budget, set, slowly, answer, pass } = budgetAt(1_000)
  set({ closedUntilMs })
  await budget.reserve(1, 0)
  slowly(true)
  const moments = budget.reserve(slots, 0)
  slowly(false)
  pass(1)
  budget.complained(heard)
  answer()
  return { budget, moments: await moments }
}

test('moments that were asked for before the gate closed are not used after it', async () => {
  const { budget, moments } = await askedBefore(complaint, 3)
  expect(moments).toEqual([])
  expect(budget.closedUntilMs()).toBeGreaterThan(11_000)
})

test('an older word about the rate does not count, and its moments do while the gate is open', async () => {
  // The gate was closed until a tenth of a second ago.
  const { budget, moments } = await askedBefore({ ...complaint, isTenantWide: false }, 2, 5_900)
  expect(moments).toHaveLength(2)
  expect(budget.perSecond()).toBe(19)
})

test('whoever asks hears what others have learned, a second apart at most', async () => {
  const { budget, asked, set, pass } = budgetAt(1_000)
  budget.look()
  set({ revision: 3, perSecond: 5 })
  budget.look()
  await settled()
  pass(1_000)
  budget.look()
  expect(asked).toEqual([0, 0])
  pass(1)
  budget.look()
  await settled()
  expect(asked).toEqual([0, 0, 0])
  expect(budget.perSecond()).toBe(5)
})
