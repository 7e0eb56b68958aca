import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config.ts'
import type { Readiness } from './server.ts'

export type ReadinessParts = {
  getToken(tenantId: string): Promise<string>
  storeHealth(): Promise<string>
}

/** Ready means that a token for Graph can be had; a store that is away is told, and does not make the bot useless. */
export async function checkReadiness({ graph, bot }: Config, parts: ReadinessParts): Promise<Readiness> {
  const database = await parts.storeHealth()
  const tenantId = graph.tenantId ?? bot?.tenantId
  if (graph.credential.kind === 'sandbox' || !tenantId) return { ready: true, checks: { credential: 'ok', database } }
  const token = parts.getToken(tenantId)
  const isOk = await Promise.race([token.then(() => true), sleep(3_000, false)]).catch(() => false)
  const credential = isOk ? 'ok' : 'no token for Graph can be had with the configured credential'
  return { ready: isOk, checks: { credential, database } }
}
