import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { activity } from './run-server.ts'

/** Bytes for a socket, in the pieces they are written in. `isWhole`: an answer is owed; else the client just leaves. */
export type FuzzedRequest = { parts: Buffer[]; isWhole: boolean }

const token = ['a', 'b', 'c'].map((part) => Buffer.from(`{"${part}":1}`).toString('base64url')).join('.')

const header = fc.oneof(
  fc.constantFrom(
    ...[
      'content-encoding: gzip',
      'content-encoding: deflate, br',
      'content-encoding: identity',
      'expect: 100-continue',
    ],
    ...['expect: tea', 'connection: close', 'connection: upgrade', 'upgrade: websocket', 'x-http-method-override: PUT'],
    ...['accept: */*', 'accept-version: ~9', 'accept-encoding: gzip', 'transfer-encoding: gzip', 'te: trailers'],
    ...[
      'range: bytes=0-',
      'if-none-match: *',
      'cookie: a=b',
      'trailer: x',
      'date: never',
      'host: [',
      'max-forwards: 0',
    ],
    ...['authorization: Bearer', `authorization: Bearer ${token}`, 'authorization: Basic YTpi', 'forwarded: for=evil'],
    ...['authorization: Bearer x.y.z', `authorization: bearer ${token}`, 'x-ms-agents-playground: true', ': empty'],
    ...['content-type: text/plain', 'content-type: application/json;charset=utf-16', 'content-type:', 'no colon'],
    ...['content-length: 0', 'content-length: -1', 'content-length: 99999999999999999999', 'content-length: 1, 2'],
    ...['content-length: 0x10', 'transfer-encoding: chunked, chunked', 'transfer-encoding:\tchunked', ' folded: x'],
  ),
  fc
    .tuple(fc.stringMatching(/^[a-z-]{1,12}$/), fc.string({ maxLength: 80 }))
    .map(([name, value]) => `${name}: ${value}`),
  fc.integer({ min: 1, max: 20_000 }).map((length) => `x-long: ${'x'.repeat(length)}`),
)

const method = fc.constantFrom(
  'POST',
  'POST',
  'POST',
  'POST',
  'GET',
  'PUT',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'PATCH',
  'TRACE',
  'BREW',
)

const path = fc.oneof(
  { weight: 6, arbitrary: fc.constant('/api/messages') },
  fc.constantFrom('/', '*', '//x', '/api/messages/', '/api/messages?a=%', '/api/tab/me/installations', '/tab/%2e%2e/x'),
  fc.constantFrom('/tab/../../etc/passwd', '/api/tab/teams/%00/installations', 'http://x:99999/', '/metrics', '/%ff'),
  fc.webPath(),
  fc.string({ maxLength: 40 }).map((text) => `/${text}`),
)

/** An activity with some of its fields replaced, left out or added. */
const bentActivity = fc
  .record({
    changes: fc.dictionary(
      fc.constantFrom(...Object.keys(activity), 'channelData', 'value', '__proto__', 'id'),
      fc.jsonValue(),
    ),
    gone: fc.subarray(Object.keys(activity)),
  })
  .map(({ changes, gone }) => {
    const bent = Object.entries({ ...activity, ...changes }).filter(([name]) => !gone.includes(name))
    return Buffer.from(JSON.stringify(Object.fromEntries(bent)))
  })

const body = fc.oneof(
  { weight: 4, arbitrary: bentActivity },
  fc.constant(Buffer.from(JSON.stringify(activity))),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
  fc.integer({ min: 1, max: 100_000 }).map((levels) => Buffer.from('['.repeat(levels))),
  fc.constant(gzipSync(JSON.stringify(activity))),
  fc.constant(gzipSync(Buffer.alloc(1_000_000))),
  fc.integer({ min: 200_000, max: 400_000 }).map((length) => Buffer.from(`"${'x'.repeat(length)}"`)),
)

type Framing = 'length' | 'chunks' | 'too short' | 'too long' | 'broken chunks' | 'none'

function framed(kind: Framing, bytes: Buffer): { headers: string[]; body: Buffer } {
  const length = (count: number) => [`content-length: ${Math.max(0, count)}`]
  const chunked = (text: string) => Buffer.concat([Buffer.from(text), bytes, Buffer.from('\r\n0\r\n\r\n')])
  switch (kind) {
    case 'length':
      return { headers: length(bytes.length), body: bytes }
    case 'too short':
      return { headers: length(bytes.length - 7), body: bytes }
    case 'too long':
      return { headers: length(bytes.length + 7), body: bytes }
    case 'chunks':
      return { headers: ['transfer-encoding: chunked'], body: chunked(`${bytes.length.toString(16)}\r\n`) }
    case 'broken chunks':
      return { headers: ['transfer-encoding: chunked'], body: chunked('zz\r\n') }
    case 'none':
      return { headers: [], body: bytes }
  }
}

const written = fc.record({
  method,
  path,
  version: fc.constantFrom('1.1', '1.1', '1.1', '1.1', '1.0', '2.0', '9'),
  isJson: fc.constantFrom(true, true, true, false),
  headers: fc.oneof(fc.constant<string[]>([]), fc.array(header, { maxLength: 4 })),
  body,
  framing: fc.constantFrom<Framing>(
    'length',
    'length',
    'length',
    'chunks',
    'too short',
    'too long',
    'broken chunks',
    'none',
  ),
  cutAt: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.integer({ min: 1, max: 400 })),
  splitAt: fc.integer({ min: 1, max: 200 }),
})

/** Requests as nobody sends them who means well, and some as they should be but for the missing token. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => ({ parts: [Buffer.from(bytes)], isWhole: false })),
  },
  {
    weight: 20,
    arbitrary: written.map(({ method, path, version, isJson, headers, body, framing, cutAt, splitAt }) => {
      const frame = framed(framing, body)
      const type = isJson ? ['content-type: application/json'] : []
      const lines = [`${method} ${path} HTTP/${version}`, 'host: bot.test', ...type, ...headers, ...frame.headers]
      const whole = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), frame.body])
      const sent = cutAt === null ? whole : whole.subarray(0, cutAt)
      const isWhole = cutAt === null && framing !== 'too long' && framing !== 'broken chunks'
      return { parts: [sent.subarray(0, splitAt), sent.subarray(splitAt)], isWhole }
    }),
  },
)
