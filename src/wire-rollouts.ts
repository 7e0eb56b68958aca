import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config.ts'
import type { Database } from './database/open-database.ts'
import type { TenantGraph } from './graph/tenants.ts'
import type { UpgradePatience } from './installations/upgrade-installation.ts'
import type { Logger } from './log.ts'
import { createRollouts, type Rollouts } from './rollouts/create-rollouts.ts'
import { silentTelemetry, type Telemetry } from './telemetry.ts'

export type RolloutWiring = {
  config: Pick<Config, 'rollouts'>
  log: Logger
  database: Database
  tenantOf(tenantId: string): TenantGraph
  patience: UpgradePatience
  /** Aborted when the process stops. */
  stopping: AbortSignal
  onChange?(rolloutId: string): void
  telemetry?: Telemetry
}

/** A job takes so many targets: a second's worth of Graph, so that a pause or a death is cheap. */
const sliceSize = 30

/** Rollouts on this database and this Graph: for the bot's process and for the terminal's alike. */
export function wireRollouts({ config, log, database, tenantOf, ...rest }: RolloutWiring): Rollouts {
  return createRollouts({
    telemetry: silentTelemetry,
    ...rest,
    store: database.rollouts,
    knownPlaces: database.knownPlaces,
    jobs: database.jobs,
    tenant: tenantOf,
    sleep: (ms) => sleep(ms),
    sliceSize,
    approvalAbove: config.rollouts.approvalAbove,
    onTrouble: (err, what) => log.warn({ err, what }, 'a rollout had trouble'),
  })
}
