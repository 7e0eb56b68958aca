import type { Permission } from './permission-set.ts'
import type { Scope } from './scope.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

/** One app in one scope of one tenant: what history, declined consents and jobs are kept by. */
export type Where = { tenantId: string; scope: Scope; externalId: string }

/** Who caused it and by which of the four ways. `name` is what Teams called the person then. */
export type Actor = { via: 'typed' | 'pressed' | 'tab' | 'rollout' | 'terminal'; id: string; name: string | null }

/** Written before the POST, so that an upgrade whose process died right after it is not forgotten. */
export type UpgradeIntent = Where & {
  /** The attempt's id; its audit entry has the same. */
  id: string
  at: Date
  actor: Actor
  appName: string | null
  from: string | null
  to: string | null
  consent: Permission[] | null
  correlationId: string
}

/** Who caused what, where, from which version to which, with which permissions, how it ended, and when. */
export type AuditEntry = Omit<UpgradeIntent, 'at' | 'from' | 'to'> & {
  at: Date
  outcome: UpgradeOutcome
  /** Graph's id of the request that changed something, or of the one that refused. */
  requestId: string | null
  /** True when the ending was read back from Graph later: the process had died, or the new version was slow to show. */
  isRecovered: boolean
}

/** A page of history, newest first; `next` goes into the following call, null at the end. */
export type HistoryPage = { entries: AuditEntry[]; next: string | null }

/**
 * Append-only: nothing written here is ever changed or removed by the application. A store that cannot be reached makes
 * these reject; callers go on without it, because Graph is the truth and this is memory.
 */
export type AuditLog = {
  /** Recorded before anything is changed. */
  intend(intent: UpgradeIntent): Promise<void>
  /** Exactly one entry an id: writing the same id again changes nothing. */
  record(entry: AuditEntry): Promise<void>
  /**
   * `limit` entries of one place, 100 at most, whatever the app when `externalId` is null. `after` is the `next` of the
   * page before; what is no such mark starts at the newest entry.
   */
  history(
    where: Omit<Where, 'externalId'> & { externalId: string | null },
    page: { limit: number; after: string | null },
  ): Promise<HistoryPage>
  /**
   * Intents that no entry followed, older than `olderThanMs`: their process died, or still works on them. Oldest first,
   * the first 500 of the last 30 days.
   */
  openIntents(olderThanMs: number): Promise<UpgradeIntent[]>
}

/** *Not now*, remembered for the version it was said to. */
export type DeclinedConsents = {
  decline(where: Where, declined: { version: string; actor: Actor; at: Date }): Promise<void>
  isDeclined(where: Where, version: string): Promise<boolean>
}
