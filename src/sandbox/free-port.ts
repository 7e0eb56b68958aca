import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** A port to listen on. `instead` is the port that was wanted and is taken, null when the wanted one was free. */
export type FreePort = { kind: 'free'; port: number; instead: number | null } | { kind: 'refused'; problem: string }

/**
 * Below what systems lend to outgoing connections (Linux from 32768, macOS and Windows from 49152): none of those takes the
 * port before the program listens that it was chosen for.
 */
const CHOSEN_FROM = { lowest: 20_000, highest: 32_767 }
const TRIES = 100

/**
 * Finds a loopback port: the one the person set in the environment or none, else the usual one or any that is free.
 *
 * @param wanted.name the environment's variable for this port; empty counts as unset, 0 as "any"
 * @param promised ports that are given away already, though nothing listens on them yet
 */
export async function freePort(
  wanted: { name: string; usual: number },
  env: NodeJS.ProcessEnv,
  promised: number[] = [],
): Promise<FreePort> {
  const { name, usual } = wanted
  const asked = env[name]
  const isTaken = async (port: number) => promised.includes(port) || (await isListenedOn(port))
  if (!asked) {
    if (!(await isTaken(usual))) return { kind: 'free', port: usual, instead: null }
    return { kind: 'free', port: await anyPort(promised), instead: usual }
  }
  const port = Number(asked)
  if (!/^\d+$/.test(asked) || port > 65_535) {
    return {
      kind: 'refused',
      problem: `${name} must be a port, a number from 0 to 65535; it is ${JSON.stringify(asked)}.`,
    }
  }
  if (port === 0) return { kind: 'free', port: await anyPort(promised), instead: null }
  if (!(await isTaken(port))) return { kind: 'free', port, instead: null }
  return {
    kind: 'refused',
    problem: `Port ${port}, asked for by ${name}, is taken. Stop what uses it, set another, or unset ${name} to get a free one.`,
  }
}

/** Both ways are needed: macOS lets one listen on 127.0.0.1 while another program has the same port on all addresses. */
async function isListenedOn(port: number): Promise<boolean> {
  return (await answers('127.0.0.1', port)) || (await answers('::1', port)) || !(await canListenOn(port))
}

async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A loopback port that nothing listens on at this moment, and that is none of those promised to others. */
export async function anyPort(promised: number[] = []): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(CHOSEN_FROM.lowest, CHOSEN_FROM.highest + 1)
    if (!promised.includes(port) && !(await isListenedOn(port))) return port
  }
  throw new Error(`No loopback port from ${CHOSEN_FROM.lowest} to ${CHOSEN_FROM.highest} could be found free.`)
}

async function canListenOn(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
