import type { Permission } from '../../src/installations/permission-set.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'
import type { HistoryEntry, ListedApp, ToldOutcome } from '../../src/tab/page/api/tab-shapes.ts'

const application = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'application' })
const delegated = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'delegated' })

const asked = {
  added: [application('ChannelMessage.Read.Group'), application('Something.New.Group')],
  kept: [application('TeamMember.Read.Group'), delegated('ChannelMeeting.ReadBasic.Group')],
  dropped: [application('TeamSettings.Read.Group')],
}
const nothing = { added: [], kept: [], dropped: [] }

function listed(name: string, versions: [string | null, string | null], update: ListedApp['update']): ListedApp {
  const [version, latestVersion] = versions
  const id = name.toLowerCase().replaceAll(/\W+/g, '-')
  const permissions = update === 'consent' ? asked : nothing
  return { id, app: { id: `${id}-catalog`, externalId: null, name }, version, latestVersion, update, permissions }
}

/** Every kind of update, and names as people really choose them. */
export const sampleApps: ListedApp[] = [
  listed('Service Desk', ['1.0.0', '1.1.0'], 'upgrade'),
  listed('Contoso Polls', ['3.1.0', '3.2.0'], 'upgrade'),
  listed('Acme Assistant', ['1.2.0', '1.10.0'], 'consent'),
  listed('Room Booking', ['2.9', '2.10'], 'probably-automatic'),
  listed('Catalog Without Answer', ['4.0.1', null], 'unknown'),
  listed('تقارير المبيعات', ['1.0', '1.1'], 'upgrade'),
  listed('Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverwaltung', ['1.0.0', '1.0.0'], 'none'),
  listed('Expenses <b>2</b> & more', ['2.0', '2.0'], 'none'),
]

const requestId = '6f1d2c1a-7a54-4a0e-9d2b-1f1f5e5d9a10'
const refused = (reason: Extract<UpgradeOutcome, { kind: 'refused' }>['reason']): UpgradeOutcome => ({
  kind: 'refused',
  reason,
  detail: 'Forbidden: the app is not allowed to do this here.',
  requestId,
})

/** One of each ending; the keys are names of apps. */
export const sampleOutcomes: Record<string, ToldOutcome> = {
  Upgraded: { kind: 'upgraded', from: '1.0.0', to: '1.1.0', granted: asked.kept, missing: [], lost: [] },
  Incomplete: {
    kind: 'upgraded',
    from: '1.0.0',
    to: '1.1.0',
    granted: asked.kept,
    missing: asked.added,
    lost: asked.dropped,
  },
  Accepted: { kind: 'accepted', from: '1.0.0', to: '1.1.0' },
  Latest: { kind: 'already-latest', version: '1.1.0' },
  Gone: { kind: 'not-installed' },
  Person: { kind: 'refused', reason: 'not-allowed-person', detail: 'Only an owner may.', requestId: null },
  Permission: refused('missing-permission'),
  Mismatch: refused('permission-mismatch'),
  Other: refused('app-mismatch'),
  Unsupported: refused('unsupported'),
  Rejected: refused('rejected'),
  Busy: { kind: 'try-later', retryAfterSeconds: 95, requestId },
  Failed: { kind: 'failed', detail: 'socket hang up', requestId },
  Unsent: { kind: 'failed', detail: 'socket hang up', requestId: null, wasSent: false },
}

export const appsToEnd: ListedApp[] = Object.keys(sampleOutcomes).map((name) =>
  listed(name, ['1.0.0', '1.1.0'], 'upgrade'),
)

const actors: HistoryEntry['actor'][] = [
  { via: 'tab', name: 'Alice Adams' },
  { via: 'typed', name: 'Bob Brown' },
  { via: 'rollout', name: 'Carol Clark' },
  { via: 'terminal', name: 'root' },
  { via: 'pressed', name: null },
]

export const sampleHistory: HistoryEntry[] = Object.entries(sampleOutcomes).map(([name, outcome], place) => ({
  id: name,
  at: new Date(Date.UTC(2026, 10, 23, 9, 0) - place * 3_600_000).toISOString(),
  actor: actors[place % actors.length] ?? { via: 'tab', name: null },
  appName: place === 3 ? null : name,
  outcome,
  requestId: null,
}))
