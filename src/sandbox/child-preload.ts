/**
 * Loaded first into every program that `npm start` runs (`node --import`), for two promises that the programs
 * themselves do not make: nothing outlives `npm start`, even when it is killed, and nothing is reachable from the network.
 */
import { Server } from 'node:net'

process.on('disconnect', () => process.exit(1))
// A listener alone would keep the process alive after its own work is done.
process.channel?.unref()

/** The Playground listens on every address and has no setting for it: a port without a host becomes a loopback port. */
const listen = Server.prototype.listen
Server.prototype.listen = function onLoopback(this: Server, ...args: unknown[]): Server {
  const [port, second, ...others] = args
  if (typeof port !== 'number' || typeof second === 'string') return Reflect.apply(listen, this, args)
  const rest = second === undefined ? others : [second, ...others]
  return Reflect.apply(listen, this, [port, '127.0.0.1', ...rest])
}
