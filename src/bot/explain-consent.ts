import type { Verdict } from '../installations/authority.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { PermissionSection } from './cards.ts'
import type { About } from './explain-outcome.ts'
import { permissionSections } from './permission-words.ts'
import { placeWords } from './place-words.ts'
import { type AppPresses, appPresses, type Press, pressAbout } from './press.ts'
import { shownName, shownVersion } from './shown-name.ts'
import { verdictWords, type WhoWords } from './verdict-words.ts'

/**
 * The question that stands open. `set` is a reference to exactly the permissions shown, so that a yes counts for these
 * alone; `note` is the publisher's why; `mayConsent` is about the person who asked, null while nobody has looked.
 */
export type ConsentQuestion = { set: string; note: string | null; mayConsent: Verdict | null }

export type ConsentCard = {
  card: 'needs-consent'
  appName: string
  from: string
  to: string
  summary: string
  sections: PermissionSection[]
  note: string | null
  who: WhoWords
  next: string[]
  press: AppPresses & { accept?: Press; notNow?: Press }
}

export type DeclinedCard = {
  card: 'declined'
  appName: string
  version: string
  summary: string
  saidBy: string | null
  next: string[]
  press: AppPresses
}

type NeedsConsent = Extract<UpgradeOutcome, { kind: 'needs-consent' }>

/** Without a question (a place that cannot be answered from a card) it only shows what is asked and who can accept it. */
export function explainNeedsConsent(outcome: NeedsConsent, about: About): ConsentCard {
  const words = placeWords(about.place)
  const consent = about.consent ?? null
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
    note: consent?.note?.trim() ? consent.note : null,
    who: whoMayAccept(about),
    next: consent
      ? [
          '“Accept and upgrade” accepts exactly the new and the kept permissions. An upgrade cannot be undone in Teams.',
          '“Not now” changes nothing: the installed version keeps working.',
        ]
      : [`To accept them, update the app ${words.whereInTeams}. An upgrade cannot be undone in Teams.`],
    press: {
      ...appPresses(about.app),
      ...(consent
        ? {
            accept: { ...pressAbout('accept', about.app), set: consent.set },
            notNow: { ...pressAbout('not-now', about.app), set: consent.set },
          }
        : {}),
    },
  }
}

function whoMayAccept({ place, askedBy, consent }: About): WhoWords {
  const rule = placeWords(place).whoMayConsent
  const verdict = consent?.mayConsent ?? null
  if (verdict === null) return { lines: [rule], names: [] }
  const words = verdictWords(verdict, 'accept them', { place, askedBy: askedBy ?? null })
  const isSaidAlready = verdict.kind === 'refused' || place === 'user' || place === 'me'
  return isSaidAlready ? words : { ...words, lines: [rule, ...words.lines] }
}

/** Somebody, `by` name, said *Not now* to a version. `app` as in `About`. */
export type Declined = { appName: string | null; version: string; by: string | null; app: string | null }

export function declinedView({ appName, version, by, app }: Declined): DeclinedCard {
  return {
    card: 'declined',
    appName: shownName(appName),
    version: shownVersion(version),
    summary:
      'Nothing was changed: the installed version keeps working, with the permissions it has. I will not ask again for this version by myself.',
    saidBy: by?.trim() ? by : null,
    next: [`To see the question again, press Upgrade or type “upgrade ${app ? shownName(appName) : 'app'}”.`],
    press: appPresses(app),
  }
}
