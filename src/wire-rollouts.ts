import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config.ts'
import type { Database } from './database/open-database.ts'
import type { TenantGraph } from './graph/tenants.ts'
import { cloudLimit } from './installations/cloud-limits.ts'
import type { UpgradePatience } from './installations/upgrade-installation.ts'
import type { Logger } from './log.ts'
import { createRollouts, type Rollouts } from './rollouts/create-rollouts.ts'
import { silentTelemetry, type Telemetry } from './telemetry.ts'

export type RolloutWiring = {
  config: Pick<Config, 'rollouts' | 'graph' | 'cloud'>
  log: Logger
  database: Database
  tenantOf(tenantId: string): TenantGraph
  patience: UpgradePatience
  /** Aborted when the process stops. */
  stopping: AbortSignal
  onChange?(rolloutId: string): void
  telemetry?: Telemetry
  sliceSize?: number
}

/** Rollouts on this database and this Graph: for the bot's process and for the terminal's alike. */
export function wireRollouts({ config, log, database, tenantOf, ...rest }: RolloutWiring): Rollouts {
  return createRollouts({
    telemetry: silentTelemetry,
    // A second's worth of Graph in one job, so that a pause or a death is cheap.
    sliceSize: config.graph.requestsPerSecond,
    ...rest,
    store: database.rollouts,
    knownPlaces: database.knownPlaces,
    jobs: patientJobs(database.jobs),
    tenant: tenantOf,
    notOffered: (kind) => cloudLimit(config.cloud, kind),
    sleep: (ms) => sleep(ms),
    approvalAbove: config.rollouts.approvalAbove,
    onTrouble: (err, what) => log.warn({ err, what }, 'a rollout had trouble'),
  })
}

/** Nobody in a conversation waits for these, and a queue that is made for the first time takes its time. */
function patientJobs(jobs: Database['jobs']): Database['jobs'] {
  return { ...jobs, schedule: (name, data, timing) => jobs.scheduleMany(name, [{ data, timing }]) }
}
