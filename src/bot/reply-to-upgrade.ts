import { judge, type UpgradePolicy, type Verdict } from '../installations/authority.ts'
import { hashPermissionSet } from '../installations/hash-permission-set.ts'
import type { Upgrade } from '../installations/upgrade-installation.ts'
import { isSettled } from '../installations/verify-upgrade.ts'
import { explainOutcome } from './explain-outcome.ts'
import type { FindStanding } from './find-standing.ts'
import type { Reply } from './routes.ts'
import type { Turn } from './turn.ts'

/** An upgrade whose end did not show in time is looked at again, and the message that told of it is updated. */
export type VerifyLater = {
  afterSeconds: number
  /** `isSettled`: the message says already that all is well. */
  schedule(look: { turn: Turn; upgrade: Upgrade; messageId: string; isSettled: boolean }): Promise<void>
}

export type ReplyParts = {
  findStanding: FindStanding
  policy: UpgradePolicy
  /** The publisher's word on why new permissions are asked. */
  consentNote: string | null
  verifyLater: VerifyLater
}

/** The card for an upgrade's outcome. */
export type ReplyToUpgrade = (turn: Turn, upgrade: Upgrade) => Promise<Reply>

export function createReplyToUpgrade(parts: ReplyParts): ReplyToUpgrade {
  return async (turn, upgrade) => {
    const { outcome, appName, expected } = upgrade
    const isPrivate = turn.via === 'pressed' && outcome.kind === 'refused' && outcome.reason === 'not-allowed-person'
    const willCheck = expected !== null && !isSettled(outcome)
    const view = explainOutcome(outcome, {
      appName,
      place: turn.scope.kind,
      askedBy: turn.person.name,
      app: turn.pressed.app,
      isNothingSent: upgrade.posts === 0,
      ...(willCheck ? { verification: { kind: 'will-check', afterSeconds: parts.verifyLater.afterSeconds } } : {}),
      ...(outcome.kind === 'needs-consent'
        ? {
            consent: {
              set: hashPermissionSet([...outcome.added, ...outcome.kept]),
              note: parts.consentNote,
              mayConsent: await whoMayConsent(turn, parts),
            },
          }
        : {}),
    })
    const holdsSomething = expected?.required.some(({ permissionType }) => permissionType === 'application') ?? false
    if (!willCheck && !(outcome.kind === 'upgraded' && holdsSomething)) return { view, isPrivate }
    const onShown = (messageId: string) =>
      parts.verifyLater.schedule({ turn, upgrade, messageId, isSettled: !willCheck })
    return { view, isPrivate, onShown }
  }
}

/** Said on the card for the person who asked; judged again when somebody presses. */
async function whoMayConsent(turn: Turn, { findStanding, policy }: ReplyParts): Promise<Verdict> {
  return judge(await findStanding(turn, { withConsent: true }), { withConsent: true, policy })
}
