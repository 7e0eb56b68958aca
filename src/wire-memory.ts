import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config.ts'
import type { Database } from './database/open-database.ts'
import type { TenantGraph } from './graph/tenants.ts'
import { keepRecovering } from './installations/keep-recovering.ts'
import type { Logger } from './log.ts'
import type { Telemetry } from './telemetry.ts'

/** What every part of the wiring starts from. */
export type Common = {
  config: Config
  log: Logger
  telemetry: Telemetry
  database: Database
  tenantOf(tenantId: string): TenantGraph
}

/** The store as the use cases see it: it may be away, and then they go on without. */
export function memoryOf({ database, log, tenantOf }: Common) {
  return {
    auditLog: database.auditLog,
    declinedConsents: database.declinedConsents,
    jobs: database.jobs,
    installedApps: (tenantId: string) => tenantOf(tenantId).installedApps,
    onStoreTrouble: (error: unknown) => log.warn({ err: error }, 'the store could not be used'),
  }
}

/** Upgrades whose process died: found out from the start on, by reading; nothing is sent. */
export async function recover({ database, log, tenantOf, config }: Common, stopping: AbortSignal): Promise<void> {
  if (!database.mayHoldJobs) return
  await keepRecovering({
    auditLog: database.auditLog,
    installedApps: (tenantId) => tenantOf(tenantId).installedApps,
    // With a shared database a young intent may be another process's, still under way.
    othersMs: config.databaseUrl ? 5 * 60_000 : 0,
    sleep: (ms) => sleep(ms, undefined, { signal: stopping, ref: false }).catch(() => undefined),
    isStopped: () => stopping.aborted,
    onRecovered: (recovered) => log.info({ recovered }, 'upgrades of a process that had died were read back'),
    onTrouble: (err) => log.warn({ err }, 'what was under way at the last stop could not be looked up'),
  })
}
