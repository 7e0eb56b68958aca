import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { post, sendRaw } from './support/raw-http.ts'
import { activity, type RunningServer, runServer } from './support/run-server.ts'

const LIMIT_BYTES = 256 * 1024

let server: RunningServer

beforeAll(async () => {
  server = await runServer()
})

afterAll(() => server.stop())

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
  const answer = await server.postJson(body, headers)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body)).toEqual({ error: 'content-encoding must be identity' })
  expect(await server.isAlive()).toBe(true)
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
  const answer = await sendRaw(server.port, [
    post([`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`], body),
  ])
  expect(answer.status).toBe(415)
  expect(JSON.parse(answer.body)).toEqual({ error: 'content-type must be application/json' })
})

test('a request without a type or a body is refused', async () => {
  expect((await sendRaw(server.port, [post(['content-length: 0'])])).status).toBe(415)
  expect((await sendRaw(server.port, [post([])])).status).toBe(415)
  expect((await sendRaw(server.port, [post(['content-type: application/json'])])).status).toBe(400)
  expect((await server.postJson('')).status).toBe(400)
})

test('60 MB are refused before they are read, many times over, and the memory stays flat', async () => {
  const big = Buffer.alloc(60 * 1024 * 1024, 'x')
  const before = await server.rssBytes()
  for (let round = 0; round < 5; round++) {
    expect((await server.postJson(big)).status).toBe(413)
    expect((await server.postJson(bomb, ['content-encoding: gzip'])).status).toBe(415)
  }
  expect((await server.rssBytes()) - before).toBeLessThan(30 * 1024 * 1024)
  expect(await server.isAlive()).toBe(true)
})

test('a body in chunks is cut off at the limit, whatever length it never said', async () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const head = post(['content-type: application/json', 'transfer-encoding: chunked'])
  const answer = await sendRaw(server.port, [head, ...new Array<string>(400).fill(chunk)])
  expect(answer.status).toBe(413)
  expect(await server.isAlive()).toBe(true)
})

test('one byte above the limit is too much', async () => {
  expect((await server.postJson(`"${'x'.repeat(LIMIT_BYTES - 1)}"`)).status).toBe(413)
  expect((await server.postJson(`"${'x'.repeat(LIMIT_BYTES - 2)}"`)).status).toBe(400)
})

test('a body that never ends is answered at once and cut off soon', async () => {
  const socket = connect(server.port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('error', () => undefined)
  socket.write(post(['content-type: application/json', 'transfer-encoding: chunked']))
  const sender = setInterval(() => socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`), 5)
  await closed
  clearInterval(sender)
  // Not the 408 of a request that lasts too long.
  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  expect(await server.isAlive()).toBe(true)
})

const nested = (levels: number) => ['{"a":'.repeat(levels), '}'.repeat(levels)].join('1')

test.each([
  ['half a document', '{"type":"message"'],
  ['two documents', `${JSON.stringify(activity)}${JSON.stringify(activity)}`],
  ['single quotes', "{'type':'message'}"],
  ['bytes that are no UTF-8', Buffer.from(JSON.stringify({ ...activity, text: '\u00ff' }), 'latin1')],
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
  const answer = await server.postJson(body)
  expect(answer.status).toBe(400)
  expect(Object.keys(JSON.parse(answer.body))).toEqual(['error'])
  expect(await server.isAlive()).toBe(true)
})

test('20 levels are taken', async () => {
  expect((await server.postJson(JSON.stringify(activity).replace('{', `{"deep":${nested(19)},`))).status).toBe(200)
})
