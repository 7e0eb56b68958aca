import { createMemoryPace } from '../../src/graph/memory-pace.ts'
import { createPace, type Pace } from '../../src/graph/pace.ts'
import type { SharedPace } from '../../src/rollouts/shared-pace.ts'
import { seededRandom } from './seeded-random.ts'
import { createThrottledServer, type ServerBehaviour, shortestMs } from './throttled-server.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

export type Simulation = {
  behaviour: ServerBehaviour
  /** Processes that share the budget; 1 has it for itself. */
  workers: number
  calls: number
  seed: number
  /** So many people's commands, one after another all along. */
  commands?: number
}

export type Simulated = {
  /** The shortest time that the server allows, as a share of the time it took. */
  use: number
  /** Refused requests as a share of the calls. */
  waste: number
  /** Of people, in milliseconds in line, sorted. */
  waitsMs: number[]
}

/** A rollout over places of their own, in virtual time: 60 callers, 120 ms and some on the way. */
export async function simulateRollout({
  behaviour,
  workers,
  calls,
  seed,
  commands = 0,
}: Simulation): Promise<Simulated> {
  const random = seededRandom(seed)
  const clock = createVirtualClock()
  const server = createThrottledServer(behaviour, clock.now, random)
  const shared = workers > 1 ? distantPace(clock, random) : null
  const paces = Array.from({ length: workers }, () => openPace(clock, { shared, random }))
  let next = 0
  let done = 0
  let wasted = 0
  const waitsMs: number[] = []

  const ask = async (pace: Pace, { path, lane }: { path: string; lane: 'person' | 'rollout' }) => {
    const joinedMs = clock.now()
    const turn = await pace.turn({ method: 'POST', path, lane })
    if (turn.kind !== 'go') throw new Error('every place is asked once')
    if (lane === 'person') waitsMs.push(clock.now() - joinedMs)
    const onTheWayMs = (120 - 80 * Math.log(1 - random())) / 2
    await clock.sleep(onTheWayMs)
    const answer = server.answer()
    await clock.sleep(onTheWayMs)
    turn.ended(answer)
    if (answer.status === 429) wasted += 1
    return answer
  }
  const work = async (pace: Pace) => {
    while (next < calls) {
      const path = `/users/${next++}/teamwork/installedApps`
      for (let answer = await ask(pace, { path, lane: 'rollout' }); answer.status !== 204; ) {
        await clock.sleep((answer.retryAfterSeconds ?? 0.5) * 1_000)
        answer = await ask(pace, { path, lane: 'rollout' })
      }
      done += 1
    }
  }
  for (const pace of paces) for (let caller = 0; caller < 60 / workers; caller++) void work(pace)
  const endMs = shortestMs(behaviour, calls + commands)
  for (let i = 0; i < commands; i++) {
    const pace = paces[i % workers]
    clock.alarm(random() * endMs, () => pace && void ask(pace, { path: `/users/person${i}/teamwork`, lane: 'person' }))
  }
  await clock.run(() => done === calls)
  return { use: endMs / clock.now(), waste: wasted / calls, waitsMs: waitsMs.sort((a, b) => a - b) }
}

type Around = { shared: SharedPace | null; random(): number }

function openPace({ now, alarm }: VirtualClock, around: Around): Pace {
  return createPace({
    ...around,
    now,
    alarm,
    tenantId: 't',
    requestsPerSecond: 30,
    placeWindowMs: 1_050,
    probeMs: 12_000,
  })
}

/** A budget some milliseconds away, as a database is. */
function distantPace(clock: VirtualClock, random: () => number): SharedPace {
  const pace = createMemoryPace(clock.now)
  const onTheWay = () => clock.sleep(1 + random() * 3)
  return {
    async reserve(key, ask) {
      await onTheWay()
      const grant = await pace.reserve(key, ask)
      await onTheWay()
      return grant
    },
    async change(key, next) {
      await onTheWay()
      const changed = await pace.change(key, next)
      await onTheWay()
      return changed
    },
  }
}
