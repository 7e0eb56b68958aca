import { createServer } from 'node:http'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createCompareClock } from '../../src/graph/compare-clock.ts'

let behindMs = 0
let asked = 0
const graph = createServer((_request, response) => {
  asked += 1
  response.setHeader('date', new Date(Date.now() - behindMs).toUTCString())
  response.statusCode = 401
  response.end()
})
beforeEach(async () => {
  asked = 0
  await new Promise<void>((resolve) => graph.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  graph.close()
})

function compareAt(now: () => number) {
  const address = graph.address()
  const port = typeof address === 'object' ? address?.port : 0
  return createCompareClock({ baseUrl: `http://127.0.0.1:${port}`, version: 'v1.0' }, now)
}

test('Graph’s clock is asked once for all who look within ten seconds, and anew after that', async () => {
  let ms = 0
  const compare = compareAt(() => ms)
  behindMs = 400_000
  const [first, second] = await Promise.all([compare(), compare()])
  expect(first).toBeGreaterThan(398_000)
  expect(second).toBe(first)
  behindMs = 0
  ms = 9_999
  expect(await compare()).toBe(first)
  expect(asked).toBe(1)
  ms = 10_000
  expect(Math.abs((await compare()) ?? Number.NaN)).toBeLessThan(2_000)
  expect(asked).toBe(2)
})

test('where Graph does not answer nothing is known', async () => {
  const compare = compareAt(() => 0)
  await new Promise((resolve) => graph.close(resolve))
  expect(await compare()).toBeNull()
})
