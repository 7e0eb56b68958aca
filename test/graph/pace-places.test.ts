import { expect, test } from '@jest/globals'
import { createPacePlaces } from '../../src/graph/pace-places.ts'

/** Time that passes only by sleeping, so that a minute of pacing takes none. */
function virtualTime() {
  let nowMs = 0
  const sleepers: { at: number; wake: () => void }[] = []
  const tick = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  return {
    now: () => nowMs,
    sleep: (ms: number) => new Promise<void>((wake) => sleepers.push({ at: nowMs + ms, wake })),
    async run() {
      await tick()
      while (sleepers.length > 0) {
        sleepers.sort((a, b) => a.at - b.at)
        const next = sleepers.shift()
        nowMs = next?.at ?? nowMs
        next?.wake()
        await tick()
      }
    },
  }
}

async function sendTimes(paths: string[]): Promise<number[]> {
  const time = virtualTime()
  const pace = createPacePlaces(time)
  const times: number[] = []
  const all = paths.map((path) => pace(path).then(() => times.push(time.now())))
  await time.run()
  await Promise.all(all)
  return times
}

function mostInASecond(times: number[]): number {
  return Math.max(...times.map((start) => times.filter((t) => t >= start && t < start + 1_000).length))
}

test('a chat is asked at most once in any second', async () => {
  const times = await sendTimes(Array(6).fill('/chats/19%3Aa%40thread.v2/installedApps?$select=id'))
  expect(mostInASecond(times)).toBe(1)
  expect(times).toHaveLength(6)
})

test('a team is asked at most four times in any second, the first four at once', async () => {
  const times = await sendTimes(Array(11).fill('/teams/33333333-3333-4333-8333-333333333333/installedApps'))
  expect(mostInASecond(times)).toBe(4)
  expect(times.slice(0, 4)).toEqual([0, 0, 0, 0])
})

test('reading and upgrading count against the same place', async () => {
  const times = await sendTimes(['/chats/c/installedApps?x', '/chats/c/installedApps/i/upgrade'])
  expect(mostInASecond(times)).toBe(1)
})

test('two chats, people and the catalog do not wait for one another', async () => {
  const times = await sendTimes([
    '/chats/a/x',
    '/chats/b/x',
    '/users/u/teamwork',
    '/users/u/teamwork',
    '/appCatalogs/teamsApps',
  ])
  expect(times).toEqual([0, 0, 0, 0, 0])
})
