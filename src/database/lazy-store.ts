import { setTimeout as wait } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import type { Logger } from '../log.ts'
import { describeError, orUnavailable, StoreUnavailable } from './store-unavailable.ts'
import type { Tables } from './tables.ts'

/** A database that answered, with its tables as this code knows them. */
export type OpenStore = {
  /** For statements that somebody waits for. */
  sql: Kysely<Tables>
  /** The same with the patience of work in the background: a statement may take as long as the pool lets it. */
  patientSql: Kysely<Tables>
  /** For `useLong`. */
  longSql: Kysely<Tables>
  pool: Pool
  /** What an operator should know although it works; null when there is nothing. */
  notice: string | null
  /** Whether nothing can come from this connection any more after such an error. */
  isBroken(error: unknown): boolean
  close(): Promise<void>
}

export type LazyStore = {
  /** How long a caller waits at most, unless it says otherwise. */
  deadlineMs: number
  /**
   * Opens the database when needed, then does the work; once more where the database broke under it, so the work does
   * no harm twice. Rejects with {@link StoreUnavailable} and nothing else.
   */
  use<T>(work: (store: OpenStore) => Promise<T>, deadlineMs?: number): Promise<T>
  /** `ok` (what follows a semicolon is for the operator), `not opened yet`, or why it cannot be used. */
  health(): Promise<string>
  /** Called when an open database had to be given up; the next use opens it anew. */
  whenLost(listener: () => void): void
  close(): Promise<void>
}

export type LazyStoreSettings = {
  /** Given the error that the last open store was given up for, or null. */
  open(lostBy: unknown): Promise<OpenStore>
  deadlineMs: number
  /** After a failure to open, so long nothing is tried and calls are answered with the same failure. */
  restMs: number
  log: Pick<Logger, 'warn'>
}

const longestLeaveMs = 2_000

/** Opened once on first use and shared; opened again when it broke or could not be opened before. */
export function lazyStore({ open, deadlineMs, restMs, log }: LazyStoreSettings): LazyStore {
  let opening: Promise<OpenStore> | null = null
  let failure: { error: unknown; until: number } | null = null
  let lostBy: unknown = null
  let leaving: Promise<unknown> = Promise.resolve()
  let isClosed = false
  const listeners: (() => void)[] = []

  const current = (): Promise<OpenStore> => {
    if (isClosed) return Promise.reject(new StoreUnavailable('the database is closed'))
    if (failure && performance.now() < failure.until) return Promise.reject(failure.error)
    opening ??= leaving.then(() => open(lostBy)).then(opened, failed)
    return opening
  }
  const opened = (store: OpenStore) => {
    failure = null
    lostBy = null
    return store
  }
  const failed = (error: unknown): never => {
    if (!failure && !isClosed) log.warn({ err: error }, 'The database cannot be used; upgrades go on without it')
    failure = { error, until: performance.now() + restMs }
    opening = null
    throw error
  }
  const lose = (store: OpenStore, error: unknown) => {
    opening = null
    lostBy = error
    log.warn({ err: error }, 'The database broke while it was open; it is opened again')
    // Never two on one directory. What broke may not even close.
    leaving = leave(store)
    for (const listener of listeners) listener()
  }
  const attempt = async <T>(work: (store: OpenStore) => Promise<T>, isSecond: boolean): Promise<T> => {
    const mine = current()
    const store = await mine
    try {
      return await work(store)
    } catch (error) {
      if (!store.isBroken(error)) throw error
      if (opening === mine) lose(store, error)
      if (isSecond) throw error
      return attempt(work, true)
    }
  }
  const use: LazyStore['use'] = (work, limitMs = deadlineMs) => orUnavailable(attempt(work, false), limitMs)

  return {
    deadlineMs,
    use,
    whenLost: (listener) => void listeners.push(listener),
    health: async () => {
      if (!opening) return failure ? describeError(failure.error) : 'not opened yet'
      return use(probe).catch(describeError)
    },
    close: async () => {
      isClosed = true
      await opening?.then(leave, () => {})
    },
  }
}

async function leave(store: OpenStore): Promise<void> {
  await Promise.race([store.close().catch(() => {}), wait(longestLeaveMs, undefined, { ref: false })])
}

async function probe({ sql: database, notice }: OpenStore): Promise<string> {
  await sql`select 1`.execute(database)
  return notice ? `ok; ${notice}` : 'ok'
}
