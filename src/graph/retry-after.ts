/**
 * `Retry-After` in every form Graph was seen to send: whole seconds, a fraction ("2.128") or an HTTP date.
 * @returns seconds from now, never negative; null when there is no header or it says nothing.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  const text = header?.trim()
  if (!text) return null
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Math.max(0, Number(text))
  // Date.parse takes all sorts of text ("x 1" is a date to V8): only what begins like an HTTP date counts.
  const dateMs = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(dateMs) ? null : Math.max(0, (dateMs - nowMs) / 1000)
}
