import { setTimeout as sleep } from 'node:timers/promises'
import { field } from './activity-fields.ts'

const attempts = 4
const longestWaitMs = 5_000

/**
 * Calls Teams again where that does no harm (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 * names 412, 429, 502 and 504). A new message is repeated only after a 429, which is a no: after anything else it may be
 * there already, and nobody should read it twice. An update may be repeated after any of them.
 */
export async function repeatConnectorCall<T>(call: () => Promise<T>, kind: 'create' | 'update'): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (attempt >= attempts || !mayRepeat(field(error, 'statusCode'), kind)) throw error
      await sleep(Math.min(longestWaitMs, retryAfterMs(error) ?? 400 * 2 ** (attempt - 1)))
    }
  }
}

function mayRepeat(status: unknown, kind: 'create' | 'update'): boolean {
  if (status === 429) return true
  return kind === 'update' && (typeof status !== 'number' || status === 412 || status >= 500)
}

/** Both generations of the SDK's errors keep the answer's headers behind `response`. */
function retryAfterMs(error: unknown): number | null {
  const headers = field(field(error, 'response'), 'headers')
  const get: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, 'get') : null
  const value: unknown = typeof get === 'function' ? get.call(headers, 'retry-after') : null
  const seconds = typeof value === 'string' ? Number(value) : Number.NaN
  return seconds >= 0 ? seconds * 1000 : null
}
