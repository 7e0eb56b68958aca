import type { CardView } from '../../src/bot/cards.ts'
import { explainStatus } from '../../src/bot/explain-status.ts'
import type { InstallationStatus } from '../../src/installations/installation-status.ts'
import { auditEntry } from './sample-entries.ts'
import { asked } from './sample-permissions.ts'

type Installed = Extract<InstallationStatus, { kind: 'installed' }>

/** An app that is a version behind, everything known; say what is different. */
export function installedStatus(different: Partial<Installed> = {}): Installed {
  return {
    kind: 'installed',
    appName: 'Contoso Helpdesk',
    installed: '1.0.0',
    newest: { kind: 'known', version: '1.1.0' },
    update: 'upgrade',
    permissions: { kind: 'known', added: [], kept: [], dropped: [] },
    granted: { kind: 'known', permissions: [] },
    mayUpgrade: { kind: 'allowed' },
    mayConsent: { kind: 'allowed' },
    last: { kind: 'known', entry: null },
    isDeclined: false,
    ...different,
  }
}

const ownersOnly = 'Only an owner of this team may accept new permissions: Alice Adams, Beth Brown.'

export const sampleStatuses: Record<string, CardView> = {
  'status-none': explainStatus(
    installedStatus({
      installed: '2.0.0',
      newest: { kind: 'known', version: '2.0.0' },
      update: 'none',
      granted: { kind: 'known', permissions: asked.kept },
      last: {
        kind: 'known',
        entry: auditEntry({ kind: 'upgraded', from: '1.9.12', to: '2.0.0', granted: [], missing: [], lost: [] }),
      },
    }),
    { place: 'team', askedBy: 'Alice Adams' },
  ),
  'status-upgrade': explainStatus(installedStatus(), { place: 'user' }),
  'status-automatic': explainStatus(installedStatus({ update: 'probably-automatic' }), {
    place: 'chat',
    askedBy: 'Alice Adams',
    app: 'catalog-id',
  }),
  'status-consent': explainStatus(
    installedStatus({
      installed: '1.9.12',
      newest: { kind: 'known', version: '2.0.0' },
      update: 'consent',
      permissions: { kind: 'known', ...asked },
      granted: { kind: 'known', permissions: [...asked.kept, ...asked.dropped] },
      mayConsent: { kind: 'refused', whoMay: ownersOnly },
      isDeclined: true,
    }),
    { place: 'team', askedBy: 'Carol Clark' },
  ),
  'status-unknown': explainStatus(
    installedStatus({
      installed: null,
      newest: { kind: 'unknown', revealedBy: ['AppCatalog.Read.All'] },
      update: 'unknown',
      permissions: { kind: 'unknown', revealedBy: ['AppCatalog.Read.All'] },
      granted: {
        kind: 'unknown',
        revealedBy: ['TeamsAppInstallation.Read.Group', 'TeamsAppInstallation.ReadForTeam.All'],
      },
      mayUpgrade: {
        kind: 'unreadable',
        permissions: ['TeamMember.Read.Group', 'TeamMember.Read.All'],
        detail: 'Forbidden',
        requestId: null,
      },
      last: { kind: 'unknown', revealedBy: [] },
    }),
    { place: 'team' },
  ),
}
