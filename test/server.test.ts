import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createLog } from '../src/log.ts'
import { createServer, type ServerParts } from '../src/server.ts'
import { post, sendRaw } from './support/raw-http.ts'
import { activity, type RunningServer, runServer } from './support/run-server.ts'

const LIMIT_BYTES = 256 * 1024

let server: RunningServer

beforeAll(async () => {
  server = await runServer()
})

afterAll(() => server.stop())

test('an activity gets through with its authorization, and its answer comes back', async () => {
  const answer = await server.postJson(activity, ['authorization: Bearer abc'])
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.body)).toEqual({ type: 'message', text: 'upgrade app', authorization: 'Bearer abc' })
})

test.each([
  ['a charset', ['content-type: application/json; charset=utf-8']],
  ['another case', ['content-type: Application/JSON']],
  ['identity encoding', ['content-type: application/json', 'content-encoding: identity']],
  ['an upgrade offer', ['content-type: application/json', 'connection: upgrade, http2-settings', 'upgrade: h2c']],
  ['a host nobody expects', ['content-type: application/json', 'x-forwarded-host: evil.test']],
])('a request with %s gets through', async (_what, headers) => {
  const body = JSON.stringify(activity)
  const answer = await sendRaw(server.port, [post([...headers, `content-length: ${body.length}`], body)])
  expect(answer.status).toBe(200)
})

test('a body in chunks, of just the limit and with every kind of letter gets through', async () => {
  const text = '\u00e4\u{1f600}'.repeat(1_000)
  const filler = 'x'.repeat(LIMIT_BYTES - Buffer.byteLength(JSON.stringify({ ...activity, text, filler: '' })))
  const body = Buffer.from(JSON.stringify({ ...activity, text, filler }))
  expect(body.length).toBe(LIMIT_BYTES)
  const chunks = [body.subarray(0, 1_000), body.subarray(1_000)].flatMap((chunk) => [
    `${chunk.length.toString(16)}\r\n`,
    chunk,
    '\r\n',
  ])
  const head = post(['content-type: application/json', 'transfer-encoding: chunked'])
  const answer = await sendRaw(server.port, [head, ...chunks, '0\r\n\r\n'])
  expect(answer.status).toBe(200)
})

test('a client that asks before it sends is told to go on, or not to', async () => {
  const body = JSON.stringify(activity)
  const wellFormed = ['content-type: application/json', 'expect: 100-continue']
  const good = await sendRaw(server.port, [post([...wellFormed, `content-length: ${body.length}`], body)])
  expect([good.continued, good.status]).toEqual([true, 200])
  const tooMuch = await sendRaw(server.port, [post([...wellFormed, 'content-length: 99999999'])])
  expect([tooMuch.continued, tooMuch.status]).toEqual([false, 413])
})

