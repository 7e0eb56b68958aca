/** Rejects with `what` when the work takes longer than so many milliseconds; the work itself goes on, and nobody listens. */
export function inTime<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(what)), timeoutMs)
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer))
}
