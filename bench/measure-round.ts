import { helpMessage } from './help-message.ts'
import { cpuMs, rssMb } from './process-usage.ts'
import { quantile } from './quantile.ts'
import { sendMessages } from './send-messages.ts'
import type { RunningServer } from './start-server.ts'

/** One server in one round. Latencies of one connection are those of an idle bot, of twenty those of a saturated one. */
export type Round = {
  cpuMsPerMessage: number
  messagesPerSecond: number
  rssMb: number
  busyMs: { p50: number; p99: number }
  idleMs: { p50: number; p99: number }
}

export type RoundOptions = { serviceUrl: string; busyMs: number; idleMs: number }

export async function measureRound(server: RunningServer, options: RoundOptions): Promise<Round> {
  const message = () => helpMessage(options.serviceUrl)
  const idle = await sendMessages({ url: server.url, connections: 1, durationMs: options.idleMs, message })
  const before = cpuMs(server.pid)
  const busy = await sendMessages({ url: server.url, connections: 20, durationMs: options.busyMs, message })
  const usedMs = cpuMs(server.pid) - before
  const count = busy.latenciesMs.length
  return {
    cpuMsPerMessage: usedMs / count,
    messagesPerSecond: count / (busy.tookMs / 1000),
    rssMb: rssMb(server.pid),
    busyMs: { p50: quantile(busy.latenciesMs, 0.5), p99: quantile(busy.latenciesMs, 0.99) },
    idleMs: { p50: quantile(idle.latenciesMs, 0.5), p99: quantile(idle.latenciesMs, 0.99) },
  }
}
