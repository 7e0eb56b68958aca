import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from '@jest/globals'
import { ok, problemOf } from '../../../src/tab/page/api/answer.ts'
import { createTabApi, type Place } from '../../../src/tab/page/api/tab-api.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Seen = { path: string; method: string; token: string; body: string }

/** The page's own client before a server that answers each request by `reply`. */
async function apiBefore(
  reply: (seen: Seen, response: ServerResponse, count: number) => void,
  place: Place = { kind: 'me' },
) {
  const seen: Seen[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await text(request)
    const { url: path = '', method = '', headers } = request
    const one = { path, method, token: headers.authorization ?? '', body }
    reply(one, response, seen.push(one))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  closing.push(
    async () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  )
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  let tokens = 0
  const api = createTabApi(place, {
    getToken: async () => ok(`token-${++tokens}`),
    fetch: (path, init) => fetch(`${origin}${path}`, init),
  })
  return { api, seen }
}

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.statusCode = status
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

const quiet = new AbortController().signal
const latest = { kind: 'already-latest', version: '1' }

test('each call carries the token that Teams gives at that moment', async () => {
  const { api, seen } = await apiBefore((_seen, response) => send(response, 200, { installations: [] }))
  await api.listApps(quiet)
  await api.listApps(quiet)
  expect(seen.map(({ token }) => token)).toEqual(['Bearer token-1', 'Bearer token-2'])
})

test('a refused token is asked for once more, and not for ever', async () => {
  const once = await apiBefore((_seen, response, count) =>
    count === 1 ? send(response, 401, { type: '/problems/unauthorized' }) : send(response, 200, latest),
  )
  expect(await once.api.upgrade('a', null)).toEqual(ok(latest))
  expect(once.seen.map(({ token }) => token)).toEqual(['Bearer token-1', 'Bearer token-2'])

  const always = await apiBefore((_seen, response) => send(response, 401, { type: '/problems/unauthorized' }))
  expect(await always.api.upgrade('a', null)).toEqual(problemOf({ kind: 'unauthorized' }))
  expect(always.seen).toHaveLength(2)
})

test('without a token nothing is sent', async () => {
  const api = createTabApi(
    { kind: 'me' },
    {
      getToken: async () => problemOf({ kind: 'consent-required' }),
      fetch: () => {
        throw new Error('nothing should be sent')
      },
    },
  )
  expect(await api.listApps(quiet)).toEqual(problemOf({ kind: 'consent-required' }))
})

test('ids of places and installations stay one part of the path each', async () => {
  const place = { kind: 'chat', chatId: '19:meeting_a/b@thread.v2' } as const
  const { api, seen } = await apiBefore((_seen, response) => send(response, 200, latest), place)
  await api.upgrade('a/../b==', [{ permissionValue: 'X.Y', permissionType: 'application' }])
  expect(seen[0]).toMatchObject({
    method: 'POST',
    path: '/api/tab/chats/19%3Ameeting_a%2Fb%40thread.v2/installations/a%2F..%2Fb%3D%3D/upgrade',
    body: '{"consent":[{"permissionValue":"X.Y","permissionType":"application"}]}',
  })
})

test('nobody’s consent is an empty body, and history goes on where it ended', async () => {
  const { api, seen } = await apiBefore(
    ({ method }, response) => send(response, 200, method === 'POST' ? latest : { entries: [], next: null }),
    { kind: 'team', groupId: 'g' },
  )
  await api.upgrade('a', null)
  await api.history(null)
  await api.history('x y')
  expect(seen.map(({ path, body }) => [path, body])).toEqual([
    ['/api/tab/teams/g/installations/a/upgrade', '{}'],
    ['/api/tab/teams/g/history', ''],
    ['/api/tab/teams/g/history?after=x%20y', ''],
  ])
})

test.each([
  [403, { type: '/problems/consent-required' }, {}, { kind: 'consent-required' }],
  [
    403,
    { type: 'https://x.example/problems/interaction-required', claims: 'c' },
    {},
    { kind: 'interaction-required', claims: 'c' },
  ],
  [403, { type: '/problems/interaction-required', claims: null }, {}, { kind: 'interaction-required', claims: null }],
  [404, { type: '/problems/not-found' }, {}, { kind: 'not-found' }],
  [404, '<html>', {}, { kind: 'not-found' }],
  [
    403,
    { type: '/problems/refused', reason: 'unsupported', detail: 'Not in China.', requestId: 'r' },
    {},
    { kind: 'refused', reason: 'unsupported', detail: 'Not in China.', requestId: 'r' },
  ],
  [
    403,
    { type: '/problems/refused', reason: 'one of a newer server', requestId: null },
    {},
    { kind: 'refused', reason: 'rejected', detail: null, requestId: null },
  ],
  [429, { type: '/problems/rate-limited' }, { 'retry-after': '7.2' }, { kind: 'rate-limited', retryAfterSeconds: 8 }],
  [429, 'slow', { 'retry-after': 'later' }, { kind: 'rate-limited', retryAfterSeconds: 10 }],
  [503, { type: '/problems/unavailable' }, {}, { kind: 'unavailable' }],
  [502, 'Bad gateway', {}, { kind: 'unavailable' }],
  [400, { type: '/problems/bad-request' }, {}, { kind: 'unexpected' }],
  [200, '<html>a proxy’s page</html>', {}, { kind: 'unexpected' }],
  [200, { installations: [{}] }, {}, { kind: 'unexpected' }],
])('%i %j is understood', async (status, body, headers, problem) => {
  const { api } = await apiBefore((_seen, response) => send(response, status, body, headers))
  expect(await api.listApps(quiet)).toEqual({ kind: 'problem', problem })
})

test('a broken connection is no answer, and nothing is thrown', async () => {
  const { api } = await apiBefore((_seen, response) => response.destroy())
  expect(await api.upgrade('a', null)).toEqual(problemOf({ kind: 'unavailable' }))
})

test('outcomes that the server tells are heard; what is no outcome is not', async () => {
  const told = { installationId: 'i', outcome: latest }
  const { api } = await apiBefore((_seen, response) => {
    response.setHeader('content-type', 'text/event-stream')
    const events = [
      ['started', { app: 'a' }],
      ['outcome', told],
      ['outcome', { installationId: 'i', outcome: { kind: 'new' } }],
    ]
    for (const [name, data] of events) response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    response.end('event: outcome\ndata: {not json\n\n')
  })
  const heard: unknown[] = []
  await api.followOutcomes((event) => heard.push(event), quiet)
  expect(heard).toEqual([told])
})
