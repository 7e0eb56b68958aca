import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { Again, CardView } from './cards.ts'
import { type ConsentQuestion, explainNeedsConsent } from './explain-consent.ts'
import { explainRefusal, type Refused } from './explain-refusal.ts'
import { explainAccepted, explainUpgraded, type Verification } from './explain-upgraded.ts'
import { humanWait } from './human-wait.ts'
import { type Place, placeWords } from './place-words.ts'
import { appPresses } from './press.ts'
import { shownName } from './shown-name.ts'

/**
 * What a card is about. `appName` is null or absent while nobody has said it, `askedBy` is a person's display name,
 * `app` the reference of another app than the bot's own. What is absent is not spoken of.
 */
export type About = {
  appName?: string | null
  app?: string | null
  place: Place
  askedBy?: string | null
  consent?: ConsentQuestion | null
  verification?: Verification | null
}

type Ending<Kind extends UpgradeOutcome['kind']> = Extract<UpgradeOutcome, { kind: Kind }>

/** The card for how an upgrade ended: what happened, what to do next, and Graph's request id where there is one. */
export function explainOutcome(outcome: UpgradeOutcome, about: About): CardView {
  switch (outcome.kind) {
    case 'upgraded':
      return explainUpgraded(outcome, about)
    case 'accepted':
      return explainAccepted(outcome, about)
    case 'already-latest':
      return {
        card: 'already-latest',
        appName: shownName(about.appName),
        version: outcome.version,
        summary: `Teams reports version ${outcome.version} ${placeWords(about.place).here}, the newest in your organization’s catalog. Nothing was changed.`,
        next: [
          'Teams may report a version before it is really there. If the app still behaves like an older one, upgrade anyway.',
        ],
        press: appPresses(about.app),
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

export function explainNotInstalled({ appName, app, place }: About, again: Again): CardView {
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
    press: appPresses(app),
  }
}

export function explainRefused(refused: Refused, { appName, app, place }: About, again: Again): CardView {
  return {
    card: 'refused',
    appName: shownName(appName),
    detailTitle: refused.requestId === null ? 'Why' : 'Microsoft Graph’s answer',
    detail: refused.detail,
    ...explainRefusal(refused, place),
    requestId: refused.requestId,
    again,
    press: appPresses(app),
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
    press: appPresses(about.app),
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
    press: appPresses(about.app),
  }
}
