import { expect, test } from '@jest/globals'
import { machineTime } from '../../src/graph/machine-time.ts'
import { createPace } from '../../src/graph/pace.ts'
import { mostInASecond, pacedWorld, people } from '../support/paced-world.ts'

test('a tenant is asked thirty times a second and no more, evenly', async () => {
  const { clock, send, sentMs } = pacedWorld()
  for (const path of people(120)) void send({ path })
  await clock.run()
  expect(sentMs).toHaveLength(120)
  expect(mostInASecond(sentMs)).toBe(30)
  expect(sentMs.at(-1)).toBeLessThan(4_100)
})

test('reading and upgrading have a budget each', async () => {
  const { clock, send, sentMs } = pacedWorld()
  for (const path of people(60)) void send({ path, method: 'GET' })
  for (const path of people(60)) void send({ path, method: 'POST' })
  await clock.run()
  expect(sentMs).toHaveLength(120)
  expect(sentMs.at(-1)).toBeLessThan(2_200)
})

test('a person goes before everything that waits for a rollout', async () => {
  const { clock, send } = pacedWorld()
  for (const path of people(300)) void send({ path })
  const asked: Promise<{ waitedMs: number }>[] = []
  for (let i = 0; i < 50; i++) {
    clock.alarm(500 + i * 170, () => asked.push(send({ path: `/chats/${i}/installedApps`, lane: 'person' })))
  }
  await clock.run()
  const waits = (await Promise.all(asked)).map(({ waitedMs }) => waitedMs)
  expect(waits).toHaveLength(50)
  expect(Math.max(...waits)).toBeLessThanOrEqual(50)
})

test('what is stopped while it waits is given up at once and never sent', async () => {
  const { clock, send, sentMs } = pacedWorld()
  const stop = new AbortController()
  for (const path of people(90)) void send({ path })
  const stopped = [send({ path: '/users/x/y', signal: stop.signal }), send({ path: '/chats/x/y', signal: stop.signal })]
  clock.alarm(1_000, () => stop.abort())
  await clock.run()
  expect(await Promise.all(stopped)).toEqual(Array(2).fill({ kind: 'stopped', waitedMs: 1_000 }))
  expect(sentMs).toHaveLength(90)
  expect(await send({ path: '/users/x/y', signal: stop.signal })).toMatchObject({ kind: 'stopped' })
})

test('one chat that Graph wants left alone for ten minutes does not hold up the tenant', async () => {
  const { clock, pace, send } = pacedWorld()
  void send({ path: '/chats/sore/installedApps' }, () => ({ status: 429, retryAfterSeconds: 600 }))
  const others = people(600).map((path) => send({ path }))
  const again: Promise<{ kind: string; retryAfterSeconds?: number }>[] = []
  clock.alarm(5_000, () => again.push(send({ path: '/chats/sore/installedApps', lane: 'person' })))
  await clock.run()
  expect(clock.now()).toBeLessThan(21_000)
  expect((await Promise.all(others)).every(({ kind }) => kind === 'go')).toBe(true)
  const [told] = await Promise.all(again)
  expect(told).toMatchObject({ kind: 'too-long' })
  expect(told?.retryAfterSeconds).toBeCloseTo(595, -1)
  expect(pace.throttledUntil()).toBe(null)
})

test('when place after place is refused, the tenant is left alone as long as Graph asks, then goes on', async () => {
  const { clock, pace, send, sentMs } = pacedWorld()
  const answer = () => ({ status: clock.now() < 10_000 ? 429 : 204, retryAfterSeconds: 10 })
  const all = people(60).map((path) => send({ path }, answer))
  const seen: (Date | null)[] = []
  clock.alarm(2_000, () => seen.push(pace.throttledUntil()))
  await clock.run()
  expect(seen[0]).toBeInstanceOf(Date)
  // Four were on their way when the second complaint came.
  expect(sentMs.filter((time) => time < 10_000).length).toBeLessThanOrEqual(6)
  expect(await Promise.all(all)).toHaveLength(60)
  expect(pace.throttledUntil()).toBe(null)
})

test('a day without requests is tried by one of them a minute, and seen as throttled until then', async () => {
  const { clock, pace, send, sentMs } = pacedWorld()
  const day = 24 * 3_600
  const answer = () => ({ status: clock.now() < 600_000 ? 429 : 204, retryAfterSeconds: day })
  const all = ['/appCatalogs/teamsApps', ...people(40)].map((path) => send({ path, method: 'GET' }, answer))
  const seen: number[] = []
  clock.alarm(120_000, () => seen.push((pace.throttledUntil()?.getTime() ?? 0) - Date.now()))
  await clock.run()
  expect(seen[0]).toBeGreaterThan(23 * 3_600_000)
  const tries = sentMs.filter((time) => time > 1_000 && time < 600_000)
  expect(tries.length).toBeGreaterThanOrEqual(8)
  expect(tries.length).toBeLessThanOrEqual(10)
  expect(await Promise.all(all)).toHaveLength(41)
  expect(pace.throttledUntil()).toBe(null)
})

test('a person may try a tenant that is throttled, and a success opens it for all', async () => {
  const { clock, send, sentMs } = pacedWorld()
  void send({ path: '/appCatalogs/teamsApps' }, () => ({ status: 429, retryAfterSeconds: 50 }))
  const waiting = people(20).map((path) => send({ path }))
  const tried: Promise<{ kind: string; waitedMs: number }>[] = []
  clock.alarm(5_000, () => tried.push(send({ path: '/users/a/b', lane: 'person' })))
  await clock.run()
  expect(await Promise.all(tried)).toEqual([{ kind: 'go', waitedMs: 0 }])
  expect(await Promise.all(waiting)).toHaveLength(20)
  expect(sentMs.at(-1)).toBeLessThan(7_000)
})

test('F13: a date that is set forward or back in the middle changes nothing', async () => {
  const realNow = Date.now
  const clocks = { tenantId: 't', shared: null, placeWindowMs: 1, probeMs: 1_000, ...machineTime }
  const pace = createPace({ ...clocks, requestsPerSecond: 100 })
  const hours = [0, 1, -1, 0]
  try {
    for (const [i, hour] of hours.entries()) {
      Date.now = () => realNow() + hour * 3_600_000
      const turns = people(5).map((path) => pace.turn({ method: 'GET', path: `${path}/${i}`, lane: 'rollout' }))
      for (const turn of await Promise.all(turns)) {
        expect(turn.kind).toBe('go')
        if (turn.kind === 'go') turn.ended({ status: 200, retryAfterSeconds: null })
      }
      expect(pace.throttledUntil()).toBe(null)
    }
  } finally {
    Date.now = realNow
  }
})
