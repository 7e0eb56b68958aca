import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { countRequest, documentedLimits } from '../../src/sandbox/limits.ts'
import { aliceApps, assistantIn, chatApps, meetingApps, teamApps, withSandbox } from './with-sandbox.ts'

/** A sandbox with the documented limits whose clock only the test moves. */
async function withClock(
  use: (...all: [...Parameters<Parameters<typeof withSandbox>[0]>, { ms: number }]) => Promise<void>,
) {
  const now = { ms: 1_000_000 }
  await withSandbox((sandbox, graph) => use(sandbox, graph, now), { limits: {}, now: () => now.ms })
}

const times = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make))

test('one request a second in a chat, and other chats are other chats', () =>
  withClock(async (_sandbox, graph, now) => {
    expect((await graph.get(chatApps)).status).toBe(200)
    expect((await graph.get(meetingApps)).status).toBe(200)
    const { status, headers, body } = await graph.post(`${assistantIn(chatApps)}/upgrade`, {})
    expect([status, headers.get('retry-after')]).toEqual([429, '1'])
    expect(body).toMatchObject({
      error: {
        code: 'TooManyRequests',
        message: 'Please retry again later.',
        innerError: { code: '429', status: '429' },
      },
    })
    now.ms += 1000
    expect((await graph.get(chatApps)).status).toBe(200)
  }))

test('four requests a second in a team', () =>
  withClock(async (_sandbox, graph) => {
    const answers = await times(5, () => graph.get(teamApps))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429])
  }))

test('thirty reads and thirty changes a second in the tenant', () =>
  withClock(async (_sandbox, graph) => {
    const reads = await times(31, () => graph.get(aliceApps))
    expect(reads.filter(({ status }) => status === 429)).toHaveLength(1)
    const changes = await times(31, () => graph.post(`${aliceApps}/x/upgrade`, {}))
    expect(changes.filter(({ status }) => status === 429)).toHaveLength(1)
  }))

test('limits are counted for each application by itself', () =>
  withClock(async (sandbox, graph) => {
    sandbox.tenant.tokens['other'] = {
      kind: 'application',
      appId: acmeIds.polls,
      roles: ['TeamsAppInstallation.ReadForChat.All'],
    }
    await graph.get(chatApps)
    expect((await graph.get(chatApps, { token: 'other' })).status).toBe(200)
  }))

test('a refused request counts too: asking again at once only makes it longer', () =>
  withClock(async (_sandbox, graph, now) => {
    await graph.get(chatApps)
    now.ms += 900
    expect((await graph.get(chatApps)).status).toBe(429)
    now.ms += 900
    expect((await graph.get(chatApps)).status).toBe(429)
    now.ms += 1000
    expect((await graph.get(chatApps)).status).toBe(200)
  }))

test('a throttled upgrade changes nothing', () =>
  withClock(async (sandbox, graph) => {
    await graph.get(chatApps)
    await graph.post(`${assistantIn(chatApps)}/upgrade`, {})
    expect(sandbox.journal[1]).toMatchObject({ status: 429, effect: null })
  }))

test('the wait is told in whole seconds or in fractions', () => {
  const request = { appId: 'a', method: 'GET', segments: ['chats', 'x'], nowMs: 0 }
  const windows = new Map()
  const limits = { ...documentedLimits(), retryAfter: 'fraction' } as const
  expect(countRequest(windows, limits, request)).toBeNull()
  expect(countRequest(windows, limits, { ...request, nowMs: 250 })).toBe('1.000')
  expect(countRequest(new Map(windows), documentedLimits(), { ...request, nowMs: 300 })).toBe('1')
})

test('every limit can be set', () =>
  withSandbox(
    async (_sandbox, graph) => {
      expect((await graph.get(chatApps)).status).toBe(200)
      expect((await graph.get(chatApps)).status).toBe(200)
      expect((await graph.get(chatApps)).status).toBe(429)
    },
    { limits: { perChat: 2, windowMs: 60_000 } },
  ))

test('reads and changes have limits of their own', () =>
  withSandbox(
    async (_sandbox, graph) => {
      const change = () => graph.post(`${aliceApps}/x/upgrade`, {})
      expect([(await change()).status, (await change()).status]).toEqual([403, 429])
      expect((await graph.get(aliceApps)).status).toBe(200)
    },
    { limits: { postPerTenant: 1, windowMs: 60_000 } },
  ))
