import { expect, test } from '@jest/globals'
import { mostInASecond, pacedWorld } from '../support/paced-world.ts'

async function sendTimes(paths: string[], method: 'GET' | 'POST' = 'GET'): Promise<number[]> {
  const { clock, send, sentMs } = pacedWorld({ requestsPerSecond: 10_000 })
  for (const path of paths) void send({ path, method })
  await clock.run()
  return sentMs
}

test('a chat is asked at most once in any second', async () => {
  const times = await sendTimes(Array(6).fill('/chats/19%3Aa%40thread.v2/installedApps?$select=id'))
  expect(mostInASecond(times)).toBe(1)
  expect(times).toHaveLength(6)
})

test('a team is asked at most four times in any second, the first four at once', async () => {
  const times = await sendTimes(Array(11).fill('/teams/33333333-3333-4333-8333-333333333333/installedApps'))
  expect(mostInASecond(times)).toBe(4)
  expect(times).toHaveLength(11)
  expect(times[3]).toBeLessThan(10)
})

test('reading and upgrading count against the same place', async () => {
  const { clock, send, sentMs } = pacedWorld()
  void send({ path: '/chats/c/installedApps?x', method: 'GET' })
  void send({ path: '/chats/c/installedApps/i/upgrade', method: 'POST' })
  await clock.run()
  expect(mostInASecond(sentMs)).toBe(1)
  expect(sentMs).toHaveLength(2)
})

test('two chats, people and the catalog do not wait for one another', async () => {
  const times = await sendTimes([
    '/chats/a/x',
    '/chats/b/x',
    '/users/u/teamwork',
    '/users/u/teamwork',
    '/appCatalogs/teamsApps',
  ])
  expect(times).toHaveLength(5)
  expect(Math.max(...times)).toBeLessThan(10)
})

test('who would wait longer than ten seconds for a chat is told how long, and nothing is sent', async () => {
  const { clock, send, sentMs } = pacedWorld()
  const all = Array.from({ length: 12 }, () => send({ path: '/chats/c/x' }))
  await clock.run()
  const refused = (await Promise.all(all)).filter(({ kind }) => kind === 'too-long')
  expect(sentMs).toHaveLength(10)
  expect(refused.map(({ waitedMs }) => waitedMs)).toEqual([0, 0])
  expect(refused[0]?.retryAfterSeconds).toBeCloseTo(10.5)
})
