import { type ChildProcess, fork } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createLog } from '../src/log.ts'
import { createServer, type ServerParts } from '../src/server.ts'
import { post, sendRaw } from './support/raw-http.ts'

const LIMIT_BYTES = 256 * 1024

const activity = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
  from: { id: '29:1-alice' },
  conversation: { id: 'a:1' },
  text: 'upgrade app',
}

type Running = { child: ChildProcess; port: number; log: () => string; deaths: number }
let running: Running

beforeAll(async () => {
  const child = fork(`${import.meta.dirname}/support/server-process.ts`, { execArgv: ['--expose-gc'], silent: true })
  let written = ''
  child.stdout?.on('data', (chunk) => {
    written += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    written += String(chunk)
  })
  const { port } = await message(child)
  running = { child, port: Number(port), log: () => written, deaths: 0 }
  child.on('exit', () => {
    running.deaths++
  })
})

afterAll(() => {
  running.child.kill()
})

function message(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve) => child.once('message', (value) => resolve(Object(value))))
}

const logLines = () => running.log().split('\n').slice(0, -1)

async function logged(isThere: (lines: string[]) => boolean): Promise<void> {
  for (let round = 0; round < 100 && !isThere(logLines()); round++) await sleep(20)
  expect(isThere(logLines())).toBe(true)
}

async function rssBytes(): Promise<number> {
  const answer = message(running.child)
  running.child.send('memory')
  return Number((await answer)['rssBytes'])
}

const json = (body: unknown) => (typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body))

function postJson(body: unknown, headers: string[] = []) {
  const bytes = json(body)
  return sendRaw(running.port, [
    post(['content-type: application/json', `content-length: ${Buffer.byteLength(bytes)}`, ...headers], bytes),
  ])
}

async function expectAlive() {
  expect((await postJson(activity)).status).toBe(200)
  expect(running.deaths).toBe(0)
}

test('an activity gets through with its authorization, and its answer comes back', async () => {
  const answer = await postJson(activity, ['authorization: Bearer abc'])
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
  const answer = await sendRaw(running.port, [post([...headers, `content-length: ${body.length}`], body)])
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
  const answer = await sendRaw(running.port, [head, ...chunks, '0\r\n\r\n'])
  expect(answer.status).toBe(200)
})

test('a client that asks before it sends is told to go on, or not to', async () => {
  const body = JSON.stringify(activity)
  const wellFormed = ['content-type: application/json', 'expect: 100-continue']
  const good = await sendRaw(running.port, [post([...wellFormed, `content-length: ${body.length}`], body)])
  expect([good.continued, good.status]).toEqual([true, 200])
  const tooMuch = await sendRaw(running.port, [post([...wellFormed, 'content-length: 99999999'])])
  expect([tooMuch.continued, tooMuch.status]).toEqual([false, 413])
})

const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024), { level: 9 })

test.each([
  ['five bytes that are not gzip', ['content-encoding: gzip'], 'hello', 415],
  ['a gzip cut in the middle', ['content-encoding: gzip'], gzipSync(JSON.stringify(activity)).subarray(0, 40), 415],
  ['a true gzip', ['content-encoding: gzip'], gzipSync(JSON.stringify(activity)), 415],
  ['a gzip bomb', ['content-encoding: gzip'], bomb, 415],
  ['GZIP in capitals', ['content-encoding: GZIP'], 'hello', 415],
  ['deflate', ['content-encoding: deflate'], 'hello', 415],
  ['brotli', ['content-encoding: br'], 'hello', 415],
  ['two encodings', ['content-encoding: identity', 'content-encoding: gzip'], 'hello', 415],
  ['an empty encoding', ['content-encoding:'], 'hello', 415],
])('%s is refused', async (_what, headers, body, status) => {
  const answer = await postJson(body, headers)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body)).toEqual({ error: 'content-encoding must be identity' })
  await expectAlive()
})

test.each([
  ['a form', 'application/x-www-form-urlencoded', 'type=message'],
  [
    'a file',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nhi\r\n--b--',
  ],
  ['text', 'text/plain', JSON.stringify(activity)],
  ['an older spelling', 'text/json', JSON.stringify(activity)],
  ['a list of types', 'application/json, text/plain', JSON.stringify(activity)],
  ['something that begins like JSON', 'application/jsonx', JSON.stringify(activity)],
  ['UTF-16', 'application/json; charset=utf-16le', Buffer.from(JSON.stringify(activity), 'utf16le')],
])('%s is refused as no JSON', async (_what, type, body) => {
  const answer = await sendRaw(running.port, [
    post([`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`], body),
  ])
  expect(answer.status).toBe(415)
  expect(JSON.parse(answer.body)).toEqual({ error: 'content-type must be application/json' })
})

test('a request without a type or a body is refused', async () => {
  expect((await sendRaw(running.port, [post(['content-length: 0'])])).status).toBe(415)
  expect((await sendRaw(running.port, [post([])])).status).toBe(415)
  expect((await sendRaw(running.port, [post(['content-type: application/json'])])).status).toBe(400)
  expect((await postJson('')).status).toBe(400)
})

test('60 MB are refused before they are read, many times over, and the memory stays flat', async () => {
  const big = Buffer.alloc(60 * 1024 * 1024, 'x')
  const before = await rssBytes()
  for (let round = 0; round < 5; round++) {
    expect((await postJson(big)).status).toBe(413)
    expect((await postJson(bomb, ['content-encoding: gzip'])).status).toBe(415)
  }
  expect((await rssBytes()) - before).toBeLessThan(30 * 1024 * 1024)
  await expectAlive()
})

