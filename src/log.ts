import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino'
import { redactForLog, redactText, SECRET_NAMES } from './redact-for-log.ts'

export type Logger = PinoLogger

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/**
 * One JSON object a line, to standard output unless another destination is given. Messages are static; what varies is
 * data beside them. Secrets are taken out by name and by shape at any depth, control characters are replaced.
 */
export function createLog(options: { level: LogLevel; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: redactForLog },
    // Bindings of a child logger do not pass the formatter above; pino's own redaction reaches them.
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    // Errors are described by redactForLog already; pino's own serializer would describe the description.
    serializers: { msg: redactText, err: (error: unknown) => error },
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}
