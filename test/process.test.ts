import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { emptyDataDir } from './support/database-directory.ts'

/** The entry as `npm run serve` starts it, with these settings and no others. */
function serve(settings: Record<string, string>) {
  const env = { PATH: process.env['PATH'] ?? '', ...settings }
  const child = spawn(process.execPath, ['src/index.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    said.stdout += text
  })
  child.stderr.on('data', (text) => {
    said.stderr += text
  })
  children.push(child.pid ?? 0)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, said, ended }
}

const children: number[] = []
const directories: string[] = []

afterEach(async () => {
  for (const pid of children.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true })
})

async function settings(more: Record<string, string> = {}): Promise<Record<string, string>> {
  const dataDir = await emptyDataDir()
  directories.push(dataDir)
  const sandbox = { GRAPH_BASE_URL: 'http://127.0.0.1:9', GRAPH_CREDENTIAL: 'sandbox' }
  return { PORT: '0', ...sandbox, DATA_DIR: dataDir, ...more }
}

async function untilListening(bot: ReturnType<typeof serve>): Promise<string> {
  for (;;) {
    const address = /"address":"([^"]+)"/.exec(bot.said.stdout)?.[1]
    if (address) return address
    if (bot.child.exitCode !== null) throw new Error(bot.said.stderr)
    await sleep(20)
  }
}

test('it says that it lives and that it is ready, and a stop ends it cleanly', async () => {
  const bot = serve(await settings())
  const address = await untilListening(bot)
  expect((await fetch(`${address}/healthz`)).status).toBe(200)
  const ready = await fetch(`${address}/readyz`)
  expect({ status: ready.status, body: await ready.json() }).toMatchObject({
    status: 200,
    body: { ready: true, checks: { credential: 'ok', database: 'not opened yet' } },
  })
  bot.child.kill('SIGTERM')
  expect(await bot.ended).toBe(0)
})

const registered = {
  BOT_ID: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  BOT_TENANT_ID: '11111111-1111-4111-8111-111111111111',
}
const unset = { GRAPH_CREDENTIAL: '', GRAPH_BASE_URL: '' }

/** Each would be unsafe or useless, and each says so by the names behind it. The rules behind them: config-problems.test.ts. */
const misconfigurations: [string, Record<string, string>, string[]][] = [
  ['listening for everybody without authentication', { HOST: '0.0.0.0' }, ['HOST']],
  ['a password for a bot that is not named', { BOT_PASSWORD: 'canary' }, ['BOT_ID']],
  ['a bot that cannot prove itself', registered, ['BOT_PASSWORD']],
  [
    'a bot of one tenant without it',
    { BOT_ID: registered.BOT_ID, BOT_TYPE: 'SingleTenant', BOT_PASSWORD: 'canary' },
    ['BOT_TENANT_ID'],
  ],
  ['no credential for Graph', { ...unset }, ['GRAPH_CREDENTIAL']],
  ['the sandbox’s tokens toward the real Graph', { GRAPH_BASE_URL: '' }, ['GRAPH_BASE_URL']],
  ['Graph over plain http', { GRAPH_BASE_URL: 'http://graph.contoso.com' }, ['GRAPH_BASE_URL']],
  [
    'sign-in over plain http',
    { ...unset, ...registered, AZURE_CLIENT_SECRET: 'canary', AZURE_AUTHORITY_HOST: 'http://login.test' },
    ['AZURE_AUTHORITY_HOST'],
  ],
  ['the bot’s keys over plain http', { BOT_OPENID_METADATA: 'http://evil.test/keys' }, ['BOT_OPENID_METADATA']],
  ['tenants with a star', { ALLOWED_TENANTS: '*' }, ['ALLOWED_TENANTS']],
  ['service hosts with a star', { BOT_SERVICE_HOSTS: '*.trafficmanager.net' }, ['BOT_SERVICE_HOSTS']],
  ['the beta body on v1.0', { UPGRADE_BODY: 'grantedResourceSpecificApplicationPermissions' }, ['UPGRADE_BODY']],
  [
    'a certificate that is not there',
    { ...unset, ...registered, AZURE_CLIENT_CERTIFICATE_PATH: '/nowhere/canary.pem' },
    ['AZURE_CLIENT_CERTIFICATE_PATH'],
  ],
  [
    'a certificate without its key',
    { ...unset, ...registered, AZURE_CLIENT_CERTIFICATE_PATH: 'package.json' },
    ['AZURE_CLIENT_CERTIFICATE_PATH'],
  ],
  [
    'a workload’s token that is not there',
    { ...unset, ...registered, AZURE_FEDERATED_TOKEN_FILE: '/nowhere/canary' },
    ['AZURE_FEDERATED_TOKEN_FILE'],
  ],
  ['a secret without its app', { ...unset, AZURE_CLIENT_SECRET: 'canary' }, ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID']],
  ['no limit for a person', { PERSON_LIMIT: '0' }, ['PERSON_LIMIT']],
  ['admins by address', { ROLLOUT_ADMINS: 'alice@contoso.com' }, ['ROLLOUT_ADMINS']],
  [
    'many things at once',
    {
      PORT: 'many',
      CLOUD: 'moon',
      HOST: '0.0.0.0',
      GRAPH_CREDENTIAL: 'password',
      UPGRADE_POLICY: 'all',
      DATABASE_URL: 'mysql://canary@db',
    },
    ['CLOUD', 'DATABASE_URL', 'GRAPH_CREDENTIAL', 'HOST', 'PORT', 'UPGRADE_POLICY'],
  ],
]

test('settings that are unsafe or not right keep it from starting: all are named at once, and it exits with 78', async () => {
  const ends: [string, unknown, string[]][] = []
  for (const [what, more] of misconfigurations) {
    const bot = serve(await settings(more))
    const code = await bot.ended
    const names = bot.said.stderr.split('\n').flatMap((line) => /^ {2}- ([A-Z_]+): \S/.exec(line)?.[1] ?? [])
    ends.push([what, code, names.sort()])
    expect(`${bot.said.stdout}${bot.said.stderr}`).not.toContain('canary')
  }
  expect(ends).toEqual(misconfigurations.map(([what, , names]) => [what, 78, names]))
})

test('a second process on the same data directory ends within a second and names the owner', async () => {
  const shared = await settings()
  const owner = serve(shared)
  await untilListening(owner)
  const started = performance.now()
  const second = serve(shared)
  expect(await second.ended).toBe(1)
  expect(second.said.stderr).toContain(String(owner.child.pid))
  // On a quiet machine it takes 0.2 s; the figure of the contract is one second.
  expect(performance.now() - started).toBeLessThan(5_000)
  expect((await fetch(`${await untilListening(owner)}/healthz`)).status).toBe(200)
})

test('a port that is taken is said, and it ends', async () => {
  const first = serve(await settings())
  const port = new URL(await untilListening(first)).port
  const second = serve(await settings({ PORT: port }))
  expect(await second.ended).toBe(1)
  expect(second.said.stderr).toContain(port)
})

test('a client that is gone in the middle does not keep it from stopping', async () => {
  const bot = serve(await settings())
  const address = await untilListening(bot)
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"type":')) })
  const request = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } } as const
  const answer = fetch(`${address}/api/messages`, request).catch(() => 'cut off')
  await sleep(200)
  bot.child.kill('SIGTERM')
  expect(await bot.ended).toBe(0)
  await answer
})
