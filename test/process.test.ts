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

test('settings that are not right are named all at once, and it exits with 78', async () => {
  const bot = serve(
    await settings({ PORT: 'many', CLOUD: 'moon', GRAPH_CREDENTIAL: 'client-secret', UPGRADE_POLICY: 'all' }),
  )
  expect(await bot.ended).toBe(78)
  for (const name of ['PORT', 'CLOUD', 'AZURE_CLIENT_SECRET', 'UPGRADE_POLICY']) expect(bot.said.stderr).toContain(name)
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
