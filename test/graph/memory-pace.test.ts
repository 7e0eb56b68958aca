import { expect, test } from '@jest/globals'
import { createMemoryPace } from '../../src/graph/memory-pace.ts'
import { freshPace } from '../../src/graph/pace-state.ts'
import type { PaceKey } from '../../src/rollouts/shared-pace.ts'

const key: PaceKey = { tenantId: 't', bucket: 'read' }
const ask = { slots: 2, waitedMs: 0, limit: 20, probeMs: 12_000 }

function paceAt(startMs: number) {
  let ms = startMs
  return { pace: createMemoryPace(() => ms), pass: (more: number) => (ms += more) }
}

test('moments are as far from one another as the limit says, and nobody gets one twice', async () => {
  const { pace, pass } = paceAt(1_000)
  expect(await pace.reserve(key, ask)).toMatchObject({ slots: 2, firstMs: 1_000, spacingMs: 50, nowMs: 1_000 })
  expect(await pace.reserve(key, ask)).toMatchObject({ slots: 2, firstMs: 1_100 })
  pass(500)
  expect(await pace.reserve(key, ask)).toMatchObject({ firstMs: 1_500 })
})

test('who has waited gets moments of the time they waited, unless others have had them', async () => {
  const { pace, pass } = paceAt(1_000)
  await pace.reserve(key, ask)
  pass(500)
  expect(await pace.reserve(key, { ...ask, waitedMs: 200 })).toMatchObject({ firstMs: 1_300 })
  expect(await pace.reserve(key, { ...ask, waitedMs: 200 })).toMatchObject({ firstMs: 1_400 })
})

test('tenants and buckets have each their own', async () => {
  const { pace } = paceAt(1_000)
  await pace.reserve(key, ask)
  expect(await pace.reserve({ ...key, bucket: 'write' }, ask)).toMatchObject({ firstMs: 1_000 })
  expect(await pace.reserve({ ...key, tenantId: 'u' }, ask)).toMatchObject({ firstMs: 1_000 })
})

test('who only looks takes nothing, nor of the past', async () => {
  const { pace, pass } = paceAt(1_000)
  expect(await pace.reserve(key, { ...ask, slots: 0 })).toMatchObject({ slots: 0, state: freshPace(20, 1_000) })
  expect(await pace.reserve(key, ask)).toMatchObject({ slots: 2, firstMs: 1_000 })
  pass(500)
  await pace.reserve(key, { ...ask, slots: 0 })
  expect(await pace.reserve(key, { ...ask, waitedMs: 200 })).toMatchObject({ firstMs: 1_300 })
})

test('a change counts when it was made from what is there now', async () => {
  const { pace } = paceAt(1_000)
  const state = freshPace(20, 1_000)
  expect(await pace.change(key, state)).toBe(false)
  await pace.reserve(key, ask)
  expect(await pace.change(key, { ...state, perSecond: 10 })).toBe(true)
  expect(await pace.change(key, { ...state, perSecond: 5 })).toBe(false)
  const { spacingMs, state: changed } = await pace.reserve(key, ask)
  expect(changed).toEqual({ ...state, perSecond: 10, revision: 1 })
  expect(spacingMs).toBe(100)
})

test('a closed gate lets nobody through and gives no moment away; afterwards one tries, and the others wait for it', async () => {
  const { pace, pass } = paceAt(1_000)
  await pace.reserve(key, { ...ask, slots: 0 })
  await pace.change(key, { ...freshPace(20, 1_000), closedUntilMs: 2_000, throttledUntilMs: 60_000 })
  pass(999)
  expect(await pace.reserve(key, ask)).toMatchObject({ slots: 0, firstMs: 2_000 })
  pass(1)
  expect(await pace.reserve(key, { ...ask, slots: 0 })).toMatchObject({ slots: 0, state: { closedUntilMs: 2_000 } })
  expect(await pace.reserve(key, ask)).toMatchObject({
    slots: 1,
    firstMs: 2_000,
    state: { revision: 2, closedUntilMs: 14_000, throttledUntilMs: 60_000 },
  })
  expect(await pace.reserve(key, ask)).toMatchObject({ slots: 0 })
  pass(58_000)
  expect(await pace.reserve(key, ask)).toMatchObject({ slots: 2, firstMs: 60_000 })
})
