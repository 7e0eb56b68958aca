import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Database } from '../../src/database/open-database.ts'
import { createMemoryPace } from '../../src/graph/memory-pace.ts'
import type { PaceAsk, PaceGrant, PaceKey } from '../../src/rollouts/shared-pace.ts'
import { backends, type DatabasePlace } from '../support/database-backends.ts'
import { propertyRuns } from '../support/property-runs.ts'

const ask = (slots: number, more: Partial<PaceAsk> = {}) => ({
  slots,
  waitedMs: 0,
  limit: 30,
  probeMs: 12_000,
  ...more,
})
let tenants = 0
const newKey = (bucket: PaceKey['bucket'] = 'write'): PaceKey => ({ tenantId: `tenant ${tenants++}`, bucket })
const ends = ({ firstMs, slots, spacingMs }: PaceGrant) => firstMs + slots * spacingMs

describe.each(backends)('$name', ({ prepare }) => {
  let place: DatabasePlace
  let database: Database

  beforeAll(async () => {
    place = await prepare()
    database = place.open()
    await database.open()
  })
  afterAll(async () => {
    await database.close()
    await place.remove()
  })

  test('moments are handed out once, evenly, one block after the other', async () => {
    const key = newKey()
    const four = () => Promise.all([1, 2, 3, 4].map(() => database.sharedPace.reserve(key, ask(8))))
    const grants = [...(await four()), ...(await four())]
    grants.sort((a, b) => a.firstMs - b.firstMs)
    expect(grants.every(({ slots }) => slots === 8)).toBe(true)
    for (const [i, grant] of grants.entries()) {
      const next = grants[i + 1]
      expect(grant.spacingMs).toBeCloseTo(1_000 / 30)
      if (next) expect(next.firstMs).toBeGreaterThanOrEqual(ends(grant) - 0.01)
    }
  })

  test('tenants and their two buckets have a budget each', async () => {
    const key = newKey('read')
    const first = await database.sharedPace.reserve(key, ask(30))
    const other = await database.sharedPace.reserve({ ...key, bucket: 'write' }, ask(1))
    const foreign = await database.sharedPace.reserve(newKey('read'), ask(1))
    expect(ends(first) - first.nowMs).toBeGreaterThan(900)
    expect(other.firstMs - other.nowMs).toBeLessThan(100)
    expect(foreign.firstMs - foreign.nowMs).toBeLessThan(100)
  })

  test('what one worker learned slows all of them', async () => {
    const key = newKey()
    const { state, nowMs } = await database.sharedPace.reserve(key, ask(1))
    expect(await database.sharedPace.change(key, { ...state, perSecond: 12, ceiling: 14 })).toBe(true)
    const slower = await database.sharedPace.reserve(key, ask(1))
    expect(slower.spacingMs).toBeCloseTo(1_000 / 12)
    expect(slower.state).toMatchObject({ ceiling: 14, revision: 1 })

    expect(await database.sharedPace.change(key, { ...slower.state, closedUntilMs: nowMs + 50_000 })).toBe(true)
    expect((await database.sharedPace.reserve(key, ask(8))).slots).toBe(0)
  })

  test('of two who change the same state one is told to look again', async () => {
    const key = newKey()
    const { state } = await database.sharedPace.reserve(key, ask(1))
    const changes = [20, 25].map((perSecond) => database.sharedPace.change(key, { ...state, perSecond }))
    expect((await Promise.all(changes)).sort()).toEqual([false, true])
  })

  test('a long closing is tried by one request of one worker at a time', async () => {
    const key = newKey()
    const { state, nowMs } = await database.sharedPace.reserve(key, ask(0))
    await database.sharedPace.change(key, { ...state, closedUntilMs: nowMs - 1, throttledUntilMs: nowMs + 600_000 })
    const grants = await Promise.all([1, 2, 3].map(() => database.sharedPace.reserve(key, ask(8))))
    expect(grants.map(({ slots }) => slots).sort()).toEqual([0, 0, 1])
    expect((await database.sharedPace.reserve(key, ask(0))).slots).toBe(0)
  })

  test('F13: after the clock of the database was set back, nobody waits for the old time to come again', async () => {
    const key = newKey()
    const hour = 3_600_000
    const { state, nowMs } = await database.sharedPace.reserve(key, ask(30 * 3_600))
    const ahead = { ...state, closedUntilMs: nowMs + hour, raisedAtMs: nowMs + hour, loweredAtMs: nowMs + hour }
    await database.sharedPace.change(key, { ...ahead, throttledUntilMs: nowMs })
    const after = await database.sharedPace.reserve(key, ask(1))
    expect(after.slots).toBe(1)
    expect(after.firstMs - after.nowMs).toBeLessThan(1_000)
    expect(after.state.loweredAtMs).toBeLessThanOrEqual(after.nowMs)
    expect(after.state.raisedAtMs - after.nowMs).toBeLessThanOrEqual(2_000)
  })

  test('whatever workers ask and learn, the row says what the budget of one process would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const key = newKey()
        const first = await database.sharedPace.reserve(key, ask(1))
        let nowMs = first.firstMs
        const memory = createMemoryPace(() => nowMs)
        let mirrored = await memory.reserve(key, ask(1))
        for (const one of steps) {
          if (one.kind === 'change') {
            const next = { ...mirrored.state, ...changed(one, nowMs), revision: mirrored.state.revision + one.behind }
            expect(await memory.change(key, next)).toBe(await database.sharedPace.change(key, next))
          }
          const grant = await database.sharedPace.reserve(key, ask(one.slots, one))
          nowMs = grant.nowMs
          mirrored = await memory.reserve(key, ask(one.slots, one))
          expect(shownOf(grant)).toEqual(shownOf(mirrored))
        }
      }),
      propertyRuns(15),
    )
  }, 300_000)
})

const asked = { slots: fc.integer({ min: 0, max: 5 }), waitedMs: fc.integer({ min: 0, max: 2_000 }) }
const step = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), ...asked, limit: fc.constantFrom(10, 30) }),
  fc.record({
    kind: fc.constant('change' as const),
    ...asked,
    behind: fc.constantFrom(0, 0, 0, -1, 1),
    perSecond: fc.integer({ min: 5, max: 30 }),
    ceiling: fc.option(fc.integer({ min: 5, max: 30 })),
    closedForMs: fc.integer({ min: -30, max: 30 }),
    throttledForMs: fc.constantFrom(-1_000, 0, 60_000),
    backOffs: fc.nat(5),
  }),
)

type Change = Extract<typeof step extends fc.Arbitrary<infer Step> ? Step : never, { kind: 'change' }>

function changed({ perSecond, ceiling, closedForMs, throttledForMs, backOffs }: Change, nowMs: number) {
  const learnt = { perSecond, ceiling, backOffs, raisedAtMs: nowMs, loweredAtMs: nowMs }
  return { ...learnt, closedUntilMs: nowMs + closedForMs, throttledUntilMs: nowMs + throttledForMs }
}

/** Thousandths of a millisecond are lost on the way; when a budget was begun is its own affair. */
function shownOf({ state: { raisedAtMs: _, loweredAtMs: __, ...state }, ...grant }: PaceGrant) {
  const all = {
    ...grant,
    ...state,
    closedUntilMs: Math.max(state.closedUntilMs, 0),
    throttledUntilMs: Math.max(state.throttledUntilMs, 0),
  }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, value === null ? null : Math.round(value)]),
  )
}
