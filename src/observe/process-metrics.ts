import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Meter } from '@opentelemetry/api'

/** The process itself, under the names that Prometheus' client libraries give it. */
export function watchProcess(meter: Meter): void {
  const gauge = (name: string, description: string, read: () => number) =>
    meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read()))
  const startedAtSeconds = Date.now() / 1000 - process.uptime()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  meter
    .createObservableCounter('process_cpu_seconds_total', { description: 'User and system time of this process.' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage()
      result.observe((user + system) / 1e6)
    })
  gauge('process_start_time_seconds', 'When this process started, in Unix time.', () => startedAtSeconds)
  gauge('process_resident_memory_bytes', 'Memory of this process that is in RAM.', () => process.memoryUsage.rss())
  gauge('nodejs_heap_size_used_bytes', "JavaScript's part of the memory.", () => process.memoryUsage().heapUsed)
  gauge('nodejs_eventloop_lag_p99_seconds', 'How late the event loop ran since the last look, 99th percentile.', () => {
    const seconds = delay.percentile(99) / 1e9
    delay.reset()
    return seconds
  })
}
