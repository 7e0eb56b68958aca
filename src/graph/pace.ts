import type { PaceKey, SharedPace } from '../rollouts/shared-pace.ts'
import { createMemoryPace } from './memory-pace.ts'
import { type Bucket, createBucket } from './pace-bucket.ts'
import { type Budget, createBudget } from './pace-budget.ts'
import { withFallback } from './pace-fallback.ts'
import type { Lane, Waiter } from './pace-lanes.ts'
import {
  closePlace,
  createFindPlace,
  longestPlaceWaitMs,
  noteSent,
  openPlace,
  type Place,
  queueEndsAtMs,
  readyAtMs,
} from './pace-places.ts'
import { longestClosedMs } from './pace-state.ts'
import { createThrottleEvidence, type ThrottleEvidence } from './throttle-evidence.ts'

/** A request that asks for its moment. `path` comes after the version. */
export type PacedRequest = { method: 'GET' | 'POST'; path: string; lane: Lane; signal?: AbortSignal }

/** How a request that was sent ended. `status` null: no answer came. */
export type PacedEnd = { status: number | null; retryAfterSeconds: number | null }

export type Turn =
  /** To be sent now, and to be told how it ended. */
  | { kind: 'go'; ended(end: PacedEnd): void }
  /** The place has a queue too long to stand in, or Graph asked to leave it alone. */
  | { kind: 'too-long'; retryAfterSeconds: number }
  /** The signal was aborted before anything was sent. */
  | { kind: 'stopped' }

export type Pace = {
  turn(request: PacedRequest): Promise<Turn>
  /** Until when the whole tenant was asked to wait; null when it was not. */
  throttledUntil(): Date | null
}

export type PaceOptions = {
  tenantId: string
  /** Null where this process has the tenant for itself. */
  shared: SharedPace | null
  /** Documented requests per second of one tenant, for reading and for changing alike. */
  requestsPerSecond: number
  placeWindowMs: number
  /** How long an answer may take. */
  probeMs: number
  now(): number
  alarm(ms: number, ring: () => void): () => void
  /** From 0 to 1. */
  random(): number
}

/** The pace of one tenant: its places, and behind them its two buckets. */
export function createPace(options: PaceOptions): Pace {
  const { now, placeWindowMs } = options
  const findPlace = createFindPlace()
  const keeper: Keeper = options.shared
    ? { pace: withFallback(options.shared, options), ...together }
    : { pace: createMemoryPace(now), ...alone }
  const halves = { GET: openHalf(options, keeper, 'read'), POST: openHalf(options, keeper, 'write') }
  const placeClosed = () => {
    for (const { bucket } of Object.values(halves)) bucket.placeClosed()
  }

  return {
    async turn(request) {
      const half = halves[request.method]
      const place = findPlace(request.path)
      if (request.signal?.aborted) return { kind: 'stopped' }
      const waitMs = place ? queueEndsAtMs(place, now(), placeWindowMs) - now() : 0
      if (place && waitMs > longestPlaceWaitMs) return tooLong(place, waitMs, now())
      const wait = await waitIn(half.bucket, { ...request, place, sinceMs: now() })
      if (wait === 'stopped') return { kind: 'stopped' }
      if (wait !== 'go') return tooLong(place, wait.waitMs, now())
      const sent = { place, lane: request.lane, sentAtMs: now() }
      return {
        kind: 'go',
        ended: (end) => learn(half, sent, { ...end, nowMs: now(), jitter: options.random(), placeClosed }),
      }
    },
    throttledUntil() {
      for (const { budget } of Object.values(halves)) budget.look()
      const untilMs = Math.max(...Object.values(halves).map(({ budget }) => budget.throttledUntilMs()))
      return untilMs > now() ? new Date(Date.now() + untilMs - now()) : null
    },
  }
}

/** A little less than Graph takes, so that jitter on the way cannot squeeze one too many into the server's second. */
const shareOfLimit = 0.98

