import type { ColumnType, Generated } from 'kysely'
import type { Actor } from '../installations/audit-log.ts'
import type { Permission } from '../installations/permission-set.ts'
import type { Scope } from '../installations/scope.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { ConversationRef } from '../rollouts/known-places.ts'
import type { PauseReason, PinnedVersion, Rollout, RolloutApp, RolloutSettings } from '../rollouts/rollout.ts'
import type { PlanCursor } from '../rollouts/rollout-store.ts'
import type { PlaceKind, TargetEnd, TargetState } from '../rollouts/target.ts'

/** JSON goes in as text: node-postgres would turn an array into a Postgres array. */
type Json<T> = ColumnType<T, string, never>
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>

/** The columns that say who did what where; the same in both audit tables. */
type Attempt = {
  id: string
  at: Date
  tenant_id: string
  scope_kind: Scope['kind']
  scope_id: string
  external_id: string
  actor_via: Actor['via']
  actor_id: string
  actor_name: string | null
  app_name: string | null
  consent: JsonOrNull<Permission[]>
  correlation_id: string
}

type UpgradeIntentTable = Attempt & { from_version: string | null; to_version: string | null }

type AuditEntryTable = Attempt & {
  outcome: Json<UpgradeOutcome>
  request_id: string | null
  is_recovered: boolean
}

type DeclinedConsentTable = {
  tenant_id: string
  place: string
  external_id: string
  version: string
  at: Date
  actor_via: Actor['via']
  actor_id: string
  actor_name: string | null
}

type RolloutTable = {
  id: string
  tenant_id: string
  app: Json<RolloutApp>
  pinned: ColumnType<PinnedVersion, string, string>
  settings: Json<RolloutSettings>
  kinds: Json<PlaceKind[]>
  state: Rollout['state']
  reason: JsonOrNull<PauseReason>
  open_waves: number
  total: Generated<number>
  generation: number
  forgiven: number
  credential_pauses: number
  gate_opens_at: Date | null
  throttled_until: Date | null
  started_by: Json<Actor>
  approved_by: JsonOrNull<Actor>
  created_at: Date
  started_at: Date | null
  ended_at: Date | null
  plan_cursor: ColumnType<PlanCursor, string | null, string | null>
}

type RolloutTargetTable = {
  rollout_id: string
  kind: PlaceKind
  place_id: string
  added: Generated<string>
  position: number | null
  state: ColumnType<TargetState, TargetState | undefined, TargetState>
  claimed_by: string | null
  not_before: Date | null
  attempts: Generated<number>
  posts: Generated<number>
  sent_at: Date | null
  sent_from: string | null
  /** Everything of a `TargetEnd` but its state. */
  outcome: JsonOrNull<Omit<TargetEnd, 'state'>>
  ended_at: Date | null
}

type KnownInstallationTable = {
  tenant_id: string
  kind: PlaceKind
  place_id: string
  app_id: string
  installation_id: string | null
  version: string | null
  consented: JsonOrNull<Permission[]>
  seen_at: Date
}

type RolloutCardTable = {
  rollout_id: string
  tenant_id: string
  conversation_id: string
  conversation: Json<ConversationRef>
  message_id: string
  shown: string | null
  is_final: Generated<boolean>
  is_undeliverable: Generated<boolean>
  busy_by: string | null
  busy_until: Date | null
  quiet_until: Date | null
  placed_at: Generated<Date>
}

type AdminConversationTable = {
  tenant_id: string
  person_id: string
  conversation: ColumnType<ConversationRef, string, string>
  seen_at: Date
}

type VersionOfferTable = { tenant_id: string; app_id: string; person_id: string; version: string; at: Date }

export type PaceBudgetTable = {
  tenant_id: string
  bucket: 'read' | 'write'
  next_ms: number
  revision: number
  per_second: number
  ceiling: number | null
  raised_at_ms: number
  lowered_at_ms: number
  closed_until_ms: number
  throttled_until_ms: number
  back_offs: number
}

/** What Kysely checks every query against; the migrations make it so. */
export type Tables = {
  upgrade_intent: UpgradeIntentTable
  audit_entry: AuditEntryTable
  declined_consent: DeclinedConsentTable
  rollout: RolloutTable
  rollout_target: RolloutTargetTable
  known_installation: KnownInstallationTable
  rollout_card: RolloutCardTable
  card_pace: { conversation_id: string; edited_at: Date }
  admin_conversation: AdminConversationTable
  version_offer: VersionOfferTable
  pace_budget: PaceBudgetTable
}

/** All tables of this product stand in a schema of their own, beside pg-boss's, in a database that may hold others. */
export const schemaName = 'upgrade_bot'
