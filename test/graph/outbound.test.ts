import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createGraph } from '../../src/graph/graph-client.ts'
import { readPages } from '../../src/graph/read-pages.ts'
import { listenOnLoopback } from '../support/listen-on-loopback.ts'
import { noPace } from '../support/unpaced.ts'

/** A Graph that sends people elsewhere, and a machine that would like to see their tokens. */
const seen: (string | undefined)[] = []
const stranger = createServer((request, response) => {
  seen.push(request.headers.authorization)
  response.end('{"value":[]}')
})
let answer: (path: string) => { status: number; location?: string; body?: object }
const graph = createServer((request, response) => {
  const { status, location, body } = answer(request.url ?? '')
  response.writeHead(status, { 'content-type': 'application/json', ...(location ? { location } : {}) })
  response.end(body ? JSON.stringify(body) : '')
})

let strangerUrl = ''
let graphUrl = ''
beforeAll(async () => {
  strangerUrl = await listenOnLoopback(stranger)
  graphUrl = await listenOnLoopback(graph)
})
afterAll(() => {
  for (const server of [stranger, graph]) server.close()
})

const time = { now: () => performance.now(), sleep: async () => undefined }
const call = { correlationId: 'c' }

function client() {
  return createGraph({
    baseUrl: graphUrl,
    version: 'v1.0',
    getToken: async () => 'the token',
    pace: noPace,
    time,
    timeoutMs: 5_000,
  })
}

test.each([301, 302, 303, 307, 308])(
  'a redirect (%s) of Graph is not followed with the token, and is no success',
  async (status) => {
    answer = () => ({ status, location: `${strangerUrl}/v1.0/teams` })
    const read = await client().send({ method: 'GET', path: '/teams' }, call)
    const written = await client().send({ method: 'POST', path: '/teams/1/installedApps/2/upgrade', body: {} }, call)
    expect([read.kind, written.kind]).not.toContain('ok')
    expect(seen).toEqual([])
  },
)

const nextLinks: [string, () => string][] = [
  ['on another host', () => `${strangerUrl}/v1.0/teams?$skiptoken=2`],
  ['on another port', () => graphUrl.replace(/\d+$/, '1')],
  ['over another scheme', () => `${graphUrl.replace('http:', 'https:')}/v1.0/teams`],
  ['of another version', () => `${graphUrl}/beta/teams`],
  ['above the version', () => `${graphUrl}/v1.0/../teams`],
  ['that begins like this host', () => `${graphUrl}.evil.example/v1.0/teams`],
  ['behind a user name', () => `${graphUrl.replace('//', '//a:b@').replace('127.0.0.1', 'evil.example')}/v1.0/teams`],
  ['without a host', () => '/v1.0/teams'],
  ['that is no address', () => 'javascript:alert(1)'],
]

test.each(nextLinks)('a next page %s is not asked for', async (_where, link) => {
  const paths: string[] = []
  answer = (path) => {
    paths.push(path)
    return { status: 200, body: { value: [], '@odata.nextLink': link() } }
  }
  const reader = { graph: client(), time, patience: { attempts: 1, longestWaitSeconds: 0 } }
  const list = await readPages(reader, '/teams', call)
  expect(list).toMatchObject({ kind: 'failed', detail: expect.stringContaining('another host') })
  expect(paths).toEqual(['/v1.0/teams'])
  expect(seen).toEqual([])
})
