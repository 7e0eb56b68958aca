import { describe, expect, test } from '@jest/globals'
import { afterComplaint, afterSuccess, type Complaint, freshPace } from '../../src/graph/pace-state.ts'
import type { PaceState } from '../../src/rollouts/shared-pace.ts'

const limit = 30
const nowMs = 100_000
const never = Number.MIN_SAFE_INTEGER

const stateWith = (some: Partial<PaceState>): PaceState => ({ ...freshPace(limit, 0), ...some })

test('a fresh pace is the documented limit, with an open gate', () => {
  expect(freshPace(limit, nowMs)).toEqual({
    revision: 0,
    perSecond: 30,
    ceiling: null,
    raisedAtMs: nowMs,
    loweredAtMs: never,
    closedUntilMs: never,
    throttledUntilMs: never,
    backOffs: 0,
  })
})

describe('after a success', () => {
  const succeed = (some: Partial<PaceState>, sentAtMs = nowMs - 200) =>
    afterSuccess(stateWith(some), { nowMs, sentAtMs, limit })

  test.each([
    ['quickly where nobody has complained', { perSecond: 10, ceiling: null }, 11.2],
    ['quickly where the complaint was far above', { perSecond: 10, ceiling: 20 }, 11.2],
    ['slowly near where Graph complained', { perSecond: 18, ceiling: 20 }, 18.15],
    ['less slowly where that was the documented limit', { perSecond: 26, ceiling: 28.5 }, 26.3],
    ['up to the limit', { perSecond: 29.5, ceiling: null }, 30],
  ])('the rate grows %s', (_how, some, perSecond) => {
    const next = succeed({ ...some, raisedAtMs: nowMs - 1_001 })
    expect(next.perSecond).toBeCloseTo(perSecond, 10)
    expect(next).toMatchObject({ raisedAtMs: nowMs, ceiling: some.ceiling })
  })

  test.each([
    ['once a second', { perSecond: 10, raisedAtMs: nowMs - 1_000 }],
    ['not beyond the limit', { perSecond: 30 }],
    [
      'not by what was sent before it was lowered',
      { perSecond: 10, loweredAtMs: nowMs - 199, closedUntilMs: nowMs + 9 },
    ],
  ])('it grows %s', (_how, some) => {
    const state = stateWith(some)
    expect(afterSuccess(state, { nowMs, sentAtMs: nowMs - 200, limit })).toBe(state)
  })

  test('a complaint that lies behind is forgotten', () => {
    expect(succeed({ perSecond: 20.9, ceiling: 20 }).ceiling).toBeNull()
    expect(succeed({ perSecond: 20.8, ceiling: 20 }).ceiling).toBe(20)
  })

  test('the gate opens, and what was asked without a time to wait is forgotten', () => {
    const open = { closedUntilMs: nowMs, throttledUntilMs: nowMs, perSecond: 30 }
    expect(succeed({ closedUntilMs: nowMs + 1, backOffs: 3 })).toMatchObject({ ...open, backOffs: 0 })
    expect(succeed({ throttledUntilMs: nowMs + 1 })).toMatchObject(open)
    expect(succeed({ loweredAtMs: nowMs - 200, throttledUntilMs: nowMs + 1 })).toMatchObject(open)
  })
})

describe('after a complaint', () => {
  const usual = { nowMs, sentAtMs: nowMs - 200, limit, isTenantWide: true, waitMs: 10_000, jitter: 0.5 }
  const complain = (some: Partial<PaceState>, more: Partial<Complaint> = {}) =>
    afterComplaint(stateWith(some), { ...usual, ...more })

  test('about the tenant it goes slower, remembers where that was, and closes for as long as Graph asked', () => {
    expect(complain({ backOffs: 2 })).toEqual({
      revision: 0,
      perSecond: 25.5,
      ceiling: 30,
      raisedAtMs: nowMs + 2_000,
      loweredAtMs: nowMs,
      closedUntilMs: nowMs + 10_000,
      throttledUntilMs: nowMs + 10_000,
      backOffs: 2,
    })
  })

  test('about a place it goes a little slower, and stays open', () => {
    const next = complain({}, { isTenantWide: false })
    expect(next).toMatchObject({ perSecond: 28.5, ceiling: 30, loweredAtMs: nowMs, closedUntilMs: never })
    expect(complain({}, { isTenantWide: false, waitMs: null }).perSecond).toBe(28.5)
  })

  test('about a place that wants a minute of rest or more, it is none of ours', () => {
    expect(complain({}, { isTenantWide: false, waitMs: 59_999 }).perSecond).toBe(28.5)
    expect(complain({}, { isTenantWide: false, waitMs: 60_000 }).perSecond).toBe(30)
    expect(complain({}, { waitMs: 60_000 }).perSecond).toBe(25.5)
  })

  test('never slower than one request in two seconds', () => {
    expect(complain({ perSecond: 0.55 }).perSecond).toBe(0.5)
  })

  test('one tries again after a minute, whatever Graph asked; what it asked is told, up to a day', () => {
    expect(complain({}, { waitMs: 600_000 })).toMatchObject({
      closedUntilMs: nowMs + 60_000,
      throttledUntilMs: nowMs + 600_000,
    })
    expect(complain({}, { waitMs: 9e9 }).throttledUntilMs).toBe(nowMs + 24 * 3_600_000)
  })

  test.each([
    [0, 0.5, 500],
    [1, 0.5, 1_000],
    [3, 0.5, 4_000],
    [9, 0.5, 30_000],
    [1, 0, 750],
    [1, 1, 1_250],
  ])('without a time to wait, complaint %i with the luck %d waits %i ms', (backOffs, jitter, pauseMs) => {
    expect(complain({ backOffs }, { waitMs: null, jitter })).toMatchObject({
      closedUntilMs: nowMs + pauseMs,
      throttledUntilMs: nowMs + pauseMs,
      backOffs: backOffs + 1,
    })
  })

  test('of what was on its way already nothing is learned a second time', () => {
    const heard = { perSecond: 20, loweredAtMs: nowMs - 100, closedUntilMs: nowMs + 5_000 }
    expect(complain(heard)).toEqual(stateWith(heard))
    expect(complain({ ...heard, closedUntilMs: nowMs - 1 })).toMatchObject({
      perSecond: 20,
      closedUntilMs: nowMs + 10_000,
    })
    expect(complain({ ...heard, closedUntilMs: nowMs })).toMatchObject({ closedUntilMs: nowMs + 10_000 })
    expect(complain({ ...heard, loweredAtMs: nowMs - 200, closedUntilMs: never }).perSecond).toBe(17)
  })

  test('who tried a closed gate learns how long it stays closed, and nothing about the rate', () => {
    const closed = { perSecond: 20, loweredAtMs: nowMs - 5_000, closedUntilMs: nowMs + 1_000 }
    expect(complain(closed)).toMatchObject({ perSecond: 20, loweredAtMs: nowMs, closedUntilMs: nowMs + 10_000 })
    expect(complain(closed, { waitMs: null })).toEqual(stateWith(closed))
    expect(complain(closed, { isTenantWide: false })).toEqual(stateWith(closed))
    expect(complain({ ...closed, closedUntilMs: nowMs - 200 }).perSecond).toBe(17)
  })
})
