import type { InstallationStatus, UpdateKind } from '../installations/installation-status.ts'
import type { CardView } from './cards.ts'
import {
  type About,
  explainFailed,
  explainNotInstalled,
  explainRefused,
  explainTryLater,
  shownName,
  shownVersion,
} from './explain-outcome.ts'
import { permissionSections } from './permission-words.ts'
import { placeWords } from './place-words.ts'

type Installed = Extract<InstallationStatus, { kind: 'installed' }>

/** The card for what is installed here and what an upgrade would bring. Reading it changes nothing. */
export function explainStatus(status: InstallationStatus, about: About): CardView {
  switch (status.kind) {
    case 'installed':
      return explainInstalled(status, about)
    case 'not-installed':
      return explainNotInstalled(about, 'status')
    case 'refused':
      return explainRefused(status, about, 'status')
    case 'try-later':
      return explainTryLater(status, about, 'status')
    case 'failed':
      return explainFailed(status, about, 'status')
  }
}

function explainInstalled(status: Installed, { place }: About): CardView {
  return {
    card: 'status',
    appName: shownName(status.appName),
    installed: shownVersion(status.installed),
    newest: shownVersion(status.newest),
    ...updateWords(status.update, placeWords(place).whoMayConsent),
    sections: permissionSections([
      ['New permissions', status.permissions?.added ?? []],
      ['Permissions kept', status.permissions?.kept ?? []],
      ['No longer asked for', status.permissions?.dropped ?? []],
    ]),
    offer: status.update === 'none' ? 'upgrade-anyway' : 'upgrade',
  }
}

function updateWords(update: UpdateKind, whoMayConsent: string): { summary: string; next: string[] } {
  switch (update) {
    case 'none':
      return {
        summary: 'Teams reports the newest version in your organization’s catalog.',
        next: [
          'Teams may report a version before it is really there. If the app still behaves like an older one, upgrade anyway.',
        ],
      }
    case 'probably-automatic':
      return {
        summary: 'A newer version is available. It asks for nothing new, so Teams will probably install it by itself.',
        next: ['Press Upgrade to have it now.'],
      }
    case 'upgrade':
      return { summary: 'A newer version is available.', next: ['Press Upgrade to install it here.'] }
    case 'consent':
      return {
        summary: 'A newer version is available. It asks for permissions that somebody has to accept first.',
        next: [whoMayConsent],
      }
    case 'unknown':
      return {
        summary: 'This bot cannot tell whether a newer version is available.',
        next: ['Press Upgrade to bring the app to the newest version in the catalog, whichever it is.'],
      }
  }
}
