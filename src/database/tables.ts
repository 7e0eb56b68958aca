import type { ColumnType } from 'kysely'
import type { Actor } from '../installations/audit-log.ts'
import type { Permission } from '../installations/permission-set.ts'
import type { Scope } from '../installations/scope.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'

/** JSON goes in as text: node-postgres would turn an array into a Postgres array. */
type Json<T> = ColumnType<T, string, never>
type JsonOrNull<T> = ColumnType<T | null, string | null, never>

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

/** What Kysely checks every query against; the migrations make it so. */
export type Tables = {
  upgrade_intent: UpgradeIntentTable
  audit_entry: AuditEntryTable
  declined_consent: DeclinedConsentTable
}

/** All tables of this product stand in a schema of their own, beside pg-boss's, in a database that may hold others. */
export const schemaName = 'upgrade_bot'
