import type { TroubleOutcome } from '../installations/trouble-outcome.ts'
import type { Again, CardView } from './cards.ts'
import type { About } from './explain-outcome.ts'
import { explainRefusal, type Refused } from './explain-refusal.ts'
import { humanWait } from './human-wait.ts'
import { type Place, placeWords } from './place-words.ts'
import { appPresses } from './press.ts'
import { shownName } from './shown-name.ts'

type Ending<Kind extends TroubleOutcome['kind']> = Extract<TroubleOutcome, { kind: Kind }>

/** The card for what came to no good end, and changed nothing that is known. `again` is what was asked for. */
export function explainTrouble(outcome: TroubleOutcome, about: About, again: Again): CardView {
  switch (outcome.kind) {
    case 'not-installed':
      return explainNotInstalled(about, again)
    case 'refused':
      return explainRefused(outcome, about, again)
    case 'try-later':
      return explainTryLater(outcome, about, again)
    case 'failed':
      return explainFailed(outcome, about, again)
  }
}

/** The list of what is installed here came to no good end: asked again, it is listed, and nothing is upgraded by that. */
export function explainListTrouble(outcome: TroubleOutcome, place: Place): CardView {
  return explainTrouble(outcome, { appName: 'The apps here', place }, 'apps')
}

function explainNotInstalled({ appName, app, place }: About, again: Again): CardView {
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

function explainRefused(refused: Refused, { appName, app, place }: About, again: Again): CardView {
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

function explainTryLater({ retryAfterSeconds, requestId }: Ending<'try-later'>, about: About, again: Again): CardView {
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

function explainFailed({ detail, requestId }: Ending<'failed'>, about: About, again: Again): CardView {
  return {
    card: 'failed',
    appName: shownName(about.appName),
    ...failedWords(about, again),
    detail,
    requestId,
    again,
    press: appPresses(about.app),
  }
}

function failedWords({ isNothingSent }: About, again: Again): { summary: string; next: string[] } {
  const ifAgain = 'If it happens again, give your admin the details below.'
  if (again === 'upgrade' && !isNothingSent) {
    return {
      summary: 'Something unexpected happened. It is not certain whether the app was upgraded.',
      next: ['Press Status to see what Teams reports now, then try again.', ifAgain],
    }
  }
  return {
    summary: 'Something unexpected happened while looking. Nothing was changed.',
    next: ['Try again in a minute.', ifAgain],
  }
}

/** Nobody expected it, and it may have been anything that was asked for: no button repeats that. */
export function explainUnexpected(detail: string): CardView {
  return {
    card: 'failed',
    appName: shownName(null),
    summary: 'Something unexpected happened inside the bot. It is not certain whether what was asked for was done.',
    next: [
      'Look before you ask again: “apps” shows what is installed here, “rollout” the rollouts.',
      'If it happens again, give your admin the details below.',
    ],
    detail,
    requestId: null,
    again: null,
    press: appPresses(null),
  }
}
