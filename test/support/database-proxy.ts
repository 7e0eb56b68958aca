import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A wire to a server that can go dead without a word, as when a cable is pulled; connections of then stay dead. */
export async function startProxy(targetPort: number) {
  const dead = new WeakSet<Socket>()
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((socket) => {
    const upstream = connect(targetPort, '127.0.0.1')
    sockets.add(socket)
    if (isCut) dead.add(socket)
    socket.on('data', (chunk) => void (dead.has(socket) || upstream.write(chunk)))
    upstream.on('data', (chunk) => void (dead.has(socket) || socket.write(chunk)))
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut: () => {
      isCut = true
      for (const socket of sockets) dead.add(socket)
    },
    mend: () => {
      isCut = false
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
