import { expect, test } from '@jest/globals'
import { createLanes, type Lane } from '../../src/graph/pace-lanes.ts'
import { placeReadyAt } from '../support/place-ready-at.ts'

const nowMs = 1_000

/** Lanes where each waiter's place is ready at the time it is given; null: it has none. */
function lanesWith(waiting: [name: string, lane: Lane, readyAtMs: number | null][]) {
  const turnedAway: [string, number][] = []
  const lanes = createLanes({ now: () => nowMs, readyAtMs: ({ closedUntilMs }) => closedUntilMs })
  const waiters = waiting.map(([name, lane, ready], i) => {
    const place = ready === null ? null : placeReadyAt(name, ready)
    return { lane, place, sinceMs: 900 + i, go: () => {}, tooLong: (ms: number) => void turnedAway.push([name, ms]) }
  })
  for (const waiter of waiters) lanes.add(waiter)
  return { lanes, waiters, turnedAway }
}

test('the first of a lane goes whose place may be asked now', () => {
  const { lanes, waiters } = lanesWith([
    ['late', 'rollout', 1_001],
    ['due', 'rollout', 1_000],
    ['anybody', 'person', null],
  ])
  expect(lanes.firstReady('rollout')).toBe(waiters[1])
  expect(lanes.firstReady('person')).toBe(waiters[2])
  expect(lanes.anyReadyAtMs()).toBe(Number.NEGATIVE_INFINITY)
})

test('it is known how many wait, since when, and when the next of them may go', () => {
  const { lanes, waiters } = lanesWith([
    ['a', 'rollout', 3_000],
    ['b', 'person', 2_000],
  ])
  expect(lanes.waiting()).toEqual({ people: 1, all: 2, sinceMs: 900 })
  expect(lanes.anyReadyAtMs()).toBe(2_000)
  for (const waiter of waiters) lanes.remove(waiter)
  expect(lanes.waiting()).toEqual({ people: 0, all: 0, sinceMs: nowMs })
  for (const waiter of waiters) lanes.remove(waiter)
  expect(lanes.waiting().all).toBe(0)
})

test('who would wait too long is told so once and waits no more; the others stay', () => {
  const { lanes, waiters, turnedAway } = lanesWith([
    ['just', 'person', 6_000],
    ['longer', 'rollout', 6_001],
    ['longest', 'person', 60_000],
    ['free', 'rollout', null],
  ])
  lanes.turnAway(5_000)
  lanes.turnAway(5_000)
  expect(turnedAway).toEqual([
    ['longest', 59_000],
    ['longer', 5_001],
  ])
  expect(lanes.people()).toEqual([waiters[0]])
  expect(lanes.waiting().all).toBe(2)
})
