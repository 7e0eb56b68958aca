import { createPace, type PaceOptions, type Turn } from '../../src/graph/pace.ts'
import { seededRandom } from './seeded-random.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

type Asked = { path: string; lane?: 'person' | 'rollout'; method?: 'GET' | 'POST'; signal?: AbortSignal }

export type Answered = { status: number; retryAfterSeconds?: number }

type World = Partial<PaceOptions> & { isBusy?: boolean; clock?: VirtualClock }

/** A tenant's pace in virtual time, and what was sent when. */
export function pacedWorld({ isBusy = false, clock = createVirtualClock(), ...options }: World = {}) {
  const random = seededRandom(1)
  // One alarm in ten rings up to 0.4 s late.
  const lateMs = () => (isBusy && random() < 0.1 ? random() * 400 : 0)
  const pace = createPace({
    tenantId: 't',
    shared: null,
    requestsPerSecond: 30,
    placeWindowMs: 1_050,
    probeMs: 12_000,
    now: clock.now,
    alarm: (ms, ring) => clock.alarm(ms + lateMs(), ring),
    random,
    ...options,
  })
  const sentMs: number[] = []
  /** Sends when it may and ends as `answer` says, 100 ms later. @returns what became of it and how long it waited. */
  async function send(
    { path, lane = 'rollout', method = 'POST', signal }: Asked,
    answer: () => Answered = () => ({ status: 204 }),
  ): Promise<{ kind: Turn['kind']; waitedMs: number; retryAfterSeconds?: number }> {
    const joinedMs = clock.now()
    const turn = await pace.turn({ method, path, lane, ...(signal ? { signal } : {}) })
    const waitedMs = clock.now() - joinedMs
    if (turn.kind !== 'go') return { ...turn, waitedMs }
    sentMs.push(clock.now())
    await clock.sleep(100)
    turn.ended({ retryAfterSeconds: null, ...answer() })
    return { kind: 'go', waitedMs }
  }
  return { clock, pace, send, sentMs }
}

export function mostInASecond(times: number[]): number {
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 1_000).length))
}

/** Requests that are each about a person of their own. */
export const people = (count: number) => Array.from({ length: count }, (_, i) => `/users/${i}/teamwork/installedApps`)
