import { appendFileSync } from 'node:fs'
import { Socket } from 'node:net'

// Loaded first into a bot (`node --import`): writes down where it connects to.
const file = process.env['CONNECTIONS_FILE'] ?? ''
const connect = Socket.prototype.connect
Socket.prototype.connect = function noted(this: Socket, ...args: unknown[]): Socket {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0]
  const { host = 'localhost', port, path }: { host?: string; port?: number | string; path?: string } = Object(first)
  const where = typeof first === 'number' ? `${args[1]}:${first}` : path ? `pipe ${path}` : `${host}:${port}`
  if (file) appendFileSync(file, `${where}\n`)
  return Reflect.apply(connect, this, args)
}
