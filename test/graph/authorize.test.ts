import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createGraph } from '../../src/graph/graph-client.ts'
import { listenOnLoopback } from '../support/listen-on-loopback.ts'
import { noPace } from '../support/unpaced.ts'

/** A Graph that lets in whoever has the role, and a login host that puts into tokens what is granted at that moment. */
let sent: (string | undefined)[] = []
let granted: string[] = []
let [made, nowMs] = [0, 0]
let isLoginDown = false
let firstAnswer: number | null = null

const graph = createServer((request, response) => {
  const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
  const isFirst = sent.push(token) === 1
  const status = isFirst && firstAnswer !== null ? firstAnswer : rolesIn(token).includes('Wanted') ? 204 : 403
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(
    status === 204 ? '' : JSON.stringify({ error: { code: 'Forbidden', message: 'Missing role permissions.' } }),
  )
})
let baseUrl = ''
beforeAll(async () => {
  baseUrl = await listenOnLoopback(graph)
})
afterAll(() => void graph.close())
beforeEach(() => {
  sent = []
  granted = []
  made = 0
  nowMs = 0
  isLoginDown = false
  firstAnswer = null
})

/** As Entra's: another one at every request, whatever is in it. */
const makeToken = () => `x.${Buffer.from(JSON.stringify({ jti: ++made, roles: granted })).toString('base64url')}.x`
const rolesIn = (token: string): string[] =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).roles

function client() {
  let cached = makeToken()
  const { send } = createGraph({
    baseUrl,
    version: 'v1.0',
    getToken: async ({ fresh }) => {
      if (fresh && isLoginDown) throw new Error('the login host is away')
      if (fresh) cached = makeToken()
      return cached
    },
    pace: noPace,
    time: { now: () => nowMs, sleep: async () => undefined },
    timeoutMs: 5_000,
  })
  const upgrade = () =>
    send({ method: 'POST', path: '/teams/1/installedApps/2/upgrade', body: {} }, { correlationId: 'c' })
  return { upgrade }
}

test('a permission that was granted since the token was made is used at once, without a restart', async () => {
  const { upgrade } = client()
  granted = ['Wanted']
  expect(await upgrade()).toMatchObject({ kind: 'ok' })
  expect(sent).toHaveLength(2)
})

test('where nothing was granted, a refusal is one request to Graph, and is told as it came', async () => {
  expect(await client().upgrade()).toMatchObject({ kind: 'refused', reason: 'missing-permission' })
  expect([sent.length, made]).toEqual([1, 2])
})

test('many refusals ask the login host twice a minute at most', async () => {
  const { upgrade } = client()
  for (nowMs = 0; nowMs < 60_000; nowMs += 1_000) await upgrade()
  expect(made).toBe(1 + 2)
  granted = ['Wanted']
  expect(await upgrade()).toMatchObject({ kind: 'ok' })
})

test('a login host that is away meanwhile makes no other answer of a refusal', async () => {
  isLoginDown = true
  expect(await client().upgrade()).toMatchObject({ kind: 'refused', reason: 'missing-permission' })
})

test('a token that Graph does not take any more is replaced once, whatever it may do', async () => {
  granted = ['Wanted']
  firstAnswer = 401
  expect(await client().upgrade()).toMatchObject({ kind: 'ok' })
  expect([sent.length, made]).toEqual([2, 2])
  expect(sent[0]).not.toBe(sent[1])
})
