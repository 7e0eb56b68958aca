import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { afterComplaint, afterSuccess, freshPace, longestClosedMs } from '../../src/graph/pace-state.ts'
import { type Answered, mostInASecond, pacedWorld } from '../support/paced-world.ts'
import { propertyRuns } from '../support/property-runs.ts'

const answer: fc.Arbitrary<Answered> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ status: 204 }) },
  { weight: 1, arbitrary: fc.constant({ status: 503 }) },
  {
    weight: 1,
    arbitrary: fc.record({ status: fc.constant(429), retryAfterSeconds: fc.constantFrom(0, 0.2, 2, 9, 90) }),
  },
  { weight: 1, arbitrary: fc.constant({ status: 429 }) },
)

const request = fc.record({
  atMs: fc.nat(4_000),
  path: fc.oneof(
    fc.nat(2).map((i) => `/teams/${i}/installedApps`),
    fc.nat(2).map((i) => `/chats/${i}/installedApps`),
    fc.nat(200).map((i) => `/users/${i}/teamwork/installedApps`),
    fc.constant('/appCatalogs/teamsApps'),
  ),
  lane: fc.constantFrom('person' as const, 'rollout' as const, 'rollout' as const),
  method: fc.constantFrom('GET' as const, 'POST' as const),
  stopAfterMs: fc.option(fc.nat(2_000), { freq: 6 }),
  answer,
})

type Request = typeof request extends fc.Arbitrary<infer One> ? One : never
type Event = Request & { joinedMs: number; sentMs: number | null; endedMs: number; kind: string }

/** All of them asked for, each at its time, until every one has ended; on a busy machine what is due comes late. */
async function play(requests: Request[], { isBusy = false } = {}): Promise<Event[]> {
  const { clock, send } = pacedWorld({ isBusy })
  const events: Event[] = []
  for (const one of requests) {
    clock.alarm(one.atMs, () => {
      const stop = new AbortController()
      if (one.stopAfterMs !== null) clock.alarm(one.stopAfterMs, () => stop.abort())
      const event: Event = { ...one, joinedMs: clock.now(), sentMs: null, endedMs: Number.NaN, kind: 'waiting' }
      events.push(event)
      const sent = () => {
        event.sentMs ??= clock.now() - 100
        return one.answer
      }
      void send({ ...one, signal: stop.signal }, sent).then(({ kind }) => {
        event.kind = kind
        event.endedMs = clock.now()
      })
    })
  }
  await clock.run()
  return events
}

const timesOf = (events: Event[]) => events.flatMap(({ sentMs }) => (sentMs === null ? [] : [sentMs]))

test('whatever is asked and whatever Graph answers, no limit is passed and everybody hears how it ended', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 120 }), fc.boolean(), async (requests, isBusy) => {
      const events = await play(requests, { isBusy })
      expect(events).toHaveLength(requests.length)
      expect(events.filter(({ kind }) => kind === 'waiting')).toEqual([])
      expectLimits(events)
      events.forEach(expectStopped)
    }),
    propertyRuns(50),
  )
}, 300_000)

function expectLimits(events: Event[]): void {
  const most = (some: Event[]) => mostInASecond(timesOf(some))
  for (const method of ['GET', 'POST']) {
    expect(most(events.filter((event) => event.method === method))).toBeLessThanOrEqual(30)
  }
  for (const [start, limit] of [0, 1, 2].flatMap((place) => [
    [`/teams/${place}/`, 4] as const,
    [`/chats/${place}/`, 1] as const,
  ])) {
    expect(most(events.filter(({ path }) => path.startsWith(start)))).toBeLessThanOrEqual(limit)
  }
}

function expectStopped({ kind, sentMs, joinedMs, endedMs, stopAfterMs }: Event): void {
  if (stopAfterMs === null) return
  if (kind === 'stopped') expect(sentMs).toBe(null)
  const waitEndedMs = kind === 'go' ? sentMs : endedMs
  expect((waitEndedMs ?? Number.NaN) - joinedMs).toBeLessThanOrEqual(stopAfterMs + 1)
}

test('however busy the machine, nothing goes before a person who could, nor too much in a second', async () => {
  const calm = request.map((one) => ({ ...one, atMs: one.atMs / 4, answer: { status: 204 }, stopAfterMs: null }))
  const crowd = fc.array(calm, { minLength: 60, maxLength: 150 })
  await fc.assert(
    fc.asyncProperty(crowd, async (some) => {
      const all = some.map((one, i) => ({ ...one, path: `/users/${i}`, method: 'POST' as const }))
      const events = await play(all, { isBusy: true })
      expect(mostInASecond(timesOf(events))).toBeLessThanOrEqual(30)
      const people = events.filter(({ lane }) => lane === 'person')
      for (const { lane, sentMs } of events) {
        if (lane === 'person' || sentMs === null) continue
        expect(people.filter((one) => one.joinedMs < sentMs && (one.sentMs ?? sentMs) > sentMs)).toEqual([])
      }
    }),
    propertyRuns(30),
  )
}, 300_000)

test('whatever Graph answers, the rate stays within its bounds and no gate is closed for longer than a minute', () => {
  const heard = fc.record({
    afterMs: fc.nat(90_000),
    flightMs: fc.nat(10_000),
    complaint: fc.option(
      fc.record({
        isTenantWide: fc.boolean(),
        waitMs: fc.option(fc.oneof(fc.nat(7_000), fc.nat(700_000), fc.constant(Number.MAX_SAFE_INTEGER))),
        jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { freq: 12 },
    ),
  })
  fc.assert(
    fc.property(fc.array(heard, { minLength: 60, maxLength: 150 }), (all) => {
      let nowMs = 0
      let state = freshPace(30, 0)
      for (const { afterMs, flightMs, complaint } of all) {
        nowMs += afterMs
        const ended = { nowMs, sentAtMs: nowMs - flightMs, limit: 30 }
        const before = state
        state = complaint ? afterComplaint(state, { ...ended, ...complaint }) : afterSuccess(state, ended)
        const isRightWay = complaint ? state.perSecond <= before.perSecond : state.perSecond >= before.perSecond
        const isInBounds = state.perSecond >= 0.5 && state.perSecond <= 30
        const isShort = state.closedUntilMs - nowMs <= longestClosedMs && state.throttledUntilMs >= state.closedUntilMs
        if (!isRightWay || !isInBounds || !isShort) throw new Error(JSON.stringify({ nowMs, before, state, complaint }))
      }
    }),
    propertyRuns(300),
  )
})
