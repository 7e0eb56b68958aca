import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import type { JobHandler, JobOrder, Jobs } from '../installations/jobs.ts'
import { type BossSettings, queueOptions, startBoss } from './start-boss.ts'
import { orUnavailable, StoreUnavailable } from './store-unavailable.ts'
import { workOn } from './work-on.ts'

export type JobsSettings = BossSettings & {
  /** Whether jobs of an earlier process may wait in the store, so that it is opened without being asked for. */
  mayHoldJobs: boolean
}

const longestPauseMs = 2_000
/** For jobs under way at the end: a container is killed after ten seconds. */
const usualGraceSeconds = 5
/** For what is left to do when they have ended. */
const longestFarewellMs = 3_000

type Served = { handler: JobHandler; atOnce: number }

/** A started pg-boss, the queues that were made ready in it, and this process's worker of each. */
type Running = { boss: PgBoss; queues: Map<string, Promise<void>>; workers: Map<string, Promise<string>> }

const usuallyAtOnce = 20
/** Jobs of one statement. */
const mostTogether = 500

/** Jobs on pg-boss, which starts with the first job there is or may be, and again whenever its store was lost. */
export function createJobs(settings: JobsSettings): Jobs {
  const handlers = new Map<string, Served>()
  const stopping = new AbortController()
  let starting: Promise<Running> | null = null

  const start = async (): Promise<Running> => {
    if (stopping.signal.aborted) throw new StoreUnavailable('the database is closed')
    return { boss: await startBoss(settings), queues: new Map(), workers: new Map() }
  }
  const ready = async (): Promise<Running> => {
    starting ??= start()
    const mine = starting
    const running = await mine.catch((error) => {
      if (starting === mine) starting = null
      throw error
    })
    for (const name of handlers.keys()) await prepareQueue(running, name, handlers.get(name))
    return running
  }
  const keepTrying = async (): Promise<void> => {
    for (let pauseMs = 250; !stopping.signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      const isReady = await ready().then(Boolean, () => false)
      if (isReady) return
      await wait(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }
  settings.store.whenLost(() => {
    starting?.then(({ boss }) => boss.stop({ graceful: false })).catch(() => {})
    starting = null
    void keepTrying()
  })
  const sendAll = async (name: string, orders: JobOrder[]) => {
    const running = await ready()
    await prepareQueue(running, name, undefined)
    for (let i = 0; i < orders.length; i += mostTogether) {
      await running.boss.insert(name, orders.slice(i, i + mostTogether).map(toJob))
    }
    // What is due now need not wait until this process's worker looks again.
    const worker = await running.workers.get(name)
    if (worker && orders.some(({ timing }) => timing.runAfterSeconds <= 0)) running.boss.notifyWorker(worker)
  }
  const schedule = (name: string, orders: JobOrder[], deadlineMs: number) =>
    orUnavailable(sendAll(name, orders), deadlineMs)

  return {
    schedule: (name, data, timing) => schedule(name, [{ data, timing }], settings.store.deadlineMs),
    scheduleMany: (name, orders) => schedule(name, orders, manyDeadlineMs),
    work: async (name, handler, { atOnce } = { atOnce: usuallyAtOnce }) => {
      handlers.set(name, { handler, atOnce })
      if (starting || settings.mayHoldJobs) void keepTrying()
    },
    stop: async ({ graceSeconds } = { graceSeconds: usualGraceSeconds }) => {
      stopping.abort()
      const timeout = graceSeconds * 1000
      const stopped = starting?.then(({ boss }) => boss.stop({ graceful: true, timeout }))
      await Promise.race([stopped?.catch(() => {}), wait(timeout + longestFarewellMs, undefined, { ref: false })])
    },
  }
}

const manyDeadlineMs = 60_000

function toJob({ data, timing: { runAfterSeconds, singletonKey = randomUUID(), group } }: JobOrder) {
  const startAfter = Math.max(0, Math.ceil(runAfterSeconds))
  return { data, startAfter, singletonKey, ...(group !== undefined && { group: { id: group } }) }
}

/** Made once; served from the first time on that somebody works on it. Either is tried again when it failed. */
async function prepareQueue(
  { boss, queues, workers }: Running,
  name: string,
  served: Served | undefined,
): Promise<void> {
  await once(queues, name, () => boss.createQueue(name, queueOptions))
  if (served) await once(workers, name, () => workOn(boss, name, served))
}

function once<T>(known: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const before = known.get(name)
  if (before) return before
  const making = make()
  known.set(name, making)
  making.catch(() => known.delete(name))
  return making
}