test('a body in chunks is cut off at the limit, whatever length it never said', async () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const head = post(['content-type: application/json', 'transfer-encoding: chunked'])
  const answer = await sendRaw(running.port, [head, ...new Array<string>(400).fill(chunk)])
  expect(answer.status).toBe(413)
  await expectAlive()
})

test('one byte above the limit is too much', async () => {
  expect((await postJson(`"${'x'.repeat(LIMIT_BYTES - 1)}"`)).status).toBe(413)
  expect((await postJson(`"${'x'.repeat(LIMIT_BYTES - 2)}"`)).status).toBe(400)
})

test('a body that never ends is answered at once and cut off soon', async () => {
  const socket = connect(running.port, '127.0.0.1')
  const began = Date.now()
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('error', () => undefined)
  socket.write(post(['content-type: application/json', 'transfer-encoding: chunked']))
  const sender = setInterval(() => socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`), 5)
  await closed
  clearInterval(sender)
  expect(Date.now() - began).toBeLessThan(4_000)
  await expectAlive()
})

const nested = (levels: number) => ['{"a":'.repeat(levels), '}'.repeat(levels)].join('1')

test.each([
  ['half a document', '{"type":"message"'],
  ['two documents', `${JSON.stringify(activity)}${JSON.stringify(activity)}`],
  ['single quotes', "{'type':'message'}"],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['a zero byte', `{"type":"mess\u0000age"}`],
  ['__proto__', JSON.stringify(activity).replace('{', '{"__proto__":{"admin":true},')],
  ['__proto__ spelled with escapes', JSON.stringify(activity).replace('{', '{"\\u005f_proto__":{"admin":true},')],
  ['__proto__ deep inside', JSON.stringify(activity).replace('"id":"a:1"', '"id":"a:1","x":{"__proto__":{}}')],
  ['constructor.prototype', JSON.stringify(activity).replace('{', '{"constructor":{"prototype":{"admin":1}},')],
  ['21 levels', JSON.stringify(activity).replace('{', `{"deep":${nested(20)},`)],
  ['100,000 levels of arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['40,000 levels of objects', nested(40_000)],
  ['an unfinished depth', '['.repeat(250_000)],
  ['null', 'null'],
  ['a number', '5'],
  ['a text', '"message"'],
  ['an array', JSON.stringify([activity])],
  ['an empty object', '{}'],
])('%s is answered with 400', async (_what, body) => {
  const answer = await postJson(body)
  expect(answer.status).toBe(400)
  expect(Object.keys(JSON.parse(answer.body))).toEqual(['error'])
  await expectAlive()
})

test('20 levels are taken', async () => {
  expect((await postJson(JSON.stringify(activity).replace('{', `{"deep":${nested(19)},`))).status).toBe(200)
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
])('%s: %#', async (_what, request, status) => {
  const answer = await sendRaw(running.port, [request], 1_000)
  expect(answer.status).toBe(status)
  expect(answer.body).not.toMatch(/evil|script|restify|node_modules|Error:/)
  await expectAlive()
})

test('a failure of our own is a 500 that says nothing, and is logged', async () => {
  const answer = await postJson({ ...activity, text: 'throw' })
  expect(answer.status).toBe(500)
  expect(JSON.parse(answer.body)).toEqual({ error: 'internal error' })
  await logged((lines) => lines.some((line) => line.includes('a detail nobody outside may see')))
})

test('clients that leave in the middle are no error', async () => {
  const before = logLines().length
  for (let round = 0; round < 20; round++) {
    const socket = connect(running.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(post(['content-type: application/json', 'content-length: 1000'], '{"type":'))
    await sleep(5)
    if (round % 2) socket.resetAndDestroy()
    else socket.destroy()
  }
  await expectAlive()
  const left = () => logLines().slice(before)
  await logged(() => left().length >= 20)
  expect(left().filter((line) => !line.includes('"level":"debug"'))).toEqual([])
})

test('nothing in any answer so far told which server this is', async () => {
  const answers = await Promise.all([
    postJson(activity),
    postJson('{'),
    sendRaw(running.port, ['GET /x HTTP/1.1\r\nhost: b\r\n\r\n']),
  ])
  for (const answer of answers) {
    expect(answer.head).not.toMatch(/server:|x-powered-by|restify/)
    expect(answer.head).toContain('x-content-type-options: nosniff')
    expect(answer.head).toContain('cache-control: no-store')
  }
})

async function startHere(parts: Partial<ServerParts>) {
  const server = createServer({
    log: createLog({ level: 'silent' }),
    answerActivity: async () => ({ status: 200 }),
    readiness: async () => ({ ready: true, checks: {} }),
    ...parts,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const stop = () => {
    server.server.closeAllConnections()
    server.close()
  }
  return { server, port: server.address().port, stop }
}

const get = (port: number, path: string) => fetch(`http://127.0.0.1:${port}${path}`)

test('healthz says that the process runs', async () => {
  const answer = await get(running.port, '/healthz')
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

test.each([
  ['headers', 'POST /api/messages HTTP/1.1\r\nhost: b\r\nx-slow:'],
  ['body', post(['content-type: application/json', 'content-length: 500'], '{"type"').toString()],
])('a client that dawdles over its %s is cut off', async (_what, start) => {
  const { server, port, stop } = await startHere({})
  expect([server.server.headersTimeout, server.server.requestTimeout]).toEqual([10_000, 15_000])
  Object.assign(server.server, { headersTimeout: 300, requestTimeout: 300 })
  const began = Date.now()
  const answer = await sendRaw(port, [start], 8_000)
  expect(answer.status).toBe(408)
  expect(Date.now() - began).toBeLessThan(4_000)
  stop()
})
