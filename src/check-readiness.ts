import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config.ts'
import type { Readiness } from './server.ts'

export type ReadinessParts = {
  getToken(tenantId: string): Promise<string>
  storeHealth(): Promise<string>
  /** By how much this machine's clock is ahead of Graph's; null as long as Graph has not answered. */
  clockLeadMs(): number | null
}

/** Entra and the Bot Framework allow for five minutes; beyond that every token is too old or not valid yet. */
const mostLeadMs = 5 * 60_000

/**
 * Whether this process can do its work, by words that are always the same: anybody may ask, and what exactly is wrong
 * stands in the log. Without a token for Graph or with a clock that no token agrees with it cannot; a store that is away
 * is told, and does not make the bot useless.
 */
export async function checkReadiness(config: Config, parts: ReadinessParts): Promise<Readiness> {
  const [database, credential] = await Promise.all([databaseWord(parts), credentialWord(config, parts)])
  const clock = clockWord(parts.clockLeadMs())
  return { ready: credential === 'ok' && clock !== wrongClock, checks: { credential, clock, database } }
}

async function databaseWord({ storeHealth }: ReadinessParts): Promise<string> {
  const health = await storeHealth()
  if (health.startsWith('ok')) return 'ok'
  return health === 'not opened yet' ? health : 'cannot be used'
}

async function credentialWord({ graph, bot }: Config, { getToken }: ReadinessParts): Promise<string> {
  const tenantId = graph.tenantId ?? bot?.tenantId
  if (graph.credential.kind === 'sandbox' || !tenantId) return 'ok'
  const token = getToken(tenantId)
  const isOk = await Promise.race([token.then(() => true), sleep(3_000, false)]).catch(() => false)
  return isOk ? 'ok' : 'no token for Graph can be had with the configured credential'
}

const wrongClock = 'wrong by more than five minutes'

function clockWord(leadMs: number | null): string {
  if (leadMs === null) return 'not compared yet'
  return Math.abs(leadMs) > mostLeadMs ? wrongClock : 'ok'
}
