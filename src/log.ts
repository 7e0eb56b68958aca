import { randomBytes } from 'node:crypto'
import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino'
import { currentCorrelation } from './correlation.ts'
import { createHashIds } from './hash-ids.ts'
import { createRedaction, SECRET_NAMES } from './redact-for-log.ts'

export type Logger = PinoLogger

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export type LogOptions = {
  level: LogLevel
  /** Standard output unless said. */
  destination?: DestinationStream
  /** What ids of people, places and tenants are hashed with; one of this process's own where there is none. */
  hashKey?: string | null
}

/**
 * One JSON object a line. Messages are static; what varies is data beside them. At any depth secrets are taken out, and
 * ids of people, places and tenants hashed, by name and by shape; control characters are replaced. A line that is
 * written in the course of a turn carries its correlation id.
 */
export function createLog({ level, destination, hashKey }: LogOptions): Logger {
  const redaction = createRedaction(createHashIds(hashKey ?? randomBytes(32)))
  const settings = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    mixin: correlated,
    formatters: { level: (label: string) => ({ level: label }), log: redaction.fields },
    // Bindings of a child logger do not pass the formatter above; pino's own redaction reaches them.
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    // Errors are described by the formatter already; pino's own serializer would describe the description.
    serializers: { msg: redaction.text, err: (error: unknown) => error },
  }
  return destination ? pino(settings, destination) : pino(settings)
}

function correlated(): { correlationId?: string } {
  const correlationId = currentCorrelation()
  return correlationId === undefined ? {} : { correlationId }
}
