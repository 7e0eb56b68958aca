import { cloudLimit } from '../../src/installations/cloud-limits.ts'
import { type Counts, noCounts } from '../../src/rollouts/target.ts'
import type { ListedRollout, ListedTarget, Preview, Timeline } from '../../src/tab/page/api/rollout-shapes.ts'
import { atOnce } from './sample-rollout.ts'

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 10, 25, 9, minute, second)).toISOString()

function rollout(id: string, more: Partial<ListedRollout> & { counts: Counts }): ListedRollout {
  const total = Object.values(more.counts).reduce((sum, count) => sum + count, 0)
  return {
    id,
    app: { name: 'Acme Assistant', externalId: null },
    version: '1.10.0',
    settings: { ...atOnce, waves: [1, 10, 100] },
    state: 'running',
    reason: null,
    openWaves: 3,
    total,
    openTargets: total,
    etaSeconds: null,
    gateOpensAt: null,
    throttledUntil: null,
    startedBy: { name: 'Alice Adams' },
    approvedBy: null,
    createdAt: at(0),
    startedAt: at(0, 5),
    endedAt: null,
    commands: [],
    isOwn: true,
    ...more,
  }
}

const some = (counts: Partial<Counts>): Counts => ({ ...noCounts(), ...counts })
const every = some({
  upgraded: 12_402,
  accepted: 310,
  current: 2_011,
  gone: 97,
  needsConsent: 411,
  refused: 38,
  superseded: 2,
  skipped: 120,
  failed: 61,
  pending: 4_548,
})
const begun = some({ upgraded: 2_000, failed: 3, pending: 17_997 })
const usual = rollout('usual', { counts: begun }).settings
const paused = (id: string, reason: ListedRollout['reason']) =>
  rollout(id, { state: 'paused', reason, counts: begun, commands: ['resume', 'abort', 'retry'] })

/** One of each way a rollout can be. */
export const sampleRollouts: ListedRollout[] = [
  rollout('running', { counts: every, etaSeconds: 340, commands: ['pause', 'abort', 'retry'] }),
  rollout('throttled', { counts: every, throttledUntil: '2099-11-25T09:30:00.000Z', commands: ['pause', 'abort'] }),
  rollout('planning', { state: 'planning', startedAt: null, openWaves: 0, counts: some({ pending: 3_000 }) }),
  rollout('approval', { state: 'awaiting-approval', counts: begun, isOwn: false, commands: ['abort', 'approve'] }),
  rollout('own', { state: 'awaiting-approval', counts: begun, commands: ['abort'] }),
  rollout('gate', { state: 'waiting', openWaves: 2, counts: begun, commands: ['pause', 'promote', 'resume', 'abort'] }),
  rollout('timed', { state: 'waiting', openWaves: 2, counts: begun, gateOpensAt: at(59), commands: ['promote'] }),
  paused('operator', { kind: 'operator' }),
  paused('budget', { kind: 'error-budget', failures: 12, allowed: 10 }),
  paused('superseded', { kind: 'superseded', version: '1.11.0', asksForMore: false }),
  paused('other', { kind: 'superseded', version: '1.11.0', asksForMore: true }),
  paused('withdrawn', { kind: 'superseded', version: null }),
  paused('credential', { kind: 'credential', detail: 'Missing role TeamsAppInstallation.ReadWriteForTeam.All' }),
  paused('unlisted', { kind: 'planning-failed', detail: 'Missing role Team.ReadBasic.All' }),
  rollout('well', { state: 'ended', endedAt: at(20), counts: some({ upgraded: 900, needsConsent: 12 }) }),
  rollout('failures', {
    state: 'ended',
    endedAt: at(20),
    counts: some({ upgraded: 90, failed: 1 }),
    commands: ['retry'],
  }),
  rollout('dry', {
    state: 'ended',
    endedAt: at(9),
    counts: some({ upgraded: 812, needsConsent: 41 }),
    settings: { ...usual, isDryRun: true, window: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' } },
    app: { name: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverwaltung', externalId: null },
  }),
  rollout('aborted', { state: 'aborted', counts: some({ upgraded: 12, skipped: 400 }), endedAt: at(3) }),
]

function target(id: string, more: Partial<ListedTarget>): ListedTarget {
  const nothing = { granted: '', missing: '', lost: '', reason: null, detail: null, requestId: null }
  return {
    kind: 'team',
    id,
    state: 'upgraded',
    from: '1.2.0',
    to: '1.10.0',
    ...nothing,
    attempts: 1,
    at: at(4),
    ...more,
  }
}

const requestId = '6f1d2c1a-7a54-4a0e-9d2b-1f1f5e5d9a10'

export const sampleTargets: ListedTarget[] = [
  target('33333333-0000-4000-8000-000000000001', {}),
  target('19:meeting_ZGVtb2RlbW9kZW1vZGVtb2RlbW9kZW1vZGVtb2RlbW9kZW1v@thread.v2', {
    kind: 'chat',
    missing: 'ChatMember.Read.Chat',
  }),
  target('22222222-0000-4000-8000-000000000001', { kind: 'user', state: 'current', from: '1.10.0' }),
  target('33333333-0000-4000-8000-000000000002', {
    state: 'refused',
    reason: 'missing-permission',
    detail: 'Forbidden: Missing role permissions on the request.',
    requestId,
    to: null,
  }),
  target('33333333-0000-4000-8000-000000000003', { state: 'failed', detail: 'socket hang up', requestId, attempts: 6 }),
  target('33333333-0000-4000-8000-000000000004', { state: 'pending', from: null, to: null, at: null, attempts: 0 }),
]

export const sampleTimeline: Timeline = {
  bucketSeconds: 30,
  buckets: Array.from({ length: 14 }, (_, i) => ({
    at: at(Math.floor(i / 2) + (i > 6 ? 3 : 0), (i % 2) * 30),
    done: 700 + ((i * 271) % 200),
    failed: (i * 7) % 90,
  })),
  throttled: [{ from: at(3, 30), until: at(6, 10) }],
}

export const samplePreview: Preview = {
  kind: 'ok',
  app: { name: 'Acme Assistant', externalId: null },
  version: '1.10.0',
  permissions: {
    added: [{ permissionValue: 'ChannelMessage.Read.Group', permissionType: 'application' }],
    kept: [{ permissionValue: 'TeamMember.Read.Group', permissionType: 'application' }],
    dropped: [{ permissionValue: 'TeamSettings.Read.Group', permissionType: 'application' }],
  },
  asksForMore: true,
  hash: 'hash',
  sampled: 8,
  known: { team: 1_204, chat: 17_310, user: 1 },
  notOffered: [cloudLimit('china', 'team'), cloudLimit('china', 'user')].filter((reason) => reason !== null),
  usual: { window: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' }, approvalAbove: 500 },
}
