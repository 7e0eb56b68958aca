import { setTimeout as sleep } from 'node:timers/promises'
import { field } from './activity-fields.ts'

const attempts = 4
const longestWaitMs = 5_000

/** A new message, a change of one that is there, or a question that changes nothing. */
export type ConnectorCall = 'create' | 'update' | 'read'

/**
 * Calls Teams again where that does no harm (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 * names 412, 429, 502 and 504). A new message is repeated only after a 429, which is a no: after anything else it may be
 * there already, and nobody should read it twice. An update may be repeated after any of them. So may a question, but for
 * one that had no answer in time: whoever asked waits for it.
 */
export async function repeatConnectorCall<T>(call: () => Promise<T>, kind: ConnectorCall): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (attempt >= attempts || !mayRepeat(error, kind)) throw error
      await sleep(Math.min(longestWaitMs, retryAfterMs(error) ?? 400 * 2 ** (attempt - 1)))
    }
  }
}

function mayRepeat(error: unknown, kind: ConnectorCall): boolean {
  const status = field(error, 'statusCode')
  if (status === 429) return true
  if (kind === 'create') return false
  if (typeof status === 'number') return status === 412 || status >= 500
  // The SDK gives a connection that broke a code, and what is late here has none.
  return kind === 'update' || typeof field(error, 'code') === 'string'
}

/** Both generations of the SDK's errors keep the answer's headers behind `response`. */
function retryAfterMs(error: unknown): number | null {
  const headers = field(field(error, 'response'), 'headers')
  const get: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, 'get') : null
  const value: unknown = typeof get === 'function' ? get.call(headers, 'retry-after') : null
  const seconds = typeof value === 'string' ? Number(value) : Number.NaN
  return seconds >= 0 ? seconds * 1000 : null
}
