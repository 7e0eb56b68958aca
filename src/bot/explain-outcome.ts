import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { CardView } from './cards.ts'
import { type ConsentQuestion, explainNeedsConsent } from './explain-consent.ts'
import { explainTrouble } from './explain-trouble.ts'
import { explainAccepted, explainUpgraded, type Verification } from './explain-upgraded.ts'
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
  /** No request that changes something was sent: a failure then needs no doubt. */
  isNothingSent?: boolean
}

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
    case 'refused':
    case 'try-later':
    case 'failed':
      return explainTrouble(outcome, about, 'upgrade')
  }
}
