import type { Selectable } from 'kysely'
import type { Rollout } from '../rollouts/rollout.ts'
import type { NewRollout, RolloutPatch } from '../rollouts/rollout-store.ts'
import type { Target } from '../rollouts/target.ts'
import { storableJson, storableKey } from './storable.ts'
import type { Tables } from './tables.ts'

export function rolloutRow(rollout: NewRollout) {
  return {
    id: storableKey(rollout.id),
    tenant_id: storableKey(rollout.tenantId),
    app: storableJson(rollout.app),
    pinned: storableJson(rollout.pinned),
    settings: storableJson(rollout.settings),
    kinds: storableJson(rollout.kinds),
    state: rollout.state,
    reason: jsonOrNull(rollout.reason),
    open_waves: rollout.openWaves,
    generation: rollout.generation,
    forgiven: rollout.forgiven,
    credential_pauses: rollout.credentialPauses,
    gate_opens_at: rollout.gateOpensAt,
    throttled_until: rollout.throttledUntil,
    started_by: storableJson(rollout.startedBy),
    approved_by: jsonOrNull(rollout.approvedBy),
    created_at: rollout.createdAt,
    started_at: rollout.startedAt,
    ended_at: rollout.endedAt,
    plan_cursor: jsonOrNull(rollout.cursor),
  }
}

export function toRollout(row: Selectable<Tables['rollout']>): Rollout {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    app: row.app,
    pinned: row.pinned,
    settings: row.settings,
    state: row.state,
    reason: row.reason,
    openWaves: row.open_waves,
    generation: row.generation,
    total: row.total,
    forgiven: row.forgiven,
    credentialPauses: row.credential_pauses,
    gateOpensAt: row.gate_opens_at,
    throttledUntil: row.throttled_until,
    startedBy: row.started_by,
    approvedBy: row.approved_by,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}

/** Only what the patch names. */
export function patchRow(patch: RolloutPatch) {
  return {
    ...(patch.state !== undefined && { state: patch.state }),
    ...(patch.reason !== undefined && { reason: jsonOrNull(patch.reason) }),
    ...(patch.openWaves !== undefined && { open_waves: patch.openWaves }),
    ...(patch.generation !== undefined && { generation: patch.generation }),
    ...(patch.forgiven !== undefined && { forgiven: patch.forgiven }),
    ...(patch.credentialPauses !== undefined && { credential_pauses: patch.credentialPauses }),
    ...(patch.gateOpensAt !== undefined && { gate_opens_at: patch.gateOpensAt }),
    ...(patch.throttledUntil !== undefined && { throttled_until: patch.throttledUntil }),
    ...(patch.approvedBy !== undefined && { approved_by: jsonOrNull(patch.approvedBy) }),
    ...(patch.startedAt !== undefined && { started_at: patch.startedAt }),
    ...(patch.endedAt !== undefined && { ended_at: patch.endedAt }),
    ...(patch.pinned !== undefined && { pinned: storableJson(patch.pinned) }),
  }
}

const jsonOrNull = (value: object | null) => (value === null ? null : storableJson(value))

export function toTarget(row: Selectable<Tables['rollout_target']>): Target {
  const nothing = { from: null, to: null, granted: [], missing: [], lost: [], reason: null, detail: null }
  return {
    kind: row.kind,
    id: row.place_id,
    ...nothing,
    requestId: null,
    ...row.outcome,
    state: row.state,
    attempts: row.attempts,
    posts: row.posts,
    at: row.ended_at,
  }
}
