import { expect, test } from '@jest/globals'
import { createBucket } from '../../src/graph/pace-bucket.ts'
import type { Lane } from '../../src/graph/pace-lanes.ts'
import type { Place } from '../../src/graph/pace-places.ts'
import { placeReadyAt } from '../support/place-ready-at.ts'
import { toldBudget } from '../support/told-budget.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

/** Who waits for a bucket, and a timeline of what happens to it. */
function bucketWith({ mostPerSecond = 30, longestLateMs = 20 } = {}) {
  const clock = createVirtualClock()
  const told = toldBudget(clock.now)
  const sent: [name: string, atMs: number][] = []
  const turnedAway: [name: string, waitMs: number][] = []
  const noted: string[] = []
  let alarms = 0
  const bucket = createBucket({
    budget: told.budget,
    now: clock.now,
    alarm(ms, ring) {
      alarms += 1
      return clock.alarm(ms, ring)
    },
    readyAtMs: ({ closedUntilMs }) => closedUntilMs,
    noteSent: ({ key }) => noted.push(key),
    mostPerSecond,
    blockMs: 250,
    leadMs: 50,
    longestLateMs,
  })
  const join = (name: string, lane: Lane, place: Place | null = null) => {
    const waiter = {
      lane,
      place,
      sinceMs: clock.now(),
      go: () => void sent.push([name, clock.now()]),
      tooLong: (waitMs: number) => void turnedAway.push([name, waitMs]),
    }
    bucket.add(waiter)
    return waiter
  }
  const at = (ms: number, happens: () => void) => void clock.alarm(ms, happens)
  return { ...told, bucket, clock, at, join, sent, turnedAway, noted, alarms: () => alarms }
}

test('a rollout goes at its moment, and not before it', async () => {
  const { at, clock, grant, join, sent } = bucketWith()
  join('rollout', 'rollout')
  at(5, () => grant(700))
  await clock.run()
  expect(sent).toEqual([['rollout', 700]])
})

test('a person without an answer from the budget goes after forty milliseconds', async () => {
  const { at, clock, join, sent } = bucketWith()
  at(100, () => join('person', 'person'))
  await clock.run()
  expect(sent).toEqual([['person', 140]])
})

test.each([
  { moment: 25, goesAtMs: 25, why: 'a moment within forty milliseconds is waited for' },
  { moment: 40, goesAtMs: 40, why: 'and one after exactly forty' },
  { moment: 500, goesAtMs: 5, why: 'who hears that it is later goes at once' },
])('a person whose moment is $moment: $why', async ({ moment, goesAtMs }) => {
  const { at, clock, grant, join, sent } = bucketWith()
  join('person', 'person')
  at(5, () => grant(moment))
  await clock.run()
  expect(sent).toEqual([['person', goesAtMs]])
})

test('a person who is granted nothing still waits the forty milliseconds', async () => {
  const { at, clock, grant, join, sent } = bucketWith()
  join('person', 'person')
  at(5, () => grant())
  await clock.run()
  expect(sent).toEqual([['person', 40]])
})

test('while more is asked for, a late moment is not yet the last word for a person', async () => {
  const { at, asked, clock, grant, join, sent } = bucketWith()
  join('first', 'rollout')
  join('second', 'rollout')
  at(5, () => grant(500))
  // The second's moment is asked for fifty milliseconds before the first's.
  at(452, () => join('person', 'person'))
  await clock.run(() => sent.length === 1)
  expect(asked.map(({ atMs }) => atMs)).toEqual([0, 450])
  expect(sent).toEqual([['person', 492]])
})

test('five people go ahead at once, then one for each fifth of a second', async () => {
  const { clock, join, sent } = bucketWith()
  for (let i = 1; i <= 7; i++) join(`person ${i}`, 'person')
  await clock.run()
  expect(sent.map(([, ms]) => ms)).toEqual([40, 40, 40, 40, 40, 240, 440])
})

test('nobody goes ahead beyond the documented limit of a second', async () => {
  const { clock, join, sent } = bucketWith({ mostPerSecond: 2 })
  for (let i = 1; i <= 3; i++) join(`person ${i}`, 'person')
  await clock.run()
  expect(sent.map(([, ms]) => ms)).toEqual([40, 40, 1_050])
})

test('people try a closed gate one by one, a quarter of a second apart; a rollout does not', async () => {
  const { at, clock, close, grant, join, sent } = bucketWith()
  close(60_000)
  join('rollout', 'rollout')
  at(1, () => grant())
  at(100, () => {
    for (let i = 1; i <= 3; i++) join(`person ${i}`, 'person')
  })
  await clock.run(() => clock.now() > 5_000)
  expect(sent).toEqual([
    ['person 1', 100],
    ['person 2', 350],
    ['person 3', 600],
  ])
})

test('a gate is open at the very moment it should be', async () => {
  const { at, clock, close, join, sent } = bucketWith()
  close(1_000)
  at(1_000, () => join('person', 'person'))
  await clock.run()
  expect(sent).toEqual([['person', 1_040]])
})

test('when a gate opens early, who waits asks at once', async () => {
  const { asked, at, bucket, clock, close, grant, join, sent } = bucketWith()
  close(60_000)
  join('rollout', 'rollout')
  at(1, () => grant())
  at(300, () => {
    close(0)
    bucket.gateMoved()
  })
  at(301, () => grant(310))
  await clock.run()
  expect(asked.map(({ atMs }) => atMs)).toEqual([0, 300])
  expect(sent).toEqual([['rollout', 310]])
})

test('when a place is closed for long, who waits for it hears so, and nobody else', async () => {
  const { at, bucket, clock, grant, join, noted, sent, turnedAway } = bucketWith()
  join('sore', 'rollout', placeReadyAt('sore', 30_000))
  join('soon', 'rollout', placeReadyAt('soon', 2_000))
  at(100, bucket.placeClosed)
  at(1_990, () => grant(2_005))
  await clock.run()
  expect(turnedAway).toEqual([['sore', 29_900]])
  expect(sent).toEqual([['soon', 2_005]])
  expect(noted).toEqual(['soon'])
})

test('who waits for a place with a moment at hand keeps no machine busy', async () => {
  const { alarms, at, clock, grant, join, sent } = bucketWith({ longestLateMs: 5_000 })
  join('soon', 'rollout', placeReadyAt('soon', 2_000))
  at(1, () => grant(5))
  await clock.run()
  expect(sent).toEqual([['soon', 2_000]])
  expect(alarms()).toBeLessThan(10)
})

test('where nobody waits any more, nothing rings', async () => {
  const { alarms, bucket, clock, grant, join } = bucketWith()
  const waiter = join('stopped', 'rollout')
  grant(500)
  await clock.run(() => true)
  bucket.remove(waiter)
  const before = alarms()
  bucket.gateMoved()
  expect(alarms()).toBe(before)
})
