import type { AuditEntry } from '../../src/installations/audit-log.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'

/** An attempt at an upgrade as history keeps it, by Alice, yesterday; say what is different. */
export function auditEntry(outcome: UpgradeOutcome, different: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: 'a1b2c3d4-0000-4000-8000-000000000001',
    at: new Date('2026-11-22T14:05:09.123Z'),
    tenantId: '11111111-1111-4111-8111-111111111111',
    scope: { kind: 'team', teamId: '33333333-3333-4333-8333-333333333333' },
    externalId: 'contoso-helpdesk',
    actor: { via: 'pressed', id: '22222222-2222-4222-8222-000000000001', name: 'Alice Adams' },
    appName: 'Contoso Helpdesk',
    consent: null,
    correlationId: 'c1',
    outcome,
    requestId: '4b7e6a1c-9d1f-4d0a-8c53-2f6f0c1e7a90',
    isRecovered: false,
    ...different,
  }
}
