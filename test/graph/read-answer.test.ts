import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { field, readAnswer } from '../../src/graph/read-answer.ts'
import { propertyRuns } from '../support/property-runs.ts'

const inHeader = { 'request-id': 'header' }
const error = (code: unknown, message: unknown, inner = {}) => JSON.stringify({ error: { code, message, ...inner } })
const mebibyte = 1024 * 1024

/** A body of so many bytes; tells how many were taken. */
function bodyOf(bytes: number) {
  let taken = 0
  const body = new ReadableStream({
    pull(controller) {
      if (taken >= bytes) return controller.close()
      const size = Math.min(mebibyte, bytes - taken)
      taken += size
      controller.enqueue(new Uint8Array(size).fill(32))
    },
  })
  return { body, taken: () => taken }
}

describe('a success', () => {
  test('has the value of its JSON and Graph’s id of the request', async () => {
    const response = new Response('{"value":[1]}', { headers: inHeader })
    expect(await readAnswer(response)).toEqual({ kind: 'ok', value: { value: [1] }, requestId: 'header' })
  })

  test('may have no body, and then no id either', async () => {
    expect(await readAnswer(new Response(null, { status: 204 }))).toEqual({ kind: 'ok', value: null, requestId: null })
    expect(await readAnswer(new Response(''))).toEqual({ kind: 'ok', value: null, requestId: null })
  })

  test.each(['null', '7', '[]', '{"error":{}}', '{"error":"odd"}', '{"error":{"code":7}}'])(
    'is any JSON: %s',
    async (text) => {
      expect(await readAnswer(new Response(text))).toEqual({ kind: 'ok', value: JSON.parse(text), requestId: null })
    },
  )

  test.each(['<h1>Hi</h1>', '{"value":[1', error('Odd', 'odd')])('is none where it has no result: %s', async (text) => {
    const response = new Response(text, { status: 201, headers: inHeader })
    const detail = 'Graph answered 201 with what is no result'
    expect(await readAnswer(response)).toEqual({ kind: 'failed', detail, requestId: 'header' })
  })

  test('keeps letters whole that were cut in two on the way', async () => {
    const bytes = new TextEncoder().encode('"Grüße 🎉"')
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
        controller.close()
      },
    })
    expect(await readAnswer(new Response(body))).toMatchObject({ value: 'Grüße 🎉' })
  })

  test('cut off inside a letter is no result', async () => {
    const bytes = new TextEncoder().encode('"ü')
    expect(await readAnswer(new Response(bytes.slice(0, 2)))).toMatchObject({ kind: 'failed' })
  })
})

describe('an answer that is too long', () => {
  test('is given up after eight mebibytes, whatever its status', async () => {
    const { body, taken } = bodyOf(1000 * mebibyte)
    const detail = "Graph's answer is longer than 8388608 bytes"
    const response = new Response(body, { status: 503, headers: inHeader })
    expect(await readAnswer(response)).toEqual({ kind: 'failed', detail, requestId: 'header' })
    expect(taken()).toBeLessThanOrEqual(10 * mebibyte)
  })

  test('is longer than eight mebibytes', async () => {
    const { body } = bodyOf(8 * mebibyte - 1)
    const exact = new ReadableStream({
      async start(controller) {
        for await (const chunk of body) controller.enqueue(chunk)
        controller.enqueue(new TextEncoder().encode('7'))
        controller.close()
      },
    })
    expect(await readAnswer(new Response(exact))).toMatchObject({ kind: 'ok', value: 7 })
  })
})

describe('a refusal', () => {
  test('is told by status, code and message, with the time to wait', async () => {
    const headers = { ...inHeader, 'retry-after': '7' }
    const busy = new Response(error('Busy', 'Wait.'), { status: 503, headers })
    const outcome = { kind: 'doubtful', detail: 'Busy: Wait.', retryAfterSeconds: 7, requestId: 'header' }
    expect(await readAnswer(busy)).toEqual(outcome)
    const mismatch = new Response(error('ResourceSpecificPermissionsMismatch', 'No.'), { status: 400 })
    expect(await readAnswer(mismatch)).toMatchObject({
      kind: 'refused',
      reason: 'permission-mismatch',
      requestId: null,
    })
  })

  test.each(['innerError', 'innererror'])(
    'has Graph’s id of the request in its %s, if not in its header',
    async (name) => {
      const text = error('Forbidden', 'No.', { [name]: { 'request-id': 'inner' } })
      expect(await readAnswer(new Response(text, { status: 403 }))).toMatchObject({ requestId: 'inner' })
      const both = new Response(text, { status: 403, headers: inHeader })
      expect(await readAnswer(both)).toMatchObject({ requestId: 'header' })
    },
  )

  test.each([
    '',
    '<h1>Bad gateway</h1>',
    '"text"',
    '[]',
    '{"error":7}',
    error(7, ['x'], { innerError: { 'request-id': 7 } }),
  ])('may be anything at all: %s', async (text) => {
    const answer = await readAnswer(new Response(text, { status: 502 }))
    expect(answer).toEqual({ kind: 'doubtful', detail: 'HTTP 502', retryAfterSeconds: null, requestId: null })
  })
})

test('a field of what is no object is not there', () => {
  expect([null, undefined, 7, 'text'].map((value) => field(value, 'length'))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(field({ a: 1 }, 'a')).toBe(1)
})

/** Mutants this must notice: `response.ok` taken for granted; JSON that does not parse thrown on. */
test('no answer, whatever it is, throws, and only a success of 2xx is one', async () => {
  const status = fc.oneof(
    fc.integer({ min: 200, max: 599 }),
    fc.constantFrom(200, 204, 400, 403, 404, 409, 412, 429, 503),
  )
  const noBody = [204, 205, 304]
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"error":${json}}`),
  )
  const header = fc.constantFrom('', '7', '2.5', '-1', 'soon', 'Wed, 21 Oct 2037 07:28:00 GMT')
  const property = fc.asyncProperty(status, text, header, async (code, body, retryAfter) => {
    const headers = retryAfter ? { 'retry-after': retryAfter } : {}
    const answer = await readAnswer(new Response(noBody.includes(code) ? null : body, { status: code, headers }))
    if (answer.kind === 'ok') expect(code).toBeLessThan(300)
    if ('retryAfterSeconds' in answer) expect(answer.retryAfterSeconds ?? 0).toBeGreaterThanOrEqual(0)
  })
  await fc.assert(property, propertyRuns(1_000))
})
