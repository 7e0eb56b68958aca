import { distance } from 'fastest-levenshtein'
import { findApps, type ListedApp } from '../../installations/list-apps.ts'
import { endOf } from '../../installations/trouble-outcome.ts'
import { noSuchAppView, whichAppView } from '../apps-views.ts'
import { explainListTrouble } from '../explain-trouble.ts'
import { helpView } from '../guide-views.ts'
import type { ReplyToUpgrade } from '../reply-to-upgrade.ts'
import { type Handler, nearestCommand } from '../routes.ts'
import type { UpgradeHere } from '../upgrade-here.ts'
import type { AppsHere } from './apps.ts'

export type NamedParts = { appsHere: AppsHere; upgradeHere: UpgradeHere; reply: ReplyToUpgrade }

/** `upgrade <name>`: by name, external id or catalog id among what is installed here; asks when several match. */
export function createUpgradeNamed({ appsHere, upgradeHere, reply }: NamedParts): Handler {
  return async (turn) => {
    const words = turn.argument ?? ''
    const answer = await appsHere(turn)
    if (answer.kind !== 'ok') return { view: explainListTrouble(endOf(answer), turn.scope.kind) }
    const [found, ...others] = findApps(answer.value, words)
    if (!found) {
      // No app of that name is here, so "upgrade ap" was probably a slip of a command.
      const didYouMean = nearestCommand(`upgrade ${words}`)
      if (didYouMean) return { view: helpView({ unknown: true, didYouMean }) }
      return { view: noSuchAppView({ words, nearest: nearestNames(answer.value, words) }) }
    }
    if (others.length > 0) return { view: whichAppView({ words, apps: [found, ...others] }) }
    // From here on it is that app's turn, as if its own button had been pressed.
    const named = { ...turn, pressed: { ...turn.pressed, app: found.reference } }
    return reply(named, await upgradeHere(named, { app: { by: 'catalogId', id: found.reference } }))
  }
}

function nearestNames(apps: ListedApp[], words: string): string[] {
  return apps
    .map(({ name }) => ({ name, difference: distance(name.toLowerCase().slice(0, 60), words.slice(0, 60)) }))
    .sort((a, b) => a.difference - b.difference)
    .slice(0, 3)
    .map(({ name }) => name)
}
