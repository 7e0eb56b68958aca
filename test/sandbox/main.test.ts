import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from '@jest/globals'
import type { Tenant } from '../../src/sandbox/tenant.ts'

const main = new URL('../../src/sandbox/main.ts', import.meta.url).pathname

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'] ?? '', ...env } })
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    output.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    output.err += chunk
  })
  return { child, output, ended: once(child, 'close').then(([code]) => code) }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'says where it listens in one line, and ends cleanly on %s',
  async (signal) => {
    const { child, output, ended } = run({ GRAPH_BASE_URL: 'http://127.0.0.1:1' })
    await once(child.stdout, 'data')
    const url = /^sandbox listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(output.out)?.[1]
    expect((await fetch(`${url}/_sandbox/journal`)).status).toBe(200)
    child.kill(signal)
    expect([await ended, output.err]).toEqual([0, ''])
  },
)

test.each([
  [{ GRAPH_BASE_URL: 'https://graph.microsoft.com' }, 'GRAPH_BASE_URL'],
  [{ GRAPH_BASE_URL: 'http://127.0.0.1.evil.example' }, 'GRAPH_BASE_URL'],
  [{ SANDBOX_PORT: 'high' }, 'SANDBOX_PORT'],
  [{ SANDBOX_WORLD: 'mars' }, 'SANDBOX_WORLD must be demo or acme'],
])('does not start with %p', async (env, named) => {
  const { output, ended } = run(env)
  expect(await ended).toBe(78)
  expect([output.out, output.err]).toEqual(['', expect.stringContaining(named)])
})

test.each([
  [{}, '1.10.0'],
  [{ SANDBOX_WORLD: '' }, '1.10.0'],
  [{ SANDBOX_WORLD: 'demo' }, '1.10.0'],
  [{ SANDBOX_WORLD: 'acme' }, '1.2.0'],
])('with %p the group chat has %s, and has it again after a reset', async (env, version) => {
  const { child, output, ended } = run(env)
  try {
    await once(child.stdout, 'data')
    const url = /http:\S+/.exec(output.out)?.[0]
    const installed = async () => {
      const { chats } = (await (await fetch(`${url}/_sandbox/tenant`)).json()) as Tenant
      return chats[0]?.installations[0]?.version
    }
    expect(await installed()).toBe(version)
    expect((await fetch(`${url}/_sandbox/reset`, { method: 'POST' })).status).toBe(204)
    expect(await installed()).toBe(version)
  } finally {
    child.kill()
    await ended
  }
})

test('says so when its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const { output, ended } = run({ SANDBOX_PORT: String(typeof address === 'object' ? address?.port : 0) })
  expect(await ended).toBe(1)
  expect(output.err).toContain('EADDRINUSE')
  taken.close()
})
