import type { Selectable } from 'kysely'
import type { AuditEntry, UpgradeIntent } from '../installations/audit-log.ts'
import type { Scope } from '../installations/scope.ts'
import { storableJson, storableKey, storableText } from './storable.ts'
import type { Tables } from './tables.ts'

/** The columns that both audit tables share. */
export function attemptRow(attempt: Omit<UpgradeIntent, 'from' | 'to'>) {
  return {
    id: storableKey(attempt.id),
    at: attempt.at,
    tenant_id: storableKey(attempt.tenantId),
    scope_kind: attempt.scope.kind,
    scope_id: scopeId(attempt.scope),
    external_id: storableKey(attempt.externalId),
    actor_via: attempt.actor.via,
    actor_id: storableKey(attempt.actor.id),
    actor_name: storableText(attempt.actor.name),
    app_name: storableText(attempt.appName),
    consent: attempt.consent === null ? null : storableJson(attempt.consent),
    correlation_id: storableText(attempt.correlationId),
  }
}

export function toIntent(row: Selectable<Tables['upgrade_intent']>): UpgradeIntent {
  return { ...toAttempt(row), from: row.from_version, to: row.to_version }
}

export function toEntry(row: Selectable<Tables['audit_entry']>): AuditEntry {
  return { ...toAttempt(row), outcome: row.outcome, requestId: row.request_id, isRecovered: row.is_recovered }
}

function toAttempt(row: Selectable<Tables['upgrade_intent' | 'audit_entry']>) {
  return {
    id: row.id,
    at: row.at,
    tenantId: row.tenant_id,
    scope: toScope(row.scope_kind, row.scope_id),
    externalId: row.external_id,
    actor: { via: row.actor_via, id: row.actor_id, name: row.actor_name },
    appName: row.app_name,
    consent: row.consent,
    correlationId: row.correlation_id,
  }
}

export function scopeId(scope: Scope): string {
  switch (scope.kind) {
    case 'team':
      return storableKey(scope.teamId)
    case 'chat':
      return storableKey(scope.chatId)
    case 'user':
    case 'me':
      return storableKey(scope.userId)
  }
}

/** A person's `user` and `me` are one place. */
export function kindsOf(scope: Scope): Scope['kind'][] {
  return scope.kind === 'user' || scope.kind === 'me' ? ['user', 'me'] : [scope.kind]
}

function toScope(kind: Scope['kind'], id: string): Scope {
  switch (kind) {
    case 'team':
      return { kind, teamId: id }
    case 'chat':
      return { kind, chatId: id }
    case 'user':
    case 'me':
      return { kind, userId: id }
  }
}
