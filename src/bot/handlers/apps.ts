import type { Answer } from '../../installations/answer.ts'
import type { ListedApp } from '../../installations/list-apps.ts'
import { endOf } from '../../installations/trouble-outcome.ts'
import { appsView } from '../apps-views.ts'
import { explainListTrouble } from '../explain-trouble.ts'
import type { Handler } from '../routes.ts'
import type { Turn } from '../turn.ts'

export type AppsHere = (turn: Turn) => Promise<Answer<ListedApp[]>>

const appsPerPage = 10

/** `apps`: everything installed here, ten a page. */
export function createApps({ appsHere, isOwnApp }: { appsHere: AppsHere; isOwnApp(app: ListedApp): boolean }): Handler {
  return async (turn) => {
    const place = turn.scope.kind
    const answer = await appsHere(turn)
    if (answer.kind !== 'ok') return { view: explainListTrouble(endOf(answer), place) }
    const apps = answer.value
    const pages = Math.max(1, Math.ceil(apps.length / appsPerPage))
    const page = Math.min(turn.pressed.page ?? 1, pages)
    const shown = apps.slice((page - 1) * appsPerPage, page * appsPerPage)
    return { view: appsView({ apps: shown, page, pages, onlySelf: apps.every(isOwnApp), place }) }
  }
}
