import type { ReplyToUpgrade } from '../reply-to-upgrade.ts'
import type { Handler } from '../routes.ts'
import { pressedApp, type UpgradeHere } from '../upgrade-here.ts'

/** `upgrade app`, typed or pressed; `force` is *Upgrade anyway*, which skips the comparison of versions. */
export function createUpgradeApp(parts: { upgradeHere: UpgradeHere; reply: ReplyToUpgrade; force: boolean }): Handler {
  return async (turn) => parts.reply(turn, await parts.upgradeHere(turn, { ...pressedApp(turn), force: parts.force }))
}
