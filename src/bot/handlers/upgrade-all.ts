import { judge, type UpgradePolicy } from '../../installations/authority.ts'
import { scopeKey } from '../../installations/scope.ts'
import { endOf } from '../../installations/trouble-outcome.ts'
import { refusalOf } from '../../installations/upgrade-installation.ts'
import { explainListTrouble } from '../explain-trouble.ts'
import type { FindStanding } from '../find-standing.ts'
import { alreadyUnderWayView } from '../guide-views.ts'
import type { Handler, Reply } from '../routes.ts'
import type { Turn } from '../turn.ts'
import { type ProgressItem, planUpgradeAll, upgradeAllPlanView, upgradeAllProgressView } from '../upgrade-all-views.ts'
import type { UpgradeHere } from '../upgrade-here.ts'
import type { AppsHere } from './apps.ts'

/** `upgrade all`: shows what would be done, and does nothing. */
export function createUpgradeAll({ appsHere }: { appsHere: AppsHere }): Handler {
  return async (turn) => {
    const place = turn.scope.kind
    const answer = await appsHere(turn)
    if (answer.kind !== 'ok') return { view: explainListTrouble(endOf(answer), place) }
    return { view: upgradeAllPlanView({ apps: answer.value, place }) }
  }
}

type AllParts = { appsHere: AppsHere; upgradeHere: UpgradeHere; findStanding: FindStanding; policy: UpgradePolicy }

/**
 * The plan's button: the list is read anew, and what the plan said is done, one after the other.
 * What needs consent has a button of its own: it is never accepted in passing. One at a time in a place.
 */
export function createUpgradeAllStart(parts: AllParts): Handler {
  const underWay = new Set<string>()
  return async (turn) => {
    const place = turn.scope.kind
    // Judged before anything is shown: the plan is everybody's card.
    const refusal = refusalOf(
      judge(await parts.findStanding(turn, { withConsent: false }), { withConsent: false, policy: parts.policy }),
    )
    if (refusal) return { view: explainListTrouble(refusal, place), isPrivate: turn.via === 'pressed' }
    const key = `${turn.tenantId}/${scopeKey(turn.scope)}`
    if (underWay.has(key)) return { view: alreadyUnderWayView(), isPrivate: turn.via === 'pressed' }
    underWay.add(key)
    return upgradeOneByOne(turn, parts).finally(() => underWay.delete(key))
  }
}

async function upgradeOneByOne(turn: Turn, parts: AllParts): Promise<Reply> {
  const place = turn.scope.kind
  const answer = await parts.appsHere(turn)
  if (answer.kind !== 'ok') return { view: explainListTrouble(endOf(answer), place), isPrivate: turn.via === 'pressed' }
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
    item.state = outcome.kind
  }
  return { view: upgradeAllProgressView({ items, isDone: true, place }) }
}
