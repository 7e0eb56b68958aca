import type { AppCatalog } from '../installations/app-catalog.ts'
import type { InstalledApps } from '../installations/installed-apps.ts'
import type { Jobs } from '../installations/jobs.ts'
import type { UpgradePatience } from '../installations/upgrade-installation.ts'
import type { Telemetry } from '../telemetry.ts'
import type { KnownPlaces } from './known-places.ts'
import type { GroupMembership, PlaceDirectory } from './place-directory.ts'
import type { RolloutStore } from './rollout-store.ts'
import type { PlaceKind } from './target.ts'

/** One tenant as rollouts need it. */
export type RolloutTenant = {
  installedApps: InstalledApps
  appCatalog: AppCatalog
  places: PlaceDirectory
  groups: GroupMembership
  /** Until when Graph asked the whole tenant to wait; null when it did not. */
  throttledUntil(): Date | null
}

/** What everything about rollouts is made from. */
export type RolloutParts = {
  store: RolloutStore
  knownPlaces: KnownPlaces
  jobs: Jobs
  tenant(tenantId: string): RolloutTenant
  /** Why such places are left out: Graph does not offer them in this cloud, and what to do instead; null where it does. */
  notOffered(kind: PlaceKind): string | null
  patience: UpgradePatience
  sleep(ms: number): Promise<void>
  /** Targets of one job. */
  sliceSize: number
  /** More targets than this need a second person's word; null: none do. */
  approvalAbove: number | null
  /** Aborted when this process stops: nothing more is begun. */
  stopping: AbortSignal
  telemetry: Telemetry
  onTrouble(error: unknown, what: string): void
  /** Told of everything that changed a rollout in this process. */
  onChange?(rolloutId: string): void
}

export const sliceJobName = 'rollout-slice'
export const stepJobName = 'rollout-step'
