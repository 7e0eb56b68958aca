import type { CardView } from '../../src/bot/cards.ts'
import { explainOutcome } from '../../src/bot/explain-outcome.ts'
import { explainStatus } from '../../src/bot/explain-status.ts'
import { helpView, welcomeView, whereUnknownView, workingView } from '../../src/bot/guide-views.ts'
import type { Permission, PermissionDiff } from '../../src/installations/permission-set.ts'

const app = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'application' })
const person = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'delegated' })

const appName = 'Contoso Helpdesk'
const requestId = '4b7e6a1c-9d1f-4d0a-8c53-2f6f0c1e7a90'
const inTeam = { appName, place: 'team' } as const
const inChat = { appName, place: 'chat' } as const
const forUser = { appName, place: 'user' } as const

const asked: PermissionDiff = {
  added: [app('ChannelMessage.Read.Group'), person('ChannelMeeting.ReadBasic.Group')],
  kept: [app('TeamSettings.Read.Group'), app('TeamMember.Read.Group')],
  dropped: [app('Owner.Read.Group')],
}

const missingRoles =
  "Forbidden: Missing role permissions on the request. API requires one of 'Group.ReadWrite.All, TeamsAppInstallation.ReadWriteForTeam.All, TeamsAppInstallation.ReadWriteSelfForTeam.All'. Roles on the request 'AppCatalog.Read.All'."

/** One view of every card, and of every variant that looks different, by the name its picture gets. */
export const sampleViews: Record<string, CardView> = {
  upgraded: explainOutcome(
    { kind: 'upgraded', from: '1.0.0', to: '1.1.0', granted: [], missing: [], lost: [] },
    { ...inChat, askedBy: 'Alice Adams' },
  ),
  'upgraded-with-permissions': explainOutcome(
    {
      kind: 'upgraded',
      from: '1.9.12',
      to: '2.0.0',
      granted: asked.kept,
      missing: [app('ChannelMessage.Read.Group')],
      lost: [app('Owner.Read.Group')],
    },
    { ...inTeam, askedBy: 'Alice Adams' },
  ),
  'upgraded-same-version': explainOutcome(
    { kind: 'upgraded', from: '2.0.0', to: '2.0.0', granted: [], missing: [], lost: [] },
    inTeam,
  ),
  accepted: explainOutcome({ kind: 'accepted', from: '1.0.0', to: null }, { ...inTeam, askedBy: 'Alice Adams' }),
  'already-latest': explainOutcome({ kind: 'already-latest', version: '2.0.0' }, inChat),
  'needs-consent': explainOutcome({ kind: 'needs-consent', from: '1.9.12', to: '2.0.0', ...asked }, inTeam),
  'not-installed': explainOutcome({ kind: 'not-installed' }, inTeam),
  'refused-missing-permission': explainOutcome(
    { kind: 'refused', reason: 'missing-permission', detail: missingRoles, requestId },
    inTeam,
  ),
  'refused-not-allowed-person': explainOutcome(
    {
      kind: 'refused',
      reason: 'not-allowed-person',
      detail: 'In a team only its owners may upgrade an app.',
      requestId: null,
    },
    inTeam,
  ),
  'refused-app-mismatch': explainOutcome(
    {
      kind: 'refused',
      reason: 'app-mismatch',
      detail:
        "Forbidden: AAD App Id '11111111-2222-4333-8444-555555555555' is not allowed to manage the Teams App '99999999-8888-4777-8666-555555555555'",
      requestId,
    },
    inChat,
  ),
  'refused-permission-mismatch': explainOutcome(
    {
      kind: 'refused',
      reason: 'permission-mismatch',
      detail:
        'ResourceSpecificPermissionsMismatch: The app requires resource-specific permissions that were not consented.',
      requestId,
    },
    inTeam,
  ),
  'refused-unsupported': explainOutcome(
    { kind: 'refused', reason: 'unsupported', detail: 'HTTP 501', requestId },
    forUser,
  ),
  'refused-rejected': explainOutcome(
    { kind: 'refused', reason: 'rejected', detail: 'Forbidden: This request is forbidden.', requestId },
    inChat,
  ),
  failed: explainOutcome({ kind: 'failed', detail: 'Graph answered 418 with no JSON in it.', requestId }, forUser),
  'try-later': explainOutcome({ kind: 'try-later', retryAfterSeconds: 90, requestId }, forUser),
  working: workingView({ appName, doing: 'upgrade' }),
  'status-none': explainStatus(
    { kind: 'installed', appName, installed: '2.0.0', newest: '2.0.0', update: 'none', permissions: null },
    inTeam,
  ),
  'status-upgrade': explainStatus(
    { kind: 'installed', appName, installed: '1.0.0', newest: '1.1.0', update: 'upgrade', permissions: null },
    forUser,
  ),
  'status-consent': explainStatus(
    { kind: 'installed', appName, installed: '1.9.12', newest: '2.0.0', update: 'consent', permissions: asked },
    inTeam,
  ),
  'status-unknown': explainStatus(
    { kind: 'installed', appName, installed: null, newest: null, update: 'unknown', permissions: null },
    inChat,
  ),
  help: helpView(),
  'help-did-you-mean': helpView({ unknown: true, didYouMean: 'upgrade app' }),
  'help-outdated': helpView({ outdated: true }),
  welcome: welcomeView('team'),
  'where-unknown-no-person': whereUnknownView('no-person'),
  'where-unknown-no-team-id': whereUnknownView('no-team-id'),
}
