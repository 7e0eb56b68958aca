import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { chooseDemoPorts } from '../../src/sandbox/choose-demo-ports.ts'
import { anyPort, freePort } from '../../src/sandbox/free-port.ts'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

test('the usual port is used when it is free', async () => {
  const usual = await anyPort()
  expect(await freePort({ name: 'PORT', usual }, {})).toEqual({ kind: 'free', port: usual, instead: null })
})

test('another port is used when the usual one is taken, and which one was taken is said', async () => {
  const usual = await takenPort()
  const found = await freePort({ name: 'PORT', usual }, {})
  expect(found).toMatchObject({ kind: 'free', instead: usual })
  expect(found).not.toMatchObject({ port: usual })
})

test.each(['::1', '127.0.0.1', '0.0.0.0'])('a port that somebody listens on at %s is taken', async (host) => {
  const usual = await takenPort(host)
  expect(await freePort({ name: 'PORT', usual }, {})).toMatchObject({ instead: usual })
})

test('a port that was promised to another program is taken', async () => {
  const usual = await anyPort()
  expect(await freePort({ name: 'PORT', usual }, {}, [usual])).toMatchObject({ instead: usual })
})

test('a port set in the environment is used', async () => {
  const asked = await anyPort()
  expect(await freePort({ name: 'PORT', usual: 1 }, { PORT: String(asked) })).toMatchObject({
    port: asked,
    instead: null,
  })
})

test('a port set in the environment is not replaced when it is taken', async () => {
  const asked = await takenPort()
  expect(await freePort({ name: 'PORT', usual: await anyPort() }, { PORT: String(asked) })).toEqual({
    kind: 'refused',
    problem: `Port ${asked}, asked for by PORT, is taken. Stop what uses it, set another, or unset PORT to get a free one.`,
  })
})

test.each(['x', '-1', '65536', '80.5', ' 80'])('%j is no port', async (asked) => {
  expect(await freePort({ name: 'PORT', usual: 1 }, { PORT: asked })).toMatchObject({
    kind: 'refused',
    problem: expect.stringContaining('PORT must be a port'),
  })
})

test('an empty variable is an unset one, and 0 is any port', async () => {
  const usual = await anyPort()
  expect(await freePort({ name: 'PORT', usual }, { PORT: '' })).toMatchObject({ port: usual })
  expect(await freePort({ name: 'PORT', usual }, { PORT: '0' })).toMatchObject({ kind: 'free', instead: null })
})

test('a port found free is none that a connection of another program may get before anybody listens on it', async () => {
  for (let i = 0; i < 20; i++) expect(await anyPort()).toBeLessThan(32_768)
})

test('every program gets a port of its own', async () => {
  const chosen = await chooseDemoPorts({ PORT: '0', SANDBOX_PORT: '0', PLAYGROUND_PORT: '0', TAB_PORT: '0' })
  if (chosen.kind !== 'chosen') throw new Error(chosen.problem)
  expect(new Set(Object.values(chosen.ports)).size).toBe(4)
  expect(chosen.remarks).toEqual([])
})

test('a port asked for twice is refused', async () => {
  const port = String(await anyPort())
  expect(await chooseDemoPorts({ PORT: port, SANDBOX_PORT: port })).toEqual({
    kind: 'refused',
    problem: expect.stringContaining('SANDBOX_PORT, is taken'),
  })
})

async function takenPort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host)
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return address.port
}
