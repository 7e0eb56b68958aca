import type { Rollout, RolloutSettings } from '../../src/rollouts/rollout.ts'
import type { RolloutFacts } from '../../src/rollouts/rollout-store.ts'

export const admin = { via: 'terminal', id: 'alice', name: 'Alice Adams' } as const
export const secondAdmin = { via: 'terminal', id: 'bob', name: 'Bob Brown' } as const

/** One wave of everything, read back. */
export const atOnce: RolloutSettings = {
  waves: [100],
  gate: { kind: 'auto' },
  budget: { kind: 'percent', percent: 5 },
  window: null,
  isDryRun: false,
  force: false,
  verify: true,
  acceptedSet: null,
}

export const now = new Date('2026-11-25T12:00:00Z')

/** A rollout of a hundred targets in the middle of its first wave. */
export function sampleRollout(changed: Partial<Rollout> = {}): Rollout {
  return {
    id: 'r1',
    tenantId: 't1',
    app: { catalogId: 'c1', externalId: 'e1', name: 'Acme Assistant', isFromStore: false, clientAppId: 'a1' },
    pinned: {
      version: '1.10.0',
      required: [{ permissionValue: 'TeamMember.Read.Group', permissionType: 'application' }],
    },
    settings: { ...atOnce, waves: [1, 10, 100] },
    state: 'running',
    reason: null,
    openWaves: 1,
    generation: 3,
    total: 100,
    forgiven: 0,
    credentialPauses: 0,
    gateOpensAt: null,
    throttledUntil: null,
    startedBy: admin,
    approvedBy: null,
    createdAt: now,
    startedAt: now,
    endedAt: null,
    ...changed,
  }
}

export function facts(changed: Partial<RolloutFacts> = {}): RolloutFacts {
  return { hasPending: true, hasPendingInOpen: true, failures: 0, otherUnderWay: null, ...changed }
}
