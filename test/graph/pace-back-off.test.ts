import { expect, test } from '@jest/globals'
import { closePlace, createFindPlace, noteSent, openPlace, readyAtMs } from '../../src/graph/pace-places.ts'

const nowMs = 100_000
const complaint = { nowMs, waitMs: null, jitter: 0.5, longestMs: 60_000 }

function placeAt(path: string) {
  const place = createFindPlace()(path)
  if (!place) throw new Error(`${path} is about no place`)
  return place
}

test.each([
  [1, 0.5, 500],
  [2, 0.5, 1_000],
  [4, 0.5, 4_000],
  [12, 0.5, 30_000],
  [2, 0, 750],
  [2, 1, 1_250],
])(
  'complaint %i of a place without a time to wait, with the luck %d, closes it for %i ms',
  (count, jitter, pauseMs) => {
    const place = placeAt('/chats/c/x')
    for (let i = 1; i < count; i++) closePlace(place, { ...complaint, nowMs: 0, jitter: 0 })
    closePlace(place, { ...complaint, jitter })
    expect(place).toMatchObject({ closedUntilMs: nowMs + pauseMs, throttledUntilMs: nowMs + pauseMs, backOffs: count })
  },
)

test('a place is closed as long as Graph asked, a minute at most; what was asked is remembered, and never shortened', () => {
  const place = placeAt('/teams/t/x')
  closePlace(place, { ...complaint, waitMs: 600_000 })
  closePlace(place, { ...complaint, waitMs: 1_000 })
  expect(place).toMatchObject({ closedUntilMs: nowMs + 60_000, throttledUntilMs: nowMs + 600_000, backOffs: 0 })
})

test('a success ends it: the next complaint is a first one again', () => {
  const place = placeAt('/chats/c/x')
  closePlace(place, complaint)
  closePlace(place, complaint)
  openPlace(place)
  expect(place).toMatchObject({ backOffs: 0, throttledUntilMs: Number.NEGATIVE_INFINITY })
})

test('a place remembers as many requests as its limit needs, and a person none', () => {
  const [team, person] = [placeAt('/teams/t/x'), placeAt('/users/u/x')]
  for (let i = 0; i < 9; i++) {
    noteSent(team, nowMs + i)
    noteSent(person, nowMs + i)
  }
  expect(team.sentMs).toEqual([nowMs + 5, nowMs + 6, nowMs + 7, nowMs + 8])
  expect(person.sentMs).toEqual([])
  expect(readyAtMs(team, 1_050)).toBe(nowMs + 5 + 1_050)
})

test('the same place is meant by every path below it, and none by what is about the tenant or a whole collection', () => {
  const findPlace = createFindPlace()
  expect(findPlace('/teams/t/installedApps?$top=5')).toBe(findPlace('/teams/t'))
  expect(findPlace('/teams/t')).not.toBe(findPlace('/teams/u'))
  expect(findPlace('/me/x')).not.toBe(findPlace('/me/x'))
  for (const path of ['', '/', '/teams', '/teams?x', '/chats/', '/appCatalogs/teamsApps']) {
    expect(findPlace(path)).toBeNull()
  }
})
