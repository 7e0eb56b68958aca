import { judge, type UpgradePolicy, type Verdict } from '../installations/authority.ts'
import type { AppReference } from '../installations/installed-apps.ts'
import type { Upgrade } from '../installations/upgrade-installation.ts'
import type { FindStanding } from './find-standing.ts'
import type { Turn } from './turn.ts'

/** What a turn asks the use case for: the rest (tokens, patience, flights, audit) is the wiring's. */
export type AskedUpgrade = { app: AppReference; force: boolean; acceptedSet: string | null; mayUpgrade: Verdict }

export type UpgradeParts = {
  findStanding: FindStanding
  policy: UpgradePolicy
  /** The app that `upgrade app` means. */
  ownApp: AppReference
  upgrade(turn: Turn, asked: AskedUpgrade): Promise<Upgrade>
}

export type UpgradeHere = (
  turn: Turn,
  ask: { app?: AppReference; force?: boolean; acceptedSet?: string },
) => Promise<Upgrade>

/** An upgrade of one app where the turn is, by the right of who asks, judged at this moment. */
export function createUpgradeHere({ findStanding, policy, ownApp, upgrade }: UpgradeParts): UpgradeHere {
  return async (turn, { app = ownApp, force = false, acceptedSet = null }) => {
    const withConsent = acceptedSet !== null
    const mayUpgrade = judge(await findStanding(turn, { withConsent }), { withConsent, policy })
    return upgrade(turn, { app, force, acceptedSet, mayUpgrade })
  }
}

/** The app a button names, looked for in the turn's own place; the bot's own where it names none. */
export function pressedApp({ pressed }: Turn): { app: AppReference } | Record<string, never> {
  return pressed.app === null ? {} : { app: { by: 'catalogId', id: pressed.app } }
}
