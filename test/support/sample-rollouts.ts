import type { CardView } from '../../src/bot/cards.ts'
import type { RolloutHouse } from '../../src/bot/rollout-house.ts'
import { rolloutPlanView } from '../../src/bot/rollout-plan-view.ts'
import { rolloutProgressView } from '../../src/bot/rollout-progress-view.ts'
import { automaticView, notAdminView, rolloutConfirmView, rolloutListView } from '../../src/bot/rollout-views.ts'
import type { RolloutPreview } from '../../src/rollouts/preview-rollout.ts'
import type { RolloutStatus } from '../../src/rollouts/read-rollout.ts'
import type { Rollout } from '../../src/rollouts/rollout.ts'
import { type Counts, noCounts, type Target, type TargetState } from '../../src/rollouts/target.ts'
import { asked } from './sample-permissions.ts'

const app = {
  catalogId: 'catalog-id',
  externalId: 'external-id',
  name: 'Contoso Helpdesk',
  isFromStore: false,
  clientAppId: 'client',
}
const pinned = { version: '2.0.0', required: [...asked.added, ...asked.kept] }

export const samplePreview: RolloutPreview = {
  app,
  pinned,
  permissions: asked,
  asksForMore: true,
  hash: 'hash-of-the-set',
  sampled: 8,
  notOffered: [],
  known: { team: 312, chat: 1_204, user: 18_650 },
}

export const sampleHouse: RolloutHouse = {
  app: { by: 'externalId', id: 'external-id' },
  settings: {
    waves: [1, 10, 100],
    gate: { kind: 'auto' },
    budget: { kind: 'percent', percent: 5 },
    window: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' },
    force: false,
    verify: true,
  },
  source: 'directory',
  approvalAbove: 1_000,
  consentNote: 'Version 2 answers questions in channels without being mentioned. For that it has to read them.',
}

export function sampleRollout(changes: Partial<Rollout> = {}): Rollout {
  return {
    id: 'rollout-id',
    tenantId: 'tenant-id',
    app,
    pinned,
    settings: { ...sampleHouse.settings, isDryRun: false, acceptedSet: null },
    state: 'running',
    reason: null,
    openWaves: 2,
    generation: 1,
    total: 20_166,
    forgiven: 0,
    credentialPauses: 0,
    gateOpensAt: null,
    throttledUntil: null,
    startedBy: { via: 'pressed', id: 'alice', name: 'Alice Adams' },
    approvedBy: null,
    createdAt: new Date('2026-11-22T14:00:00Z'),
    startedAt: new Date('2026-11-22T14:01:00Z'),
    endedAt: null,
    ...changes,
  }
}

export function sampleProgress(changes: Partial<Rollout>, counts: Partial<Counts>): RolloutStatus {
  const ended = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const { total } = sampleRollout(changes)
  return {
    rollout: sampleRollout(changes),
    counts: { ...noCounts(), ...counts, pending: counts.pending ?? total - ended },
    openTargets: 2_017,
    opensInSeconds: 0,
    perMinute: null,
    etaSeconds: null,
  }
}

function trouble(state: TargetState, id: string, detail: string): Target {
  const nothing = { from: null, to: null, granted: [], missing: [], lost: [], reason: null, requestId: null }
  return { kind: 'team', id, state, ...nothing, detail, attempts: 1, posts: 1, at: null }
}

const troubles = [
  trouble('refused', '33333333-3333-4333-8333-333333333333', 'Forbidden: the team does not allow apps to be updated.'),
  trouble('failed', '33333333-3333-4333-8333-333333333334', 'Graph asked to wait 8 times, or gave no answer'),
  trouble('needsConsent', '33333333-3333-4333-8333-333333333335', 'Asks for ChannelMessage.Read.Group'),
]

const progress = (changes: Partial<Rollout>, counts: Partial<Counts>, speed: Partial<RolloutStatus> = {}) =>
  rolloutProgressView({ status: { ...sampleProgress(changes, counts), ...speed }, troubles: [] })

const half = { upgraded: 1_800, accepted: 12, current: 190, gone: 4, skipped: 1 }

const budgetUsedUp = sampleProgress(
  { state: 'paused', reason: { kind: 'error-budget', failures: 140, allowed: 100 } },
  { ...half, refused: 100, failed: 40, needsConsent: 7 },
)

/** A view of every rollout card and of every variant that looks different. */
export const sampleRollouts: Record<string, CardView> = {
  'rollout-plan': rolloutPlanView({
    preview: { ...samplePreview, permissions: { added: [], kept: asked.kept, dropped: [] }, asksForMore: false },
    house: { ...sampleHouse, settings: { ...sampleHouse.settings, window: null }, approvalAbove: null },
    lead: null,
    underWay: null,
  }),
  'rollout-plan-asks-for-more': rolloutPlanView({
    preview: samplePreview,
    house: sampleHouse,
    lead: 'A new version of this app is in your catalog.',
    underWay: null,
  }),
  'rollout-plan-under-way': rolloutPlanView({
    preview: { ...samplePreview, sampled: 0, known: { team: 1, chat: 0, user: 1 } },
    house: { ...sampleHouse, source: 'known' },
    lead: null,
    underWay: sampleRollout(),
  }),
  'rollout-planning': progress({ state: 'planning', openWaves: 0, total: 4_200, startedAt: null }, {}),
  'rollout-running': progress({}, half, { perMinute: 1_720, etaSeconds: 634 }),
  'rollout-throttled': progress({ throttledUntil: new Date('2126-11-22T14:10:09Z') }, half),
  'rollout-dry-run': progress(
    { settings: { ...sampleRollout().settings, isDryRun: true }, state: 'ended' },
    { upgraded: 20_000, current: 166 },
  ),
  'rollout-waiting': progress({ state: 'waiting', gateOpensAt: new Date('2026-11-23T14:10:09Z') }, half),
  'rollout-paused': progress({ state: 'paused', reason: { kind: 'operator' } }, half),
  'rollout-over-budget': rolloutProgressView({ status: budgetUsedUp, troubles, note: 'Bob Brown was faster.' }),
  'rollout-superseded': progress(
    { state: 'paused', reason: { kind: 'superseded', version: '2.1.0', asksForMore: true } },
    { ...half, superseded: 3 },
  ),
  'rollout-aborted': progress({ state: 'aborted' }, { ...half, skipped: 18_160 }),
  'rollout-confirm-abort': rolloutConfirmView('abort', sampleProgress({}, half)),
  'rollout-confirm-resume': rolloutConfirmView('resume', budgetUsedUp),
  'rollout-list': rolloutListView([
    sampleProgress({}, half),
    sampleProgress({ state: 'ended', startedBy: { via: 'terminal', id: 'root', name: null } }, { upgraded: 20_166 }),
    budgetUsedUp,
  ]),
  'rollout-not-admin': notAdminView('Only the people and groups of the setting ROLLOUT_ADMINS may roll out.'),
  'rollout-automatic': automaticView({ name: 'Contoso Helpdesk', version: '2.0.0' }, 'rollout-id'),
}
