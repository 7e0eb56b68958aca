import type { PaceGrant, PaceKey, PaceState, SharedPace } from '../rollouts/shared-pace.ts'
import { createMemoryPace } from './memory-pace.ts'
import { freshPace } from './pace-state.ts'

export type FallbackTime = { now(): number; alarm(ms: number, ring: () => void): () => void }

/** Alone, a worker takes so much of the limit: the others may be there, and as alone as this one. */
const cautiousShare = 1 / 4
/** Longer than a budget that is there ever takes to answer; whoever waits should not wait longer. */
const patienceMs = 400
const lookAgainMs = 2_000

/**
 * The shared budget while it can be reached, and otherwise a careful share of one's own that begins where the shared one
 * was: a store that is away slows down and never stops.
 */
export function withFallback(shared: SharedPace, time: FallbackTime): SharedPace {
  const known = new Map<string, { grant: PaceGrant; atMs: number }>()
  let alone: SharedPace | null = null
  let lookAtMs = 0

  const askShared = async (...[key, ask]: Parameters<SharedPace['reserve']>) => {
    const grant = await within(shared.reserve(key, ask), time)
    known.set(nameOf(key), { grant, atMs: time.now() })
    return grant
  }
  const onOwnAccount = (): SharedPace => {
    lookAtMs = time.now() + lookAgainMs
    return createMemoryPace(time.now, (key, limit, nowMs) => {
      const last = known.get(nameOf(key))
      return last ? carriedOver(last, nowMs) : freshPace(limit, nowMs)
    })
  }
  return {
    async reserve(key, ask) {
      if (!alone) {
        try {
          return await askShared(key, ask)
        } catch {
          alone ??= onOwnAccount()
        }
      }
      if (time.now() >= lookAtMs) {
        lookAtMs = time.now() + lookAgainMs
        askShared(key, { ...ask, slots: 0 }).then(
          () => {
            alone = null
          },
          () => undefined,
        )
      }
      return alone.reserve(key, { ...ask, limit: ask.limit * cautiousShare })
    },
    async change(key, next) {
      // What was learned alone is not worth a wait; the shared budget learns the same from whoever reaches it.
      if (alone) return alone.change(key, next)
      return within(shared.change(key, next), time).catch(() => false)
    },
  }
}

const nameOf = ({ tenantId, bucket }: PaceKey) => `${tenantId} ${bucket}`

/** What was known by the other clock, by this one. */
function carriedOver(
  { grant: { state, nowMs: thenMs }, atMs }: { grant: PaceGrant; atMs: number },
  nowMs: number,
): PaceState {
  const shift = (ms: number) => ms - thenMs + atMs
  return {
    ...state,
    // Nothing that was made of this one can be taken for the shared one's.
    revision: Number.MIN_SAFE_INTEGER,
    perSecond: state.perSecond * cautiousShare,
    ceiling: null,
    raisedAtMs: nowMs,
    loweredAtMs: shift(state.loweredAtMs),
    closedUntilMs: shift(state.closedUntilMs),
    throttledUntilMs: shift(state.throttledUntilMs),
  }
}

function within<T>(promise: Promise<T>, { alarm }: FallbackTime): Promise<T> {
  const late = Promise.withResolvers<never>()
  const cancel = alarm(patienceMs, () => late.reject(new Error('the shared budget did not answer in time')))
  return Promise.race([promise, late.promise]).finally(cancel)
}
