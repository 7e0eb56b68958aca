import { Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createLog, type LogLevel } from '../src/log.ts'
import { propertyRuns } from './support/property-runs.ts'

type Line = Record<string, unknown>

function logInto(level: LogLevel = 'info') {
  const texts: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      texts.push(String(chunk))
      done()
    },
  })
  const lines = (): Line[] => texts.map((text) => JSON.parse(text))
  return { log: createLog({ level, destination }), texts, lines, last: (): Line => lines().at(-1) ?? {} }
}

const canary = 'canary-51a7e'

test('a line is JSON with its level, time, message and data', () => {
  const { log, last } = logInto()
  log.info({ scope: 'chat', attempts: 2, ok: true, none: null }, 'app upgraded')
  expect(last()).toMatchObject({ level: 'info', msg: 'app upgraded', scope: 'chat', attempts: 2, ok: true, none: null })
  expect(Date.parse(String(last()['time']))).toBeGreaterThan(0)
})

test('what is below the level is not written', () => {
  const { log, texts } = logInto('warn')
  log.info('quiet')
  log.warn('heard')
  expect(texts).toHaveLength(1)
})

test.each([
  'authorization',
  'Authorization',
  'token',
  'accessToken',
  'access_token',
  'password',
  'BOT_PASSWORD',
  'clientSecret',
  'AZURE_CLIENT_SECRET',
  'client_assertion',
  'cookie',
  'x-api-key',
  'privateKey',
])('a field named %s is never written, however deep it stands', (name) => {
  const { log, texts, last } = logInto()
  log.info({ [name]: canary, a: { b: [{ c: { [name]: canary } }] }, d: { [name]: { inner: canary } } }, 'x')
  log.child({ request: { id: 1 } }).info({ headers: { [name]: canary } }, 'x')
  expect(texts.join('')).not.toContain(canary)
  expect(last()['headers']).toEqual({ [name]: '[redacted]' })
})

test('secrets in the bindings of a child logger are not written', () => {
  const { log, texts } = logInto()
  log.child({ token: canary, request: { authorization: canary } }).info('x')
  expect(texts.join('')).not.toContain(canary)
})

test('a number under a secret-sounding name is no secret', () => {
  const { log, last } = logInto()
  log.info({ tokenExpiresInSeconds: 3599, hasPassword: false }, 'x')
  expect(last()).toMatchObject({ tokenExpiresInSeconds: 3599, hasPassword: false })
})

const jwt = `eyJhbGciOiJSUzI1NiJ9.${'e'.repeat(30)}.${canary}`

test.each([
  ['a bearer header', `Authorization: Bearer ${canary} refused`],
  ['a JWT', `the token ${jwt} has expired`],
  ['a form', `grant_type=x&client_secret=${canary}&scope=y`],
  ['an address', `cannot reach postgres://app:${canary}@db.internal/bot`],
])('%s inside a text, a message, an error or its cause is not written', (_what, text) => {
  const { log, texts } = logInto()
  log.info({ text, list: [text], [text]: 1 }, text)
  log.error(new Error(text, { cause: new Error(text) }))
  log.error({ err: new Error('outer', { cause: text }) }, 'x')
  expect(texts).toHaveLength(3)
  expect(texts.join('')).not.toContain(canary)
})

test('an error is written with its kind, message, code, stack and cause, and without its request', () => {
  const { log, last, texts } = logInto()
  const error = Object.assign(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }), {
    code: 'ECONNREFUSED',
    statusCode: 503,
    request: { headers: { accept: canary } },
    config: canary,
  })
  log.error({ err: error }, 'Graph cannot be reached')
  const err = Object(last()['err'])
  expect(err).toMatchObject({ type: 'TypeError', message: 'fetch failed', code: 'ECONNREFUSED', statusCode: 503 })
  expect(err.stack).toMatch(/^at .*log\.test\.ts/)
  expect(err.cause.message).toBe('connect ECONNREFUSED')
  expect(texts.join('')).not.toContain(canary)
})

test('nobody can forge a line or colour a terminal through what is logged', () => {
  const { log, texts } = logInto()
  const hostile = 'a\r\n{"level":"fatal"}\u001b[31m\u0085\u2028\u202e\u0000b'
  log.info({ text: hostile, [hostile]: hostile }, hostile)
  log.error(new Error(hostile))
  expect(texts).toHaveLength(2)
  const written = texts
    .map((text) => JSON.parse(text))
    .map((line) => JSON.stringify([line.msg, line.text, line.err?.message]))
  expect(written.join('')).not.toMatch(/\\[nru]|[\u0080-\u009f\u2028\u202e]/)
})

test('whatever is logged, it is one line of JSON without the secret and logging does not throw', () => {
  const { log, texts } = logInto()
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), fc.string(), (value, text) => {
      texts.length = 0
      log.info({ value, nested: { value, token: canary, theirTokenToo: canary }, text }, text)
      expect(texts).toHaveLength(1)
      expect(texts[0]?.trimEnd()).not.toContain('\n')
      expect(texts[0]).not.toContain(canary)
      JSON.parse(String(texts[0]))
    }),
    propertyRuns(500),
  )
})

test('circles, great depth, great length and odd objects are cut short', () => {
  const { log, last, texts } = logInto()
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  log.info({ circle, long: 'x'.repeat(100_000), many: new Array(5_000).fill(1), buffer: Buffer.from(canary) }, 'x')
  expect(String(texts[0]).length).toBeLessThan(10_000)
  expect(last()['buffer']).toBe('[Buffer]')
})
