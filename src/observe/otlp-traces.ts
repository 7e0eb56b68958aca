import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Context, DiagLogLevel, diag, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from '../log.ts'
import type { Telemetry } from '../telemetry.ts'

export type Traces = { telemetry: Pick<Telemetry, 'span' | 'spanEnded'>; close(): Promise<void> }

const longestFlushMs = 2_000

/**
 * Traces by OTLP over HTTP (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). What else OpenTelemetry's own
 * variables say (OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME, …) its libraries read themselves.
 */
export function createTraces(endpoint: string, log: Pick<Logger, 'warn'>): Traces {
  const trouble = (detail: string) => log.warn({ detail }, 'OpenTelemetry had trouble')
  // The only word there is on traces that do not arrive.
  diag.setLogger(
    { error: trouble, warn: trouble, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'teams-upgrade-bot' }))
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }))
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] })
  return {
    telemetry: createSpans(provider),
    close: () => Promise.race([provider.shutdown(), sleep(longestFlushMs, undefined, { ref: false })]).catch(() => {}),
  }
}

function createSpans(provider: TracerProvider): Traces['telemetry'] {
  const tracer = provider.getTracer('upgrade-bot')
  const current = new AsyncLocalStorage<Context>()
  return {
    async span(name, attributes, work) {
      const parent = current.getStore() ?? ROOT_CONTEXT
      const span = tracer.startSpan(name, { attributes }, parent)
      try {
        return await current.run(trace.setSpan(parent, span), () => work((more) => span.setAttributes(more)))
      } catch (error) {
        // Without its text, which may name people and places.
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    },
    spanEnded(name, attributes, durationMs) {
      const startTime = Date.now() - durationMs
      tracer.startSpan(name, { attributes, startTime }, current.getStore() ?? ROOT_CONTEXT).end()
    },
  }
}
