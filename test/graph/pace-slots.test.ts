import { expect, test } from '@jest/globals'
import { createMemoryPace } from '../../src/graph/memory-pace.ts'
import { createBudget } from '../../src/graph/pace-budget.ts'
import { createSlots } from '../../src/graph/pace-slots.ts'

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
