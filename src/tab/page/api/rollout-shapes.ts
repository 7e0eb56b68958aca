import type { Permission, PermissionDiff } from '../../../installations/permission-set.ts'
import type { RefusalReason } from '../../../installations/upgrade-outcome.ts'
import type { Command, CommandRefusal } from '../../../rollouts/change-rollout.ts'
import type { PauseReason, RolloutSettings, RolloutState } from '../../../rollouts/rollout.ts'
import type { Counts, PlaceKind, TargetState } from '../../../rollouts/target.ts'

/** Times are ISO 8601, UTC; people come with their names alone. */
export type ListedRollout = {
  id: string
  app: { name: string; externalId: string | null }
  version: string
  settings: RolloutSettings
  state: RolloutState
  reason: PauseReason | null
  openWaves: number
  total: number
  openTargets: number
  counts: Counts
  etaSeconds: number | null
  gateOpensAt: string | null
  throttledUntil: string | null
  startedBy: { name: string | null }
  approvedBy: { name: string | null } | null
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  /** What this person could tell it now. */
  commands: Command[]
  /** Started by this person. */
  isOwn: boolean
}

export type ListedTarget = {
  kind: PlaceKind
  id: string
  state: TargetState
  from: string | null
  to: string | null
  granted: string
  missing: string
  lost: string
  reason: RefusalReason | null
  detail: string | null
  requestId: string | null
  attempts: number
  at: string | null
}

export type TargetPage = { targets: ListedTarget[]; next: string | null }

export type Timeline = {
  bucketSeconds: number
  buckets: { at: string; done: number; failed: number }[]
  /** When Graph had asked to wait. */
  throttled: { from: string; until: string }[]
}

/** What a plan is about, and how to go about it; as the API takes it. */
export type Plan = {
  app?: { by: 'catalogId' | 'externalId'; id: string }
  kinds: PlaceKind[]
  source?: RolloutSource
  include?: string
  exclude?: string
  waves: string
  gate: 'auto' | 'manual' | 'timed'
  gateSeconds?: number
  maxFailures: string
  dryRun: boolean
  force: boolean
}

export type RolloutSource = 'directory' | 'known'

export type Preview = {
  kind: 'ok'
  app: { name: string; externalId: string | null }
  version: string
  permissions: PermissionDiff
  asksForMore: boolean
  hash: string
  sampled: number
  known: Record<PlaceKind, number>
  /** Why some kinds of places are left out, and what to do instead; in English. */
  notOffered: string[]
  usual: { window: RolloutSettings['window']; approvalAbove: number | null }
}

export type BadList = { kind: 'bad-list'; which?: 'include' | 'exclude'; line: number | null }

export type Previewed = Preview | { kind: 'not-in-catalog' } | BadList

export type StartEnd =
  | { kind: 'started'; id: string }
  | { kind: 'permissions-changed' }
  /** Another rollout of the same app. */
  | { kind: 'under-way'; id: string }
  | { kind: 'not-in-catalog' }
  | BadList

export type CommandEnd =
  | { kind: 'done'; rollout: ListedRollout }
  | { kind: 'refused'; why: CommandRefusal; rollout: ListedRollout }

/** `usualSource`: where the places of a plan come from unless somebody chooses otherwise; for who may roll out. */
export type Access = { mayRollOut: boolean; usualSource?: RolloutSource }

/** The set that is consented to by accepting a plan. */
export function requiredBy({ added, kept }: PermissionDiff): Permission[] {
  return [...added, ...kept]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const hasKind = (body: unknown): body is { kind: string } => isRecord(body) && typeof body['kind'] === 'string'

/** The server is ours: these hold off a proxy's page or an older server, not an attacker. */
export function isRollout(body: unknown): body is ListedRollout {
  return isRecord(body) && typeof body['id'] === 'string' && isRecord(body['counts']) && isRecord(body['settings'])
}

export function isRolloutList(body: unknown): body is { rollouts: ListedRollout[] } {
  return isRecord(body) && Array.isArray(body['rollouts']) && body['rollouts'].every(isRollout)
}

export function isTargetPage(body: unknown): body is TargetPage {
  return isRecord(body) && Array.isArray(body['targets'])
}

export function isTimeline(body: unknown): body is Timeline {
  return isRecord(body) && Array.isArray(body['buckets']) && Array.isArray(body['throttled'])
}

export const isPreviewed = (body: unknown): body is Previewed => hasKind(body)
export const isStartEnd = (body: unknown): body is StartEnd => hasKind(body)
export const isCommandEnd = (body: unknown): body is CommandEnd =>
  hasKind(body) && isRollout(Reflect.get(body, 'rollout'))

export function isAccess(body: unknown): body is Access {
  return isRecord(body) && typeof body['mayRollOut'] === 'boolean'
}
