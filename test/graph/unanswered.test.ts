import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { GetToken } from '../../src/graph/authorize.ts'
import { createGraph } from '../../src/graph/graph-client.ts'
import type { Pace, Turn } from '../../src/graph/pace.ts'
import type { Unanswered } from '../../src/graph/unanswered.ts'
import { listenOnLoopback } from '../support/listen-on-loopback.ts'
import { noPace } from '../support/unpaced.ts'

/** A Graph that takes no token. */
let asked = 0
const graph = createServer((_, response) => {
  asked++
  response.writeHead(401, { 'content-type': 'application/json' })
  response.end('{"error":{"code":"InvalidAuthenticationToken"}}')
})
let baseUrl = ''
beforeAll(async () => {
  baseUrl = await listenOnLoopback(graph)
})
afterAll(() => void graph.close())
beforeEach(() => {
  asked = 0
})

async function upgrade({ getToken = async () => 'token', pace = noPace }: { getToken?: GetToken; pace?: Pace }) {
  let unanswered: Unanswered | null = null
  const { send } = createGraph({
    baseUrl,
    version: 'v1.0',
    getToken,
    pace,
    time: { now: () => 0, sleep: async () => undefined },
    timeoutMs: 5_000,
    onCall: (call) => {
      unanswered = call.unanswered
    },
  })
  const path = '/teams/1/installedApps/2/upgrade'
  const answer = await send({ method: 'POST', path, body: {} }, { correlationId: 'c' })
  return { answer, unanswered, asked }
}

const paceThat = (turn: Turn): Pace => ({ ...noPace, turn: async () => turn })

test('a request that is stopped in its line was not sent, and nobody doubts it', async () => {
  const { answer, ...more } = await upgrade({ pace: paceThat({ kind: 'stopped' }) })
  const detail = 'It was stopped before it was sent.'
  expect(answer).toEqual({ kind: 'failed', detail, requestId: null, isUnsent: true })
  expect(more).toEqual({ unanswered: 'no-turn', asked: 0 })
})

test('one that is turned away there was not sent, and is told when to come again', async () => {
  const { answer, ...more } = await upgrade({ pace: paceThat({ kind: 'too-long', retryAfterSeconds: 11 }) })
  expect(answer).toEqual({ kind: 'throttled', retryAfterSeconds: 11, requestId: null, isUnsent: true })
  expect(more).toEqual({ unanswered: 'no-turn', asked: 0 })
})

test('one without a token was not sent, and every other one would end the same', async () => {
  const { answer, ...more } = await upgrade({ getToken: () => Promise.reject(new Error('the login host is away')) })
  const detail = 'No token for Graph: the login host is away'
  expect(answer).toEqual({ kind: 'failed', detail, requestId: null, isTokenTrouble: true, isUnsent: true })
  expect(more).toEqual({ unanswered: 'no-token', asked: 0 })
})

test('one that Graph refused and that got no second token was sent', async () => {
  const getToken: GetToken = async ({ fresh }) => {
    if (fresh) throw new Error('the login host is away')
    return 'token'
  }
  const { answer, asked: sent } = await upgrade({ getToken })
  expect(answer).toMatchObject({ kind: 'failed', isTokenTrouble: true })
  expect(answer).not.toHaveProperty('isUnsent')
  expect(sent).toBe(1)
})

test('one that breaks on its way may have been sent', async () => {
  const closed = 'http://127.0.0.1:1'
  const { send } = createGraph({
    baseUrl: closed,
    version: 'v1.0',
    getToken: async () => 'token',
    pace: noPace,
    time: { now: () => 0, sleep: async () => undefined },
    timeoutMs: 5_000,
  })
  const answer = await send({ method: 'POST', path: '/teams/1/x', body: {} }, { correlationId: 'c' })
  expect(answer).toMatchObject({ kind: 'doubtful' })
  expect(answer).not.toHaveProperty('isUnsent')
})
