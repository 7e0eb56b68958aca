import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import type { JobHandler, Jobs } from '../installations/jobs.ts'
import { type BossSettings, queueOptions, startBoss } from './start-boss.ts'
import { orUnavailable, StoreUnavailable } from './store-unavailable.ts'
import { workOn } from './work-on.ts'

export type JobsSettings = BossSettings & {
  /** Whether jobs of an earlier process may wait in the store, so that it is opened without being asked for. */
  mayHoldJobs: boolean
}

const longestPauseMs = 2_000
/** For jobs under way at the end, and for all of the end: a container is killed after ten seconds. */
const graceMs = 5_000
const longestStopMs = 8_000

/** A started pg-boss and the queues that were made ready in it. */
type Running = { boss: PgBoss; queues: Map<string, Promise<void>> }

/** Jobs on pg-boss, which starts with the first job there is or may be, and again whenever its store was lost. */
export function createJobs(settings: JobsSettings): Jobs {
  const handlers = new Map<string, JobHandler>()
  const stopping = new AbortController()
  let starting: Promise<Running> | null = null

  const start = async (): Promise<Running> => {
    if (stopping.signal.aborted) throw new StoreUnavailable('the database is closed')
    return { boss: await startBoss(settings), queues: new Map() }
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
  const send = async (name: string, data: object, options: { startAfter: number; singletonKey: string }) => {
    const running = await ready()
    await prepareQueue(running, name, undefined)
    await running.boss.send(name, data, options)
  }

  return {
    schedule: (name, data, { runAfterSeconds, singletonKey = randomUUID() }) => {
      const startAfter = Math.max(0, Math.ceil(runAfterSeconds))
      return orUnavailable(send(name, data, { startAfter, singletonKey }), settings.store.deadlineMs)
    },
    work: async (name, handler) => {
      handlers.set(name, handler)
      if (starting || settings.mayHoldJobs) void keepTrying()
    },
    stop: async () => {
      stopping.abort()
      const stopped = starting?.then(({ boss }) => boss.stop({ graceful: true, timeout: graceMs }))
      await Promise.race([stopped?.catch(() => {}), wait(longestStopMs, undefined, { ref: false })])
    },
  }
}

/** Made once, and served from then on when somebody works on it; tried again when that failed. */
function prepareQueue({ boss, queues }: Running, name: string, handler: JobHandler | undefined): Promise<void> {
  const known = queues.get(name)
  if (known) return known
  const preparing = (async () => {
    await boss.createQueue(name, queueOptions)
    if (handler) await workOn(boss, name, handler)
  })()
  queues.set(name, preparing)
  preparing.catch(() => queues.delete(name))
  return preparing
}
