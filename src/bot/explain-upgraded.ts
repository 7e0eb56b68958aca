import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { PermissionSection } from './cards.ts'
import type { About } from './explain-outcome.ts'
import { humanWait } from './human-wait.ts'
import { permissionSections } from './permission-words.ts'
import { type Place, placeWords } from './place-words.ts'
import { type AppPresses, appPresses } from './press.ts'
import { shownName, shownVersion } from './shown-name.ts'

/** Whether this card will be looked after, or already was. `at` is an ISO time of ours. */
export type Verification = { kind: 'will-check'; afterSeconds: number } | { kind: 'checked'; at: string }

export type UpgradedCard = {
  card: 'upgraded' | 'upgraded-incomplete'
  appName: string
  from: string
  to: string
  summary: string
  sections: PermissionSection[]
  next: string[]
  willCheck: string | null
  checkedAt: Date | null
  askedBy: string | null
  press: AppPresses
}

export type AcceptedCard = {
  card: 'accepted'
  appName: string
  from: string
  to: string
  summary: string
  next: string[]
  willCheck: string | null
  checkedAt: Date | null
  askedBy: string | null
  press: AppPresses
}

type Upgraded = Extract<UpgradeOutcome, { kind: 'upgraded' }>
type Accepted = Extract<UpgradeOutcome, { kind: 'accepted' }>

export function explainUpgraded(outcome: Upgraded, about: About): UpgradedCard {
  const isIncomplete = outcome.missing.length + outcome.lost.length > 0
  return {
    card: isIncomplete ? 'upgraded-incomplete' : 'upgraded',
    appName: shownName(about.appName),
    from: shownVersion(outcome.from),
    to: shownVersion(outcome.to),
    summary: upgradedSummary(outcome, about.place),
    sections: permissionSections([
      ['Asked for, but not granted', outcome.missing],
      ['Granted before, but no longer', outcome.lost],
      ['Permissions granted', outcome.granted],
    ]),
    next: isIncomplete ? whenIncomplete(about) : [],
    ...verificationWords(about.verification),
    askedBy: about.askedBy ?? null,
    press: appPresses(about.app),
  }
}

export function explainAccepted({ from, to }: Accepted, about: About): AcceptedCard {
  const willCheck = about.verification?.kind === 'will-check'
  return {
    card: 'accepted',
    appName: shownName(about.appName),
    from: shownVersion(from),
    to: shownVersion(to),
    summary:
      'Microsoft Graph accepted the upgrade, but Teams does not show the new version yet. That can take some minutes.',
    next: [
      willCheck
        ? 'Nothing. This card will change by itself when the new version is there.'
        : 'Press Status in a few minutes to see whether it has arrived.',
    ],
    ...verificationWords(about.verification),
    askedBy: about.askedBy ?? null,
    press: appPresses(about.app),
  }
}

function verificationWords(verification: Verification | null | undefined) {
  return {
    willCheck:
      verification?.kind === 'will-check' ? `I will look again ${humanWait(verification.afterSeconds)}.` : null,
    checkedAt: verification?.kind === 'checked' ? new Date(verification.at) : null,
  }
}

function upgradedSummary({ from, to }: Upgraded, place: Place): string {
  const { here } = placeWords(place)
  if (to === null) return `The app was upgraded ${here}. Teams does not report its version.`
  if (from !== to) return `Teams now reports version ${to} ${here}.`
  return `Microsoft Graph carried out the upgrade ${here}. Teams reported version ${to} before and after it.`
}

/** Reinstalling is the one cure that worked for others: github.com/OfficeDev/microsoft-teams-library-js/issues/1543 */
function whenIncomplete({ place, verification }: About): string[] {
  const { here, whereInTeams } = placeWords(place)
  return [
    verification?.kind === 'will-check'
      ? 'Wait: Teams may grant permissions some minutes after the upgrade. This card will change by itself.'
      : 'Wait some minutes, then press Status: Teams may grant permissions late.',
    `If it stays like this, remove the app ${here} and add it again, ${whereInTeams}. What the app keeps here, such as its tabs, may have to be set up again.`,
    `An admin can compare with what Microsoft Graph lists as permissionGrants ${here}.`,
  ]
}
