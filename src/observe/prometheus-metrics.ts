import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { counters, gauges, histograms, type Metric, type Telemetry } from '../telemetry.ts'
import { watchProcess } from './process-metrics.ts'

export type Metrics = { telemetry: Pick<Telemetry, 'count' | 'record' | 'watch'>; text(): Promise<string> }

/** From an answer at once to the longest that anybody waits. */
const boundariesSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Metrics of this process by OpenTelemetry, in Prometheus' words. Nothing of OpenTelemetry is registered globally. */
export function createMetrics(): Metrics {
  // Its own HTTP server is never started: the text goes out through the bot's.
  const reader = new PrometheusExporter({ preventServerStart: true })
  const meter = new MeterProvider({ readers: [reader] }).getMeter('upgrade-bot')
  const serializer = new PrometheusSerializer('', false, undefined, true, true)
  const advice = { explicitBucketBoundaries: boundariesSeconds }
  const countersByKey = made(counters, ({ name, help }) => meter.createCounter(name, { description: help }))
  const histogramsByKey = made(histograms, ({ name, help }) =>
    meter.createHistogram(name, { description: help, advice }),
  )
  watchProcess(meter)
  return {
    telemetry: {
      count: (key, labels, by = 1) => countersByKey[key].add(by, labels),
      record: (key, labels, seconds) => histogramsByKey[key].record(seconds, labels),
      watch(key, read) {
        const { name, help } = gauges[key]
        meter.createObservableGauge(name, { description: help }).addCallback(async (result) => {
          for (const { value, labels } of await read()) result.observe(value, labels)
        })
      },
    },
    text: async () => serializer.serialize((await reader.collect()).resourceMetrics),
  }
}

function made<K extends string, M>(metrics: Record<K, Metric>, make: (metric: Metric) => M): Record<K, M> {
  const entries = Object.entries<Metric>(metrics).map(([key, metric]) => [key, make(metric)])
  return Object.fromEntries(entries)
}
