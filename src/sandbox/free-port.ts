import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** A port to listen on. `instead` is the port that was wanted and is taken, null when the wanted one was free. */
export type FreePort = { kind: 'free'; port: number; instead: number | null } | { kind: 'refused'; problem: string }

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
    return { kind: 'free', port: await anyPort(), instead: usual }
  }
  const port = Number(asked)
  if (!/^\d+$/.test(asked) || port > 65_535) {
    return {
      kind: 'refused',
      problem: `${name} must be a port, a number from 0 to 65535; it is ${JSON.stringify(asked)}.`,
    }
  }
  if (port === 0) return { kind: 'free', port: await anyPort(), instead: null }
  if (!(await isTaken(port))) return { kind: 'free', port, instead: null }
  return {
    kind: 'refused',
    problem: `Port ${port}, asked for by ${name}, is taken. Stop what uses it, set another, or unset ${name} to get a free one.`,
  }
}

/** Both ways are needed: macOS lets one listen on 127.0.0.1 while another program has the same port on all addresses. */
async function isListenedOn(port: number): Promise<boolean> {
  return (await answers('127.0.0.1', port)) || (await answers('::1', port)) || (await listenOn(port)) === null
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

/** A loopback port that nothing listens on at this moment. */
export async function anyPort(): Promise<number> {
  const port = await listenOn(0)
  if (port === null) throw new Error('This machine has no free loopback port.')
  return port
}

async function listenOn(port: number): Promise<number | null> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return null
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : null
}
