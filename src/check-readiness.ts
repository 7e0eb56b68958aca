import type { Config } from './config.ts'
import { inTime } from './in-time.ts'
import type { Readiness } from './server.ts'

export type ReadinessParts = {
  getToken(tenantId: string): Promise<string>
  storeHealth(): Promise<string>
  /** By how much this machine's clock is ahead of Graph's; null as long as Graph has not answered. */
  clockLeadMs(): number | null
  /** The same, asked of Graph now: a clock that was wrong may have been set since, and nobody else asks meanwhile. */
  compareClock(): Promise<number | null>
  /** Null: this bot needs none. */
  getBotToken: (() => Promise<unknown>) | null
}

/** Entra and the Bot Framework allow for five minutes; beyond that every token is too old or not valid yet. */
const mostLeadMs = 5 * 60_000

/**
 * Whether this process can do its work, by words that are always the same: anybody may ask, and what exactly is wrong
 * stands in the log. Without a token for Graph, without one to answer in Teams, or with a clock that no token agrees with
 * it cannot; a store that is away is told, and does not make the bot useless.
 */
export async function checkReadiness(config: Config, parts: ReadinessParts): Promise<Readiness> {
  const [database, credential, bot, clock] = await Promise.all([
    databaseWord(parts),
    credentialWord(config, parts),
    botWord(parts),
    clockWord(parts),
  ])
  return {
    ready: credential === 'ok' && bot === 'ok' && clock !== wrongClock,
    checks: { credential, bot, clock, database },
  }
}

async function databaseWord({ storeHealth }: ReadinessParts): Promise<string> {
  const health = await storeHealth()
  if (health.startsWith('ok')) return 'ok'
  return health === 'not opened yet' ? health : 'cannot be used'
}

async function credentialWord({ graph, bot }: Config, { getToken }: ReadinessParts): Promise<string> {
  const tenantId = graph.tenantId ?? bot?.tenantId
  if (graph.credential.kind === 'sandbox' || !tenantId) return 'ok'
  return (await comes(getToken(tenantId))) ? 'ok' : 'no token for Graph can be had with the configured credential'
}

async function botWord({ getBotToken }: ReadinessParts): Promise<string> {
  if (!getBotToken) return 'ok'
  return (await comes(getBotToken())) ? 'ok' : 'no token to answer in Teams can be had with the configured credential'
}

const comes = (token: Promise<unknown>) =>
  inTime(token, 3_000, 'no token in time').then(
    () => true,
    () => false,
  )

const wrongClock = 'wrong by more than five minutes'

async function clockWord({ clockLeadMs, compareClock }: ReadinessParts): Promise<string> {
  const seen = clockLeadMs()
  const leadMs = isWrong(seen) ? ((await compareClock()) ?? seen) : seen
  if (leadMs === null) return 'not compared yet'
  return isWrong(leadMs) ? wrongClock : 'ok'
}

const isWrong = (leadMs: number | null) => leadMs !== null && Math.abs(leadMs) > mostLeadMs
