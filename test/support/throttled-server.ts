/** How a server behaves whose limits nobody publishes. */
export type ServerBehaviour = {
  perSecond(atMs: number): number
  burst: number
  /** `exact`: seconds until the next request is taken, rounded up, as Graph says them; a number: always that; null: never said. */
  retryAfter: 'exact' | number | null
  /** What a refused request costs, in requests. */
  penalty?: number
  /** How often it answers 503 for no reason, from 0 to 1. */
  unwell?: number
}

export type ServerAnswer = { status: number; retryAfterSeconds: number | null }

/** A token bucket in virtual time. */
export function createThrottledServer(behaviour: ServerBehaviour, now: () => number, random: () => number) {
  let tokens = behaviour.burst
  let atMs = now()
  return {
    answer(): ServerAnswer {
      const rate = behaviour.perSecond(now())
      tokens = Math.min(behaviour.burst, tokens + ((now() - atMs) / 1_000) * rate)
      atMs = now()
      if (random() < (behaviour.unwell ?? 0)) return { status: 503, retryAfterSeconds: null }
      if (tokens >= 1) {
        tokens -= 1
        return { status: 204, retryAfterSeconds: null }
      }
      tokens -= behaviour.penalty ?? 0
      const exact = Math.ceil((1 - tokens) / rate)
      return { status: 429, retryAfterSeconds: behaviour.retryAfter === 'exact' ? exact : behaviour.retryAfter }
    },
  }
}

/** The shortest time in which so many requests are taken. */
export function shortestMs({ perSecond, burst }: ServerBehaviour, requests: number): number {
  let taken = burst
  let atMs = 0
  while (taken < requests) {
    taken += perSecond(atMs) / 100
    atMs += 10
  }
  return atMs
}
