import { expect, test } from '@jest/globals'
import { createMemoryPace } from '../../src/graph/memory-pace.ts'
import type { PaceKey, SharedPace } from '../../src/rollouts/shared-pace.ts'
import { type Answered, pacedWorld, people } from '../support/paced-world.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const chat = '/chats/c/installedApps'
const catalog = '/appCatalogs/teamsApps'
test('when Graph wants a chat left alone, who waits for it hears so at once, whether to read or to upgrade', async () => {
  const { clock, send } = pacedWorld()
  void send({ path: chat }, () => ({ status: 429, retryAfterSeconds: 90 }))
  const waiting = [send({ path: chat, method: 'GET' }), send({ path: chat }), send({ path: '/chats/other/x' })]
  await clock.run()
  const told = { kind: 'too-long', waitedMs: 100, retryAfterSeconds: 90 }
  expect(await Promise.all(waiting)).toEqual([told, told, { kind: 'go', waitedMs: expect.any(Number) }])
})

test('ten seconds for a chat are waited for, and not more; who gave up is not waited for', async () => {
  const { clock, send } = pacedWorld({ placeWindowMs: 1_000, requestsPerSecond: 10_000 })
  const stop = new AbortController()
  const first = Array.from({ length: 11 }, (_, i) => send({ path: chat, ...(i > 5 ? { signal: stop.signal } : {}) }))
  const late: ReturnType<typeof send>[] = [send({ path: chat })]
  clock.alarm(500, () => {
    stop.abort()
    late.push(...Array.from({ length: 6 }, () => send({ path: chat })))
  })
  await clock.run()
  expect((await Promise.all(first)).map(({ kind }) => kind)).toEqual([
    ...Array(6).fill('go'),
    ...Array(5).fill('stopped'),
  ])
  const [refused, ...others] = await Promise.all(late)
  expect(refused).toMatchObject({ kind: 'too-long', waitedMs: 0 })
  expect(refused?.retryAfterSeconds).toBeGreaterThan(10)
  expect(others.map(({ kind }) => kind)).toEqual([...Array(5).fill('go'), 'too-long'])
})

test('what is stopped after it was sent changes nothing for who comes next', async () => {
  const { clock, send, sentMs } = pacedWorld()
  const stop = new AbortController()
  void send({ path: chat, signal: stop.signal })
  const next: ReturnType<typeof send>[] = []
  clock.alarm(500, () => {
    stop.abort()
    next.push(...Array.from({ length: 12 }, () => send({ path: chat })))
  })
  await clock.run()
  expect(sentMs).toHaveLength(11)
  expect((await Promise.all(next)).filter(({ kind }) => kind === 'too-long')).toHaveLength(2)
})

test('who asks whether a tenant is throttled hears what another process was told, and for how long', async () => {
  const clock = createVirtualClock()
  const budget = createMemoryPace(clock.now)
  const keys = new Set<string>()
  const shared: SharedPace = {
    ...budget,
    reserve(key: PaceKey, ask) {
      keys.add(key.bucket)
      return budget.reserve(key, ask)
    },
  }
  const [first, second] = [pacedWorld({ shared, clock }), pacedWorld({ shared, clock })]
  void first.send({ path: catalog }, () => ({ status: 429, retryAfterSeconds: 50 }))
  const seen: (number | null)[] = []
  for (const atMs of [30_000, 30_100, 50_099, 50_101]) {
    clock.alarm(atMs, () => {
      const until = second.pace.throttledUntil()
      seen.push(until && Math.round((until.getTime() - Date.now()) / 100) / 10)
    })
  }
  await clock.run()
  expect(seen).toEqual([null, 20, 0, null])
  expect([...keys].sort()).toEqual(['read', 'write'])
})

/** When a tenant that Graph wants left alone for an hour is tried again, after the first minute. */
async function triesOf(requests: { path: string; lane: 'person' | 'rollout'; atMs: number }[], answer: Answered) {
  const { clock, send, sentMs } = pacedWorld()
  void send({ path: catalog }, () => ({ status: 429, retryAfterSeconds: 3_600 }))
  for (const { atMs, ...request } of requests) clock.alarm(atMs, () => void send(request, () => answer))
  await clock.run(() => clock.now() > 200_000)
  return sentMs.map((ms) => Math.round(ms / 1_000)).slice(1)
}

const crowd = people(9).map((path) => ({ path, lane: 'rollout' as const, atMs: 1_000 }))

test('a rollout that tries a closed tenant and is refused closes it for another minute', async () => {
  expect(await triesOf(crowd, { status: 429, retryAfterSeconds: 3_600 })).toEqual([60, 120, 180])
})

test('a person who tries it and is refused says nothing about the others', async () => {
  const person = { path: '/chats/p/x', lane: 'person' as const, atMs: 30_000 }
  const answer = { status: 429, retryAfterSeconds: 3_600 }
  expect(await triesOf([...crowd, person], answer)).toEqual([30, 60, 120, 180])
})

test.each([500, 503])(
  'an answer of %i opens nothing, and the next one tries when the first should have been answered',
  async (status) => {
    const tries = await triesOf(crowd, { status })
    expect(tries.slice(0, 3)).toEqual([60, 72, 84])
  },
)

test('no answer at all opens nothing either', async () => {
  const { clock, pace, send, sentMs } = pacedWorld()
  void send({ path: catalog }, () => ({ status: 429, retryAfterSeconds: 30 }))
  clock.alarm(5_000, async () => {
    const turn = await pace.turn({ method: 'POST', path: '/users/u/x', lane: 'person' })
    if (turn.kind === 'go') turn.ended({ status: null, retryAfterSeconds: null })
    void send({ path: '/users/u/x' })
  })
  await clock.run()
  expect(sentMs).toHaveLength(2)
  expect(sentMs[1]).toBeGreaterThanOrEqual(30_000)
})

test('a 503 with a time to wait closes a chat as a 429 does, and one without does not', async () => {
  const { clock, send } = pacedWorld()
  const other = '/chats/other/installedApps'
  void send({ path: chat }, () => ({ status: 503, retryAfterSeconds: 5 }))
  void send({ path: other }, () => ({ status: 503 }))
  const next = [send({ path: chat }), send({ path: other })]
  await clock.run()
  const [held, free] = (await Promise.all(next)).map(({ waitedMs }) => waitedMs)
  expect(held).toBeCloseTo(5_100, -2)
  expect(free).toBeCloseTo(1_050, -2)
})

test('after a success the next complaint without a time to wait is a first one again', async () => {
  const { clock, send, sentMs } = pacedWorld({ random: () => 0.5 })
  const answers = [429, 429, 429, 204, 429, 204].map((status) => ({ status }))
  const next = () => answers.shift() ?? { status: 204 }
  for (let i = 0; i < 6; i++) clock.alarm(i * 6_000, () => void send({ path: chat }, next))
  for (const atMs of [100 + 6_000 * 2, 100 + 6_000 * 4])
    clock.alarm(atMs + 1, () => void send({ path: chat, method: 'GET' }))
  await clock.run()
  const waits = sentMs.filter((ms) => ms % 6_000 > 1_000).map((ms) => Math.round((ms % 6_000) / 10) * 10)
  // Two seconds after the third complaint in a row; a second for the limit of a chat after the first one.
  expect(waits).toEqual([2_100, 1_050])
})
