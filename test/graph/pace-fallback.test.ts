import { expect, test } from '@jest/globals'
import { createMemoryPace } from '../../src/graph/memory-pace.ts'
import type { PaceKey, SharedPace } from '../../src/rollouts/shared-pace.ts'
import { pacedWorld, people } from '../support/paced-world.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

/** A budget whose store goes away for a while, with an error at once or without a word. */
function unsteadyWorld(away: { fromMs: number; untilMs: number; how: 'error' | 'silence' }) {
  const clock = createVirtualClock()
  const budget = createMemoryPace(clock.now)
  const isAway = () => clock.now() >= away.fromMs && clock.now() < away.untilMs
  const reach = async <T>(work: () => Promise<T>): Promise<T> => {
    await clock.sleep(2)
    if (!isAway()) return work()
    if (away.how === 'error') throw new Error('the database is away')
    return new Promise<never>(() => undefined)
  }
  const shared: SharedPace = {
    reserve: (key, ask) => reach(() => budget.reserve(key, ask)),
    change: (key, next) => reach(() => budget.change(key, next)),
  }
  return { budget, ...pacedWorld({ shared, clock }) }
}

const within = (times: number[], fromMs: number, untilMs: number) =>
  times.filter((time) => time >= fromMs && time < untilMs).length

test.each(['error', 'silence'] as const)(
  'while the shared budget is away (%s) a worker goes on with a careful share, and takes its full part afterwards',
  async (how) => {
    const { clock, send, sentMs } = unsteadyWorld({ fromMs: 5_000, untilMs: 15_000, how })
    for (const path of people(600)) void send({ path })
    await clock.run(() => sentMs.length === 600)
    expect(within(sentMs, 1_000, 5_000)).toBeGreaterThan(110)
    const alone = within(sentMs, 6_000, 15_000) / 9
    expect(alone).toBeGreaterThan(6)
    expect(alone).toBeLessThanOrEqual(7.5)
    expect(within(sentMs, 18_000, 22_000)).toBeGreaterThan(110)
  },
)

test('a gate that was closed stays closed when the shared budget goes away', async () => {
  const { clock, send, sentMs } = unsteadyWorld({ fromMs: 1_000, untilMs: 60_000, how: 'error' })
  void send({ path: '/appCatalogs/teamsApps' }, () => ({ status: 429, retryAfterSeconds: 30 }))
  clock.alarm(500, () => {
    for (const path of people(10)) void send({ path })
  })
  await clock.run(() => sentMs.length === 11)
  expect(within(sentMs, 500, 30_000)).toBe(0)
  expect(sentMs).toHaveLength(11)
})

test('who is idle takes nothing from the shared budget', async () => {
  const { clock, budget, send } = unsteadyWorld({ fromMs: 0, untilMs: 0, how: 'error' })
  for (const path of people(3)) void send({ path })
  await clock.run()
  await clock.run(() => clock.now() > 10_000)
  const key: PaceKey = { tenantId: 't', bucket: 'write' }
  const ask = { slots: 1, waitedMs: 0, limit: 30, probeMs: 12_000 }
  const { firstMs, nowMs } = await budget.reserve(key, ask)
  expect(firstMs - nowMs).toBeLessThan(50)
})

test('what one worker hears holds up the others', async () => {
  const clock = createVirtualClock()
  const shared = createMemoryPace(clock.now)
  const [first, second] = [pacedWorld({ shared, clock }), pacedWorld({ shared, clock })]
  void first.send({ path: '/appCatalogs/teamsApps' }, () => ({ status: 429, retryAfterSeconds: 20 }))
  clock.alarm(1_000, () => {
    for (const path of people(5)) void second.send({ path })
  })
  const seen: (Date | null)[] = []
  for (const atMs of [2_000, 2_100]) clock.alarm(atMs, () => seen.push(second.pace.throttledUntil()))
  await clock.run(() => second.sentMs.length === 5)
  expect(Math.min(...second.sentMs)).toBeGreaterThanOrEqual(20_000)
  expect(seen.at(-1)).toBeInstanceOf(Date)
})
