import type { ReplyToUpgrade } from '../reply-to-upgrade.ts'
import type { Handler } from '../routes.ts'
import { pressedApp, type UpgradeHere } from '../upgrade-here.ts'

/** *Accept and upgrade*: a yes to exactly the set that the card showed. Another set by now, and the card asks again. */
export function createAccept(parts: { upgradeHere: UpgradeHere; reply: ReplyToUpgrade }): Handler {
  return async (turn) => {
    const acceptedSet = turn.pressed.set ?? ''
    return parts.reply(turn, await parts.upgradeHere(turn, { ...pressedApp(turn), acceptedSet }))
  }
}
