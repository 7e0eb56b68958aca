import type { CardView } from '../../src/bot/cards.ts'
import { declinedView } from '../../src/bot/explain-consent.ts'
import { explainOutcome } from '../../src/bot/explain-outcome.ts'
import { explainListTrouble, explainUnexpected } from '../../src/bot/explain-trouble.ts'
import { helpView, welcomeView, whereUnknownView, workingView } from '../../src/bot/guide-views.ts'
import { sampleLists } from './sample-lists.ts'
import { asked, byApp } from './sample-permissions.ts'
import { sampleRollouts } from './sample-rollouts.ts'
import { sampleStatuses } from './sample-statuses.ts'

const appName = 'Contoso Helpdesk'
const requestId = '4b7e6a1c-9d1f-4d0a-8c53-2f6f0c1e7a90'
const inTeam = { appName, place: 'team' } as const
const inChat = { appName, place: 'chat' } as const
const forUser = { appName, place: 'user' } as const

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
      missing: [byApp('ChannelMessage.Read.Group')],
      lost: [byApp('Owner.Read.Group')],
    },
    { ...inTeam, askedBy: 'Alice Adams', verification: { kind: 'will-check', afterSeconds: 60 } },
  ),
  'upgraded-checked': explainOutcome(
    { kind: 'upgraded', from: '1.9.12', to: '2.0.0', granted: asked.added, missing: [], lost: asked.dropped },
    { ...inTeam, askedBy: 'Alice Adams', verification: { kind: 'checked', at: '2026-11-22T14:10:09.000Z' } },
  ),
  'upgraded-same-version': explainOutcome(
    { kind: 'upgraded', from: '2.0.0', to: '2.0.0', granted: [], missing: [], lost: [] },
    inTeam,
  ),
  accepted: explainOutcome({ kind: 'accepted', from: '1.0.0', to: null }, { ...inTeam, askedBy: 'Alice Adams' }),
  'already-latest': explainOutcome({ kind: 'already-latest', version: '2.0.0' }, inChat),
  'accepted-will-change': explainOutcome(
    { kind: 'accepted', from: '1.0.0', to: '1.1.0' },
    { ...inTeam, verification: { kind: 'will-check', afterSeconds: 20 } },
  ),
  'needs-consent': explainOutcome(
    { kind: 'needs-consent', from: '1.9.12', to: '2.0.0', ...asked },
    {
      ...inTeam,
      askedBy: 'Carol Clark',
      consent: {
        set: 'hash-of-the-set',
        note: 'Version 2 answers questions in channels without being mentioned. For that it has to read them.',
        mayConsent: { kind: 'refused', whoMay: 'Only an owner of this team may accept new permissions: Alice Adams.' },
      },
    },
  ),
  'needs-consent-of-another-app': explainOutcome(
    { kind: 'needs-consent', from: null, to: '2.0.0', added: asked.added, kept: [], dropped: [] },
    {
      ...forUser,
      app: 'catalog-id',
      consent: { set: 'hash-of-the-set', note: null, mayConsent: { kind: 'allowed' } },
    },
  ),
  'needs-consent-nobody-may': explainOutcome(
    {
      kind: 'needs-consent',
      from: '1.9.12',
      to: '2.0.0',
      added: [byApp('Something.New.Group')],
      kept: [],
      dropped: [],
    },
    {
      ...inTeam,
      consent: {
        set: 'hash-of-the-set',
        note: null,
        mayConsent: {
          kind: 'unreadable',
          permissions: ['TeamMember.Read.Group', 'TeamMember.Read.All'],
          detail: 'Forbidden',
          requestId,
        },
      },
    },
  ),
  'needs-consent-without-buttons': explainOutcome(
    { kind: 'needs-consent', from: '1.9.12', to: '2.0.0', ...asked },
    inTeam,
  ),
  declined: declinedView({ appName, app: null, version: '2.0.0', by: 'Alice Adams' }),
  'not-installed': explainOutcome({ kind: 'not-installed' }, inTeam),
  'refused-missing-permission': explainOutcome(
    { kind: 'refused', reason: 'missing-permission', detail: missingRoles, requestId },
    inTeam,
  ),
  'refused-not-allowed-person': explainOutcome(
    {
      kind: 'refused',
      reason: 'not-allowed-person',
      detail: 'Only an owner of this team may upgrade apps here: Alice Adams.',
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
  'failed-unexpectedly': explainUnexpected('Something went wrong inside the bot. Its log has more under 4b7e6a1c.'),
  'list-unreadable': explainListTrouble({ kind: 'failed', detail: 'Graph answered 418.', requestId }, 'team'),
  'try-later': explainOutcome({ kind: 'try-later', retryAfterSeconds: 90, requestId }, forUser),
  working: workingView(),
  ...sampleStatuses,
  ...sampleLists,
  ...sampleRollouts,
  help: helpView(),
  'help-for-admins': helpView({ forAdmin: true }),
  'help-did-you-mean': helpView({ unknown: true, didYouMean: 'upgrade app' }),
  'help-outdated': helpView({ outdated: true }),
  welcome: welcomeView('team'),
  'where-unknown-no-person': whereUnknownView('no-person'),
  'where-unknown-no-team-id': whereUnknownView('no-team-id'),
}
