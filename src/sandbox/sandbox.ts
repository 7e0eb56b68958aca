import { createServer, type Server } from 'node:http'
import { acmeTenant } from './acme.ts'
import type { Fault } from './faults.ts'
import type { JournalEntry } from './journal.ts'
import type { Limits } from './limits.ts'
import { serveRequest } from './serve-request.ts'
import { createKeys } from './sign-in/keys.ts'
import { type SignInOptions, startSignIn } from './sign-in/start-sign-in.ts'
import type { Tenant } from './tenant.ts'
import { createWorld, type WorldOptions } from './world.ts'

/** A running sandbox tenant. `tenant` and `journal` are its live state. */
export type Sandbox = {
  /** `http://127.0.0.1:PORT`, without a version. */
  url: string
  /** Where tokens are from, an https address; null where they are the sandbox's fixed words. */
  loginUrl: string | null
  tenant: Tenant
  journal: JournalEntry[]
  addFault(fault: Fault): void
  clearFaults(): void
  /** Tenant, journal, faults and throttling as they were at the start. */
  reset(): void
  close(): Promise<void>
}

export type SandboxOptions = {
  /** Acme unless said. */
  tenant?: Tenant
  /** Any free one unless said. */
  port?: number
  limits?: Partial<Limits>
  /** Nobody is believed without a token of the sandbox's own Entra, and activities are signed; fixed tokens unless said. */
  signIn?: SignInOptions
  /** Told of every token that the sandbox signs. */
  onToken?: (token: string) => void
  /** Added to every answer. */
  latencyMs?: number
  /** Milliseconds; a test may move the time. */
  now?: () => number
}

/** A tenant that answers Graph's documented routes as state, over HTTP on loopback. Rejects if the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { tenant = acmeTenant(), port = 0, signIn, onToken, ...rest } = options
  const keys = createKeys(onToken)
  const world = createWorld({ tenant, keys, ...rest } satisfies WorldOptions)
  const server = createServer((request, response) => {
    serveRequest(world, request, response).catch(() => response.destroy())
  })
  // Node's five seconds would now and then close a connection that a busy client is using again: no fault anybody asked for.
  server.keepAliveTimeout = 75_000
  const url = `http://127.0.0.1:${await listen(server, port)}`
  world.signIn = signIn ? await startSignIn(signIn, { tenant: world.tenant, keys, graphOrigin: () => url }) : null
  return {
    url,
    loginUrl: world.signIn?.url ?? null,
    tenant: world.tenant,
    journal: world.journal,
    addFault: (fault) => world.addFault(fault),
    clearFaults: () => {
      world.faults.length = 0
    },
    reset: () => world.reset(),
    async close() {
      await world.signIn?.close()
      await close(server)
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
