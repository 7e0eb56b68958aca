import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { Again, CardView } from './cards.ts'
import { explainRefusal, type Refused } from './explain-refusal.ts'
import { humanWait } from './human-wait.ts'
import { permissionSections } from './permission-words.ts'
import { type Place, placeWords } from './place-words.ts'

/** What a card is about. `appName` is null or absent while nobody has said it; `askedBy` is a person's display name. */
export type About = { appName?: string | null; place: Place; askedBy?: string | null }

type Ending<Kind extends UpgradeOutcome['kind']> = Extract<UpgradeOutcome, { kind: Kind }>

/** The card for how an upgrade ended: what happened, what to do next, and Graph's request id where there is one. */
export function explainOutcome(outcome: UpgradeOutcome, about: About): CardView {
  switch (outcome.kind) {
    case 'upgraded':
      return explainUpgraded(outcome, about)
    case 'accepted':
      return {
        card: 'accepted',
        appName: shownName(about.appName),
        from: shownVersion(outcome.from),
        to: shownVersion(outcome.to),
        summary:
          'Microsoft Graph accepted the upgrade, but Teams does not show the new version yet. That can take some minutes.',
        askedBy: about.askedBy ?? null,
      }
    case 'already-latest':
      return {
        card: 'already-latest',
        appName: shownName(about.appName),
        version: outcome.version,
        summary: `Teams reports version ${outcome.version} ${placeWords(about.place).here}, the newest in your organization’s catalog. Nothing was changed.`,
        next: [
          'Teams may report a version before it is really there. If the app still behaves like an older one, upgrade anyway.',
        ],
      }
    case 'needs-consent':
      return explainNeedsConsent(outcome, about)
    case 'not-installed':
      return explainNotInstalled(about, 'upgrade')
    case 'refused':
      return explainRefused(outcome, about, 'upgrade')
    case 'try-later':
      return explainTryLater(outcome, about, 'upgrade')
    case 'failed':
      return explainFailed(outcome, about, 'upgrade')
  }
}

function explainUpgraded(outcome: Ending<'upgraded'>, about: About): CardView {
  const lacking = outcome.missing.length + outcome.lost.length > 0
  return {
    card: 'upgraded',
    appName: shownName(about.appName),
    from: shownVersion(outcome.from),
    to: shownVersion(outcome.to),
    summary: upgradedSummary(outcome, about.place),
    sections: permissionSections([
      ['Permissions granted', outcome.granted],
      ['Asked for, but not granted', outcome.missing],
      ['Granted before, but no longer', outcome.lost],
    ]),
    next: lacking ? ['Parts of the app may not work until these are granted. Press Status to check again.'] : [],
    askedBy: about.askedBy ?? null,
  }
}

function upgradedSummary({ from, to }: Ending<'upgraded'>, place: Place): string {
  const { here } = placeWords(place)
  if (to === null) return `The app was upgraded ${here}. Teams does not report its version.`
  if (from !== to) return `Teams now reports version ${to} ${here}.`
  return `Microsoft Graph carried out the upgrade ${here}. Teams reported version ${to} before and after it.`
}

function explainNeedsConsent(outcome: Ending<'needs-consent'>, about: About): CardView {
  const words = placeWords(about.place)
  return {
    card: 'needs-consent',
    appName: shownName(about.appName),
    from: shownVersion(outcome.from),
    to: shownVersion(outcome.to),
    summary: `The new version asks for permissions that nobody has accepted ${words.here} yet. Nothing was changed.`,
    sections: permissionSections([
      ['New', outcome.added],
      ['Kept', outcome.kept],
      ['No longer asked for', outcome.dropped],
    ]),
    next: [`${words.whoMayConsent} To do so, update the app ${words.whereInTeams}.`],
  }
}

export function explainNotInstalled({ appName, place }: About, again: Again): CardView {
  const { here, whereInTeams } = placeWords(place)
  return {
    card: 'not-installed',
    appName: shownName(appName),
    summary: `This bot does not see the app ${here}. There are two possible causes.`,
    causes: [
      {
        title: `The app is not installed ${here}`,
        check: `Look for it ${whereInTeams}. If it is not listed there, add it: that installs the newest version.`,
      },
      {
        title: 'The app is installed, but hidden from this bot',
        check:
          'Microsoft Graph may show a bot only its own app. The publisher can check that webApplicationInfo.id in the published manifest is the id of the bot’s Entra app.',
      },
    ],
    again,
  }
}

export function explainRefused(refused: Refused, { appName, place }: About, again: Again): CardView {
  return {
    card: 'refused',
    appName: shownName(appName),
    ...explainRefusal(refused, place),
    detailTitle: refused.requestId === null ? 'Why' : 'Microsoft Graph’s answer',
    detail: refused.detail,
    requestId: refused.requestId,
    again,
  }
}

export function explainTryLater(
  { retryAfterSeconds, requestId }: Ending<'try-later'>,
  about: About,
  again: Again,
): CardView {
  return {
    card: 'try-later',
    appName: shownName(about.appName),
    summary: 'Microsoft Graph is busy and asks to wait.',
    next: [`Try again ${humanWait(retryAfterSeconds)}.`],
    requestId,
    again,
  }
}

export function explainFailed({ detail, requestId }: Ending<'failed'>, about: About, again: Again): CardView {
  return {
    card: 'failed',
    appName: shownName(about.appName),
    summary:
      again === 'upgrade'
        ? 'Something unexpected happened. It is not certain whether the app was upgraded.'
        : 'Something unexpected happened while looking. Nothing was changed.',
    next: [
      again === 'upgrade' ? 'Press Status to see what Teams reports now, then try again.' : 'Try again in a minute.',
      'If it happens again, give your admin the details below.',
    ],
    detail,
    requestId,
    again,
  }
}

export function shownName(appName: string | null | undefined): string {
  return appName?.trim() ? appName : 'This app'
}

export function shownVersion(version: string | null): string {
  return version?.trim() ? version : 'unknown'
}
