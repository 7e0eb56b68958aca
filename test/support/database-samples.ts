import { randomUUID } from 'node:crypto'
import type { AuditEntry, UpgradeIntent } from '../../src/installations/audit-log.ts'

/** An attempt in a place of its own, so that tests that share a database do not meet. */
export function sampleIntent(changes: Partial<UpgradeIntent> = {}): UpgradeIntent {
  return {
    id: randomUUID(),
    at: new Date(),
    tenantId: randomUUID(),
    scope: { kind: 'chat', chatId: `19:${randomUUID()}@thread.v2` },
    externalId: 'com.example.app',
    actor: { via: 'typed', id: randomUUID(), name: 'Adele Vance' },
    appName: 'Upgrade Bot',
    from: '1.0.0',
    to: '2.0.0',
    consent: [{ permissionValue: 'ChatMessage.Read.Chat', permissionType: 'application' }],
    correlationId: randomUUID(),
    ...changes,
  }
}

/** How that attempt ended. */
export function sampleEntry(intent: UpgradeIntent = sampleIntent(), changes: Partial<AuditEntry> = {}): AuditEntry {
  const { from, to, ...attempt } = intent
  return { ...attempt, outcome: { kind: 'accepted', from, to }, requestId: 'r-1', isRecovered: false, ...changes }
}
