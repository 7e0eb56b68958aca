import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { allGone, journalOf, type RunningDemo, runDemo } from '../support/run-demo.ts'

/** What the demo leaves behind on disk would be here. */
let temporary = ''
const demos: RunningDemo[] = []

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'start-test-'))
})

afterEach(async () => {
  for (const demo of demos.splice(0)) {
    demo.signal('SIGKILL')
    await demo.ended
  }
  // What was killed may still be writing in this very moment.
  await rm(temporary, { recursive: true, maxRetries: 10 })
})

test('starts everything, says where it is, and one Ctrl-C leaves nothing running', async () => {
  const demo = started()
  const { playground, tab, bot, sandbox } = await demo.ready()
  expect(await (await fetch(`${playground}/_debug/ping`)).text()).toBe('pong')
  expect((await fetch(`${bot}/readyz`)).status).toBe(200)
  expect(await (await fetch(tab)).text()).toContain('Local Teams')
  expect((await fetch(`${tab}/tab/settings.json`)).status).toBe(200)
  expect((await fetch(`${sandbox}/_sandbox/journal`)).status).toBe(200)
  expect(demo.stdout().split('\n').length).toBeLessThanOrEqual(25)

  const running = demo.descendants()
  expect(running.map(({ args }) => /main\.ts|index\.ts|parent-frame|playground/.exec(args)?.[0]).sort()).toEqual([
    'index.ts',
    'main.ts',
    'parent-frame',
    'playground',
  ])
  demo.signal('SIGINT')
  expect(await demo.ended).toEqual({ code: 0, signal: null })
  expect(demo.stderr()).toBe('')
  expect(await allGone(running)).toBe(true)
  await expect(fetch(playground)).rejects.toThrow()
  await expect(fetch(tab)).rejects.toThrow()
  await expect(fetch(bot)).rejects.toThrow()
  await expect(fetch(sandbox)).rejects.toThrow()
  expect(await readdir(temporary)).toEqual([])
})

test('settings of other projects in the environment change nothing', async () => {
  const demo = started({
    BOT_ID: '99999999-9999-4999-8999-999999999999',
    BOT_TYPE: 'nonsense',
    AZURE_CLIENT_ID: 'x',
    AZURE_CLIENT_SECRET: 'x',
    GRAPH_BASE_URL: 'https://graph.microsoft.com',
    GRAPH_CREDENTIAL: 'client-secret',
    HTTP_PROXY: 'http://127.0.0.1:1',
    M365_AGENTS_PLAYGROUND_CONFIG_PATH: '/nowhere',
    BOT_ENDPOINT: 'http://127.0.0.1:1',
    NODE_OPTIONS: '--no-deprecation',
  })
  const { playground } = await demo.ready()
  const config = await (await fetch(`${playground}/_internal/v1/testConfig`)).text()
  expect(config).toContain('Alice Adams')
})

test('one of them that dies is named, and takes the others with it', async () => {
  const demo = started()
  await demo.ready()
  const running = demo.descendants()
  const sandbox = running.find(({ args }) => args.includes('main.ts'))
  process.kill(sandbox?.pid ?? 0, 'SIGKILL')
  expect(await demo.ended).toEqual({ code: 1, signal: null })
  expect(demo.stderr()).toContain('The sandbox was ended by SIGKILL, so everything is stopped.')
  expect(await allGone(running)).toBe(true)
})

test('a bot that cannot start is named, with what it said', async () => {
  const demo = started({ LOG_LEVEL: 'shouting' })
  expect(await demo.ended).toEqual({ code: 1, signal: null })
  expect(demo.stderr()).toContain('The bot ended with code 78')
  expect(demo.stderr()).toContain('LOG_LEVEL')
})

test('nothing outlives it when it is killed', async () => {
  const demo = started()
  await demo.ready()
  const running = demo.descendants()
  demo.signal('SIGKILL')
  await demo.ended
  expect(await allGone(running)).toBe(true)
})

test('stops cleanly when asked while it is still starting', async () => {
  const demo = started()
  while (demo.descendants().length === 0) await sleep(20)
  const running = demo.descendants()
  demo.signal('SIGTERM')
  expect(await demo.ended).toEqual({ code: 0, signal: null })
  expect(await allGone(running)).toBe(true)
})

test('a port that was asked for and is taken is named, and nothing is started', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const demo = started({ PLAYGROUND_PORT: String(port) })
  expect(await demo.ended).toEqual({ code: 1, signal: null })
  expect(demo.stderr()).toContain(`Port ${port}, asked for by PLAYGROUND_PORT, is taken`)
  expect(demo.stdout()).toBe('')
  server.close()
})

test('with --auth an upgrade goes through with every token checked, and without tokens nothing does', async () => {
  const demo = started({ SANDBOX_WORLD: 'acme' }, ['--auth'])
  const addresses = await demo.ready()
  const { playground, bot, sandbox, tab } = addresses
  expect(demo.stdout()).toContain('takes nobody without a token')
  const post = (url: string, body: object, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  await post(`${playground}/_conversation/v1/conversations/a:1personal-alice/messages`, {
    from: { id: '29:1-user-alice' },
    text: 'upgrade app',
    textFormat: 'plain',
  })
  // A request that is still being read has told nobody yet who asks.
  const answered = async () => (await journalOf(addresses)).filter(({ status }) => status !== 'dropped')
  while (!(await answered()).some(({ method, status }) => method === 'POST' && status === 204)) await sleep(100)
  const askers = (await answered()).map(({ token }) => token)
  expect(askers).toEqual(askers.map(() => ({ kind: 'application', appId: acmeIds.botApp })))

  // The tab's person is asked for by Entra's on-behalf-of exchange.
  const signedIn: { token?: string } = Object(
    await (await post(`${tab}/_parent/token`, { userId: acmeIds.bob })).json(),
  )
  const list = await fetch(`${tab}/api/tab/me/installations`, {
    headers: { authorization: `Bearer ${signedIn.token}` },
  })
  expect(list.status).toBe(200)
  const ofBob = { kind: 'delegated', appId: acmeIds.botApp, userId: acmeIds.bob }
  expect((await answered()).map(({ token }) => token)).toContainEqual(ofBob)

  const activity = {
    type: 'message',
    channelId: 'msteams',
    from: { id: '29:x' },
    conversation: { id: 'a' },
    serviceUrl: 'http://localhost/',
  }
  expect((await post(`${bot}/api/messages`, activity)).status).toBe(401)
  const graph = await fetch(`${sandbox}/v1.0/appCatalogs/teamsApps`, {
    headers: { authorization: 'Bearer sandbox-app' },
  })
  expect(graph.status).toBe(401)
})

test('an option that it does not know is said', async () => {
  const demo = started({}, ['--authentication'])
  expect(await demo.ended).toEqual({ code: 2, signal: null })
  expect(demo.stderr()).toContain('npm start -- --auth')
})

function started(env: NodeJS.ProcessEnv = {}, args: string[] = []): RunningDemo {
  const demo = runDemo({
    command: [process.execPath, 'src/sandbox/start.ts', ...args],
    env: { TMPDIR: temporary, ...env },
  })
  demos.push(demo)
  return demo
}
