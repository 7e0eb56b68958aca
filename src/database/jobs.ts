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

const longestRetryMs = 2_000
const stopWithinMs = 8_000

/** Jobs on pg-boss, which starts with the first job there is or may be, and again whenever its store was lost. */
export function createJobs(settings: JobsSettings): Jobs {
  const handlers = new Map<string, JobHandler>()
  const queues = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  let boss: Promise<PgBoss> | null = null

  const begin = (): Promise<PgBoss> => {
    if (stopping.signal.aborted) return Promise.reject(new StoreUnavailable('the database is closed'))
    queues.clear()
    return startBoss(settings).catch((error) => {
      boss = null
      throw error
    })
  }
  const prepareQueue = (started: PgBoss, name: string): Promise<void> => {
    const known = queues.get(name)
    if (known) return known
    const handler = handlers.get(name)
    const preparing = (async () => {
      await started.createQueue(name, queueOptions)
      if (handler) await workOn(started, name, handler)
    })()
    queues.set(name, preparing)
    preparing.catch(() => queues.delete(name))
    return preparing
  }
  const ready = async (): Promise<PgBoss> => {
    boss ??= begin()
    const started = await boss
    for (const name of handlers.keys()) await prepareQueue(started, name)
    return started
  }
  const keepTrying = async (): Promise<void> => {
    for (let pauseMs = 250; !stopping.signal.aborted; pauseMs = Math.min(2 * pauseMs, longestRetryMs)) {
      const isReady = await ready().then(Boolean, () => false)
      if (isReady) return
      await wait(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }
  settings.store.whenLost(() => {
    boss?.then((lost) => lost.stop({ graceful: false })).catch(() => {})
    boss = null
    void keepTrying()
  })

  const send = async (name: string, data: object, options: { startAfter: number; singletonKey: string }) => {
    const started = await ready()
    await prepareQueue(started, name)
    await started.send(name, data, options)
  }
  return {
    schedule: (name, data, { runAfterSeconds, singletonKey = randomUUID() }) => {
      const startAfter = Math.max(0, Math.ceil(runAfterSeconds))
      return orUnavailable(send(name, data, { startAfter, singletonKey }), settings.store.deadlineMs)
    },
    work: async (name, handler) => {
      handlers.set(name, handler)
      if (boss || settings.mayHoldJobs) void keepTrying()
    },
    stop: async () => {
      stopping.abort()
      const stopped = boss?.then((started) => started.stop({ graceful: true, timeout: stopWithinMs - 3_000 }))
      await Promise.race([stopped?.catch(() => {}), wait(stopWithinMs, undefined, { ref: false })])
    },
  }
}
