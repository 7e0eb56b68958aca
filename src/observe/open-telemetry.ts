import type { Logger } from '../log.ts'
import { silentTelemetry, type Telemetry } from '../telemetry.ts'

export type ObserveSettings = {
  /** Whether metrics are kept. */
  metrics: boolean
  /** Where traces go, without `/v1/traces`; null: nowhere. */
  otlpEndpoint: string | null
}

/** What listens, and how it is asked and left. */
export type Observing = {
  telemetry: Telemetry
  /** All metrics in Prometheus' text format; null where none are kept. */
  metricsText: (() => Promise<string>) | null
  /** Sends what is not sent yet, within seconds. */
  close(): Promise<void>
}

export const unobserved: Observing = {
  telemetry: silentTelemetry,
  metricsText: null,
  close: async () => undefined,
}

/** Loads OpenTelemetry where something is switched on; else nothing of it is loaded and nothing is kept. */
export async function openTelemetry(
  { metrics, otlpEndpoint }: ObserveSettings,
  log: Pick<Logger, 'warn'>,
): Promise<Observing> {
  if (!metrics && otlpEndpoint === null) return unobserved
  const kept = metrics ? (await import('./prometheus-metrics.ts')).createMetrics() : null
  const sent = otlpEndpoint === null ? null : (await import('./otlp-traces.ts')).createTraces(otlpEndpoint, log)
  return {
    telemetry: { ...silentTelemetry, ...kept?.telemetry, ...sent?.telemetry },
    metricsText: kept?.text ?? null,
    close: async () => sent?.close(),
  }
}
