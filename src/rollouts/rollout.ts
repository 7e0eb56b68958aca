import type { Actor } from '../installations/audit-log.ts'
import type { Permission } from '../installations/permission-set.ts'
import type { MaintenanceWindow } from '../maintenance-window.ts'
import type { ErrorBudget } from './error-budget.ts'

/** The app of a rollout, as the catalog named it when the rollout was made. */
export type RolloutApp = {
  catalogId: string
  externalId: string | null
  name: string
  isFromStore: boolean
  /** The Entra app that its permissions are granted to; null where it has none. */
  clientAppId: string | null
}

/** Which version everybody gets, and what it asks for. Graph upgrades to the newest only, so a newer one supersedes it. */
export type PinnedVersion = { version: string; required: Permission[] }

/** What opens the next wave once one has ended within the error budget. */
export type Gate = { kind: 'auto' } | { kind: 'manual' } | { kind: 'timed'; seconds: number }

export type RolloutSettings = {
  /** Rising percents of all targets; the last one is 100. */
  waves: number[]
  gate: Gate
  budget: ErrorBudget
  /** Null: at any time. */
  window: MaintenanceWindow | null
  /** Everything is read and nothing is changed; the states say what would happen. */
  isDryRun: boolean
  /** Skips the comparison of versions. */
  force: boolean
  /** Whether each upgrade is read back. Without it an upgrade ends as `accepted`. */
  verify: boolean
  /** `hashPermissionSet` of what an admin accepted; null when nothing was. */
  acceptedSet: string | null
}

export type RolloutState =
  /** The targets are being listed, page by page. */
  | 'planning'
  /** So many targets need the word of a second person. */
  | 'awaiting-approval'
  | 'running'
  /** A wave ended well, and the next one waits for its gate. */
  | 'waiting'
  | 'paused'
  | 'ended'
  | 'aborted'

/** Why a rollout does not go on; null unless it is paused. */
export type PauseReason =
  | { kind: 'operator' }
  | { kind: 'error-budget'; failures: number; allowed: number }
  /** Another version than the pinned one is the newest now; `asksForMore`: and it asks for other permissions. */
  | { kind: 'superseded'; version: string; asksForMore: boolean }
  /** The catalog has no published version of the app any more. */
  | { kind: 'superseded'; version: null }
  /** Graph takes our token no more, or says that it lacks a permission: every further target would end the same. */
  | { kind: 'credential'; detail: string }
  | { kind: 'planning-failed'; detail: string }

/** One app in every place of a tenant. */
export type Rollout = {
  id: string
  tenantId: string
  app: RolloutApp
  pinned: PinnedVersion
  settings: RolloutSettings
  state: RolloutState
  reason: PauseReason | null
  /** How many waves are open: 0 before the first. */
  openWaves: number
  /** Goes up whenever work under way has to be looked at anew: what was begun under an earlier one stops. */
  generation: number
  /** Targets in all; grows while planning. */
  total: number
  /** Failures that an operator saw and went on from. */
  forgiven: number
  /** How often it was paused because of the credential: the second time the operator knows. */
  credentialPauses: number
  /** When the gate of the next wave opens by itself; null where none is timed. */
  gateOpensAt: Date | null
  /** Graph asked to wait until then, as the workers last said. */
  throttledUntil: Date | null
  startedBy: Actor
  approvedBy: Actor | null
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
}

/** Nothing more will happen by itself or by a command but `retry`. */
export function isOver({ state }: Pick<Rollout, 'state'>): boolean {
  return state === 'ended' || state === 'aborted'
}

/** How many targets the first `openWaves` waves hold, of `total`: at least one a wave, and all in the last. */
export function sizeOfWaves(waves: readonly number[], openWaves: number, total: number): number {
  const percent = waves[Math.min(openWaves, waves.length) - 1]
  if (percent === undefined) return 0
  return Math.min(total, Math.ceil((total * percent) / 100))
}
