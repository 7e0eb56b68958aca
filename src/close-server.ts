import type { Server as HttpServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What of restify's server it takes to close it. */
type Closable = { server: HttpServer; inflightRequests(): number }

const POLL_MS = 25

/**
 * Stops taking connections at once, lets running requests end for up to `graceMs`, then cuts what is left.
 * Resolves when every socket is closed; at once when the server was not listening.
 */
export async function closeServer(server: Closable, graceMs: number): Promise<void> {
  const http = server.server
  if (!http.listening) return
  const closed = new Promise<true>((resolve) => http.close(() => resolve(true)))
  const givenUp = AbortSignal.timeout(graceMs)
  while (!(await Promise.race([closed, sleep(POLL_MS, false)]))) {
    // Node calls a connection idle only after its first request; one opened in reserve would hold the stop.
    if (givenUp.aborted || server.inflightRequests() === 0) http.closeAllConnections()
    else http.closeIdleConnections()
  }
}