type Keeper = { pace: SharedPace; blockMs: number; leadMs: number; longestLateMs: number }

const alone = { blockMs: 50, leadMs: 25, longestLateMs: 500 }
/** A statement for a quarter of a second's requests. Who is late cannot know what others make up for meanwhile. */
const together = { blockMs: 250, leadMs: 50, longestLateMs: 20 }

type Half = { bucket: Bucket; budget: Budget; evidence: ThrottleEvidence }

function openHalf({ tenantId, ...options }: PaceOptions, keeper: Keeper, name: PaceKey['bucket']): Half {
  const { requestsPerSecond, placeWindowMs } = options
  const limit = requestsPerSecond * shareOfLimit
  const key = { tenantId, bucket: name }
  const budget = createBudget({ ...options, ...keeper, key, limit, onGate: () => bucket.gateMoved() })
  const bucket = createBucket({
    ...options,
    ...keeper,
    budget,
    mostPerSecond: requestsPerSecond,
    readyAtMs: (place) => readyAtMs(place, placeWindowMs),
    noteSent: (place) => noteSent(place, options.now()),
  })
  return { bucket, budget, evidence: createThrottleEvidence() }
}

function tooLong(place: Place | null, waitMs: number, nowMs: number): Turn {
  // Graph's own word, where it asked for longer than it is obeyed without another try.
  const longest = Math.max(waitMs, (place?.throttledUntilMs ?? nowMs) - nowMs)
  return { kind: 'too-long', retryAfterSeconds: longest / 1_000 }
}

type Ask = Pick<Waiter, 'lane' | 'place' | 'sinceMs'> & Pick<PacedRequest, 'signal'>

function waitIn(bucket: Bucket, { lane, place, sinceMs, signal }: Ask): Promise<'go' | 'stopped' | { waitMs: number }> {
  return new Promise((resolve) => {
    const end = (how: Parameters<typeof resolve>[0]) => {
      if (place) place.waiting -= 1
      signal?.removeEventListener('abort', stop)
      resolve(how)
    }
    const waiter = { lane, place, sinceMs, go: () => end('go'), tooLong: (waitMs: number) => end({ waitMs }) }
    const stop = () => {
      bucket.remove(waiter)
      end('stopped')
    }
    if (place) place.waiting += 1
    signal?.addEventListener('abort', stop)
    bucket.add(waiter)
  })
}

type Sent = { place: Place | null; lane: Lane; sentAtMs: number }
type Learnt = PacedEnd & { nowMs: number; jitter: number; placeClosed(): void }

/** A complaint first closes its own place; the tenant is held up when complaints come from several of them. */
function learn({ budget, evidence }: Half, { place, lane, sentAtMs }: Sent, end: Learnt): void {
  const { nowMs, jitter } = end
  if (isThrottled(end)) {
    const waitMs = end.retryAfterSeconds ? end.retryAfterSeconds * 1_000 : null
    // What a rollout sends through a closed gate is sent to try it.
    const isProbe = lane === 'rollout' && budget.closedUntilMs() > sentAtMs
    const found = evidence.complained({ place: place?.key ?? null, waitMs, nowMs })
    budget.complained({ sentAtMs, jitter, ...found, isTenantWide: found.isTenantWide || isProbe })
    if (!place) return
    closePlace(place, { nowMs, waitMs, jitter, longestMs: longestClosedMs })
    end.placeClosed()
  } else if (end.status !== null && end.status < 500) {
    if (place) openPlace(place)
    evidence.succeeded(sentAtMs)
    budget.succeeded(sentAtMs)
  }
}

/** https://learn.microsoft.com/graph/throttling: 429, and a server that is overloaded says 503 with a time to wait. */
function isThrottled({ status, retryAfterSeconds }: PacedEnd): boolean {
  return status === 429 || (status === 503 && retryAfterSeconds !== null)
}
