import { existsSync } from 'node:fs'
import type { AuditLog, DeclinedConsents } from '../installations/audit-log.ts'
import type { Jobs } from '../installations/jobs.ts'
import type { Logger } from '../log.ts'
import type { AdminConversations, VersionOffers } from '../rollouts/admin-conversations.ts'
import type { KnownPlaces } from '../rollouts/known-places.ts'
import type { RolloutCards } from '../rollouts/rollout-cards.ts'
import type { RolloutStore } from '../rollouts/rollout-store.ts'
import type { SharedPace } from '../rollouts/shared-pace.ts'
import { createAdminConversations } from './admin-conversations.ts'
import { createAuditLog } from './audit-log.ts'
import { createDeclinedConsents } from './declined-consents.ts'
import { createJobs, type JobsSettings } from './jobs.ts'
import { createKnownPlaces } from './known-places.ts'
import { lazyStore } from './lazy-store.ts'
import { openEmbeddedStore, pgliteDirectory } from './open-embedded-store.ts'
import { openPostgresStore } from './open-postgres-store.ts'
import { DataDirInUse, type OwnerLock, takeOwnerLock } from './owner-lock.ts'
import { createPendingTargets, type PendingTargets } from './pending-targets.ts'
import { createRolloutCards } from './rollout-cards.ts'
import { createRolloutStore } from './rollout-store.ts'
import { createSharedPace } from './shared-pace.ts'
import { describeError, StoreUnavailable } from './store-unavailable.ts'
import { createVersionOffers } from './version-offers.ts'

export type DatabaseSettings = {
  /** A Postgres server; null for the embedded one below `dataDir`. */
  databaseUrl: string | null
  dataDir: string
  /** The lock on `dataDir`, where the caller has it already; it is given back with `close`. */
  lock?: OwnerLock
  /** How long somebody waits for a server's answer at most; usually less than two seconds, which is what a turn can spare. */
  answerWithinMs?: number
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}

export type Database = {
  auditLog: AuditLog
  declinedConsents: DeclinedConsents
  jobs: Jobs
  rollouts: RolloutStore
  knownPlaces: KnownPlaces
  /** What all who use this database take their requests to Graph from. */
  sharedPace: SharedPace
  /** How long the queue is. */
  pendingTargets(): Promise<PendingTargets[]>
  rolloutCards: RolloutCards
  adminConversations: AdminConversations
  versionOffers: VersionOffers
  /** Opens it ahead of the first use, which it is about to get. Never rejects: what is wrong shows where it is used. */
  open(): Promise<void>
  /** Whether an earlier process may have left something in it: false for an embedded one that is not there yet. */
  mayHoldJobs: boolean
  /** `ok` (what follows a semicolon is for the operator), `not opened yet`, or why it cannot be used. Never rejects. */
  health(): Promise<string>
  /** Lets jobs under way end, writes everything down and gives the data directory back. */
  close(): Promise<void>
}

/**
 * Promises a database and returns at once; it is opened on first use, or now when jobs may be waiting in it. Throws
 * `DataDirInUse` when another process has the data directory. What else is wrong with it, or with the server, shows in
 * `health` and as `StoreUnavailable` from every method, until it is right again.
 */
export function openDatabase(settings: DatabaseSettings): Database {
  const { databaseUrl, log } = settings
  const backend = databaseUrl ? serverBackend(databaseUrl, settings) : embeddedBackend(settings)
  const { store } = backend
  const jobs = createJobs({ ...backend, log })
  return {
    auditLog: createAuditLog(store),
    declinedConsents: createDeclinedConsents(store),
    jobs,
    rollouts: createRolloutStore(store),
    knownPlaces: createKnownPlaces(store),
    sharedPace: createSharedPace(store),
    pendingTargets: createPendingTargets(store),
    rolloutCards: createRolloutCards(store),
    adminConversations: createAdminConversations(store),
    versionOffers: createVersionOffers(store),
    open: () => store.use(async () => undefined).catch(() => undefined),
    mayHoldJobs: backend.mayHoldJobs,
    health: store.health,
    close: async () => {
      await jobs.stop()
      await backend.close()
    },
  }
}

type Backend = Pick<JobsSettings, 'store' | 'kind' | 'mayHoldJobs'> & { close(): Promise<void> }

function serverBackend(databaseUrl: string, { log, answerWithinMs = 1_700 }: DatabaseSettings): Backend {
  const open = () => openPostgresStore({ databaseUrl, answerWithinMs, log })
  const store = lazyStore({ open, deadlineMs: answerWithinMs, restMs: 500, log })
  return { store, kind: 'postgres', mayHoldJobs: true, close: store.close }
}

function embeddedBackend({ dataDir, log, lock: taken }: DatabaseSettings): Backend {
  const closing = new AbortController()
  const lock = taken ?? lockOrReason(dataDir, log)
  const open = async (lostBy: unknown) => {
    if (typeof lock === 'string') throw new StoreUnavailable(lock)
    return openEmbeddedStore({ dataDir, signal: closing.signal, log }, lostBy)
  }
  // Making the first database takes seconds. A failure costs a third of a second in which nobody is answered.
  const store = lazyStore({ open, deadlineMs: 60_000, restMs: 30_000, log })
  const close = async () => {
    closing.abort()
    await store.close()
    if (typeof lock !== 'string') lock.release()
  }
  return { store, kind: 'pglite', mayHoldJobs: existsSync(pgliteDirectory(dataDir)), close }
}

/** Without a lock there is no database, but there is a bot. */
function lockOrReason(dataDir: string, log: DatabaseSettings['log']): OwnerLock | string {
  try {
    return takeOwnerLock(dataDir)
  } catch (error) {
    if (error instanceof DataDirInUse) throw error
    log.error({ err: error }, 'The data directory cannot be used; the bot works without a database')
    return `the data directory cannot be used: ${describeError(error)}`
  }
}
