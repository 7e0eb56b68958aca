import { endOf } from '../../installations/trouble-outcome.ts'
import { explainOutcome } from '../explain-outcome.ts'
import type { Handler } from '../routes.ts'
import { type ProgressItem, planUpgradeAll, upgradeAllPlanView, upgradeAllProgressView } from '../upgrade-all-views.ts'
import type { UpgradeHere } from '../upgrade-here.ts'
import type { AppsHere } from './apps.ts'

/** `upgrade all`: shows what would be done, and does nothing. */
export function createUpgradeAll({ appsHere }: { appsHere: AppsHere }): Handler {
  return async (turn) => {
    const place = turn.scope.kind
    const answer = await appsHere(turn)
    if (answer.kind !== 'ok') return { view: explainOutcome(endOf(answer), { place }) }
    return { view: upgradeAllPlanView({ apps: answer.value, place }) }
  }
}

/**
 * The plan's button: the list is read anew, and what the plan said is done, one after the other.
 * What needs consent has a button of its own: it is never accepted in passing.
 */
export function createUpgradeAllStart(parts: { appsHere: AppsHere; upgradeHere: UpgradeHere }): Handler {
  return async (turn) => {
    const place = turn.scope.kind
    const answer = await parts.appsHere(turn)
    if (answer.kind !== 'ok') return { view: explainOutcome(endOf(answer), { place }) }
    const apps = planUpgradeAll(answer.value).upgrade
    const items = apps.map(
      ({ name, installed, newest }): ProgressItem => ({ name, from: installed, to: newest, state: 'waiting' }),
    )
    for (const [i, { reference }] of apps.entries()) {
      const item = items[i]
      if (!item) continue
      item.state = 'working'
      turn.show(upgradeAllProgressView({ items, isDone: false, place }))
      const { outcome } = await parts.upgradeHere(turn, { app: { by: 'catalogId', id: reference } })
      if (i === 0 && outcome.kind === 'refused' && outcome.reason === 'not-allowed-person') {
        // Who may not upgrade one may upgrade none of them here.
        return { view: explainOutcome(outcome, { place }), isPrivate: turn.via === 'pressed' }
      }
      item.state = outcome.kind
    }
    return { view: upgradeAllProgressView({ items, isDone: true, place }) }
  }
}
