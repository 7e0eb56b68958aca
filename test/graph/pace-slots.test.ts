import { expect, test } from '@jest/globals'
import { createMemoryPace } from '../../src/graph/memory-pace.ts'
import { createBudget } from '../../src/graph/pace-budget.ts'
import { createSlots } from '../../src/graph/pace-slots.ts'
import { toldBudget } from '../support/told-budget.ts'

const never = Number.POSITIVE_INFINITY
const atOnce = Number.NEGATIVE_INFINITY

/** Moments that are granted as a test says, at a time it sets. */
function slotsAt(startMs: number, mostPerSecond = 10) {
  let ms = startMs
  const told = toldBudget(() => ms)
  const options = { now: () => ms, mostPerSecond, blockMs: 250, leadMs: 50, longestLateMs: 20 }
  const slots = createSlots({ ...options, budget: told.budget })
  return {
    ...told,
    slots,
    set: (nextMs: number) => (ms = nextMs),
    async ask(all: number, ...granted: number[]) {
      const asked = slots.ask(waitFor(all))
      told.grant(...granted)
      await asked
    },
  }
}

const waitFor = (all: number, people = 0) => ({ people, all, sinceMs: 1_000 })

test('who is later than twenty milliseconds has lost the moment, and takes the next', async () => {
  const { slots, ask, set } = slotsAt(1_000)
  await ask(3, 1_000, 1_010, 1_050)
  set(1_020)
  expect(slots.next()).toBe(1_000)
  set(1_031)
  expect(slots.next()).toBe(1_050)
  set(1_071)
  expect(slots.next()).toBeUndefined()
})

test('who is late makes up for it at twice the usual pace, and no second is fuller than documented', async () => {
  const { slots, ask, set } = slotsAt(1_000, 2)
  await ask(3, 1_000, 1_001, 1_002)
  slots.spend()
  expect(slots.next()).toBe(1_250)
  set(1_010)
  slots.spend()
  expect(slots.next()).toBe(2_010)
  expect(slots.secondOpensAtMs()).toBe(2_010)
})

test('nothing is asked for as long as everybody who waits has a moment', async () => {
  const { slots, ask } = slotsAt(1_000)
  expect(slots.askAtMs(waitFor(0))).toBe(never)
  expect(slots.askAtMs(waitFor(1))).toBe(atOnce)
  await ask(2, 1_100, 1_300)
  expect(slots.askAtMs(waitFor(2))).toBe(never)
  expect(slots.askAtMs(waitFor(3))).toBe(1_250)
  expect(slots.askAtMs(waitFor(3, 2))).toBe(1_250)
  expect(slots.askAtMs(waitFor(3, 3))).toBe(atOnce)
})

test('while an answer is on its way nothing more is asked for', async () => {
  const { slots, grant, asked } = slotsAt(1_000)
  const answered = slots.ask(waitFor(9))
  expect(slots.isAsking()).toBe(true)
  expect(slots.askAtMs(waitFor(20, 20))).toBe(never)
  grant(1_000)
  await answered
  expect(slots.isAsking()).toBe(false)
  // A quarter of a second of twenty in a second.
  expect(asked).toEqual([{ atMs: 1_000, slots: 5, waitedMs: 0 }])
})

test('who goes ahead takes the last moment; without one it is owed, and paid from the next that are granted', async () => {
  const { slots, ask, asked } = slotsAt(1_000)
  await ask(2, 1_000, 1_200)
  slots.spendAhead()
  expect(slots.askAtMs(waitFor(1))).toBe(never)
  slots.spendAhead()
  slots.spendAhead()
  slots.spendAhead()
  expect(slots.next()).toBeUndefined()
  expect(slots.askAtMs(waitFor(0))).toBe(atOnce)
  await ask(1, 1_300, 1_350, 1_400)
  expect(asked.at(-1)).toMatchObject({ slots: 3 })
  expect(slots.next()).toBe(1_300)
  expect(slots.askAtMs(waitFor(1))).toBe(never)
  expect(slots.askAtMs(waitFor(0, 0))).toBe(never)
  slots.spend()
  expect(slots.next()).toBeUndefined()
})

test('a closed gate is asked again after a second, or as soon as it should open', async () => {
  const { slots, ask, close } = slotsAt(1_000)
  await ask(1, 1_000)
  slots.spend()
  expect(slots.askAtMs(waitFor(1))).toBe(atOnce)
  close(9_000)
  await ask(1)
  expect(slots.askAtMs(waitFor(1))).toBe(2_000)
  close(1_400)
  await ask(1)
  expect(slots.askAtMs(waitFor(1))).toBe(1_400)
  close(0)
  await ask(1)
  expect(slots.askAtMs(waitFor(1))).toBe(1_001)
})

test('moments that are left do not count once the gate is closed; one that opens leaves them', async () => {
  const { slots, ask, close, set } = slotsAt(1_000)
  close(1_500)
  await ask(1)
  set(1_500)
  await ask(1, 1_600)
  slots.gateMoved()
  expect(slots.next()).toBe(1_600)
  close(1_501)
  slots.gateMoved()
  expect(slots.next()).toBeUndefined()
  expect(slots.askAtMs(waitFor(1))).toBe(atOnce)
})

test('who has waited long is granted a moment that can still be used once it arrives', async () => {
  let ms = 0
  // Time goes on between any two looks at the clock, as it does on a machine.
  const now = () => {
    ms += 0.001
    return ms
  }
  const key = { tenantId: 't', bucket: 'read' } as const
  const budget = createBudget({
    key,
    pace: createMemoryPace(now),
    limit: 10_000,
    probeMs: 12_000,
    now,
    onGate: () => undefined,
  })
  const slots = createSlots({ budget, now, mostPerSecond: 10_000, blockMs: 250, leadMs: 50, longestLateMs: 20 })
  const waiting = { people: 0, all: 1, sinceMs: now() }
  await slots.ask(waiting)
  slots.spend()
  ms = 5_000
  await slots.ask(waiting)
  expect(slots.next()).toBeLessThanOrEqual(now())
})