test.each([
  ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ['a host that is none', 'GET /healthz HTTP/1.1\r\nhost: a b<>\r\n\r\n', 400],
  ['an unclosed bracket for a host', 'GET /healthz HTTP/1.1\r\nhost: [\r\n\r\n', 400],
  ['a host with an impossible port', 'GET /healthz HTTP/1.1\r\nhost: bot.test:99999\r\n\r\n', 400],
  ['a whole address with an impossible port', 'GET http://x:99999/ HTTP/1.1\r\nhost: bot.test\r\n\r\n', 400],
  ['a path of broken escapes', 'GET /%zz%ff%c0%80 HTTP/1.1\r\nhost: bot.test\r\n\r\n', 404],
  ['two slashes', 'GET //evil.test/healthz HTTP/1.1\r\nhost: bot.test\r\n\r\n', 404],
  ['a star', 'OPTIONS * HTTP/1.1\r\nhost: bot.test\r\n\r\n', 200],
  ['an unknown path with markup', 'GET /<script>alert(1)</script> HTTP/1.1\r\nhost: bot.test\r\n\r\n', 404],
  ['another method', 'GET /api/messages HTTP/1.1\r\nhost: bot.test\r\n\r\n', 405],
  ['a method that is none', 'BREW /api/messages HTTP/1.1\r\nhost: bot.test\r\n\r\n', 400],
  ['a web socket', 'GET /healthz HTTP/1.1\r\nhost: b\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', 200],
  ['a tunnel', 'CONNECT evil.test:443 HTTP/1.1\r\nhost: evil.test\r\n\r\n', 0],
  ['two lengths', 'POST /api/messages HTTP/1.1\r\nhost: b\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 400],
  [
    'length and chunks',
    'POST / HTTP/1.1\r\nhost: b\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['a negative length', 'POST /api/messages HTTP/1.1\r\nhost: b\r\ncontent-length: -1\r\n\r\n', 400],
  ['a huge header', `GET /healthz HTTP/1.1\r\nhost: b\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ['an odd Accept', 'GET /nothing HTTP/1.1\r\nhost: b\r\naccept: image/png\r\n\r\n', 404],
  ['an odd version', 'GET /healthz HTTP/1.1\r\nhost: b\r\naccept-version: ~99\r\n\r\n', 200],
  ['an unknown expectation', 'POST /api/messages HTTP/1.1\r\nhost: b\r\nexpect: tea\r\ncontent-length: 0\r\n\r\n', 417],
  ['noise', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000', 400],
])('%s gets its constant answer and disturbs nothing', async (_what, request, status) => {
  const answer = await sendRaw(server.port, [request], 1_000)
  expect(answer.status).toBe(status)
  expect(answer.body).not.toMatch(/evil|script|restify|node_modules|Error:/)
  expect(await server.isAlive()).toBe(true)
})

test('a failure of our own is a 500 that says nothing, and is logged', async () => {
  const answer = await server.postJson({ ...activity, text: 'throw' })
  expect(answer.status).toBe(500)
  expect(JSON.parse(answer.body)).toEqual({ error: 'internal error' })
  expect(await server.logged((lines) => lines.some((line) => line.includes('a detail nobody outside may see')))).toBe(
    true,
  )
})

test('clients that leave in the middle are no error', async () => {
  const before = server.logLines().length
  for (let round = 0; round < 20; round++) {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(post(['content-type: application/json', 'content-length: 1000'], '{"type":'))
    await sleep(5)
    if (round % 2) socket.resetAndDestroy()
    else socket.destroy()
  }
  expect(await server.isAlive()).toBe(true)
  const left = () => server.logLines().slice(before)
  expect(await server.logged(() => left().length >= 20)).toBe(true)
  expect(left().filter((line) => !line.includes('"level":"debug"'))).toEqual([])
})

test('nothing in any answer so far told which server this is', async () => {
  const answers = await Promise.all([
    server.postJson(activity),
    server.postJson('{'),
    sendRaw(server.port, ['GET /x HTTP/1.1\r\nhost: b\r\n\r\n']),
  ])
  for (const answer of answers) {
    expect(answer.head).not.toMatch(/server:|x-powered-by|restify/)
    expect(answer.head).toContain('x-content-type-options: nosniff')
    expect(answer.head).toContain('cache-control: no-store')
  }
})

async function startHere(parts: Partial<ServerParts>) {
  const own = createServer({
    log: createLog({ level: 'silent' }),
    answerActivity: async () => ({ status: 200 }),
    readiness: async () => ({ ready: true, checks: {} }),
    ...parts,
  })
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', () => resolve()))
  const stop = () => {
    own.server.closeAllConnections()
    own.close()
  }
  return { own, port: own.address().port, stop }
}

const get = (port: number, path: string) => fetch(`http://127.0.0.1:${port}${path}`)

test('healthz says that the process runs', async () => {
  const answer = await get(server.port, '/healthz')
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
})

test('readyz says what is wrong', async () => {
  const checks = { database: 'ok', credential: 'no token: invalid_client' }
  const { port, stop } = await startHere({ readiness: async () => ({ ready: false, checks }) })
  const answer = await get(port, '/readyz')
  expect([answer.status, await answer.json()]).toEqual([503, { ready: false, checks }])
  stop()
})

test('readyz is 503 without detail when the check itself breaks', async () => {
  const readiness = () => Promise.reject(new Error('postgres://app:pw@db'))
  const { port, stop } = await startHere({ readiness })
  const answer = await get(port, '/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.text()).not.toContain('postgres')
  stop()
})

test('an answer without a body has none', async () => {
  const { port, stop } = await startHere({ answerActivity: async () => ({ status: 202 }) })
  const answer = await fetch(`http://127.0.0.1:${port}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  })
  expect([answer.status, await answer.text()]).toEqual([202, ''])
  stop()
})

test('a proxy that keeps its idle connections for a minute is never the one whose connection was closed', async () => {
  const { port, stop } = await startHere({})
  const answer = await sendRaw(port, ['GET /healthz HTTP/1.1\r\nhost: b\r\n\r\n'], 1_000)
  expect(answer.head).toMatch(/^keep-alive: timeout=75$/im)
  stop()
})

test.each([
  ['headers', 'POST /api/messages HTTP/1.1\r\nhost: b\r\nx-slow:'],
  ['body', post(['content-type: application/json', 'content-length: 500'], '{"type"').toString()],
])('a client that dawdles over its %s is cut off', async (_what, start) => {
  const { own, port, stop } = await startHere({})
  expect([own.server.headersTimeout, own.server.requestTimeout]).toEqual([10_000, 15_000])
  Object.assign(own.server, { headersTimeout: 300, requestTimeout: 300 })
  // Waited for less long than a server that goes by its own ten seconds would take.
  const answer = await sendRaw(port, [start], 8_000)
  expect(answer.status).toBe(408)
  stop()
})
