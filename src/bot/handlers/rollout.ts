import type { Trouble } from '../../installations/answer.ts'
import { isApp } from '../../installations/is-app.ts'
import type { Rollouts } from '../../rollouts/create-rollouts.ts'
import { isOver, type Rollout } from '../../rollouts/rollout.ts'
import type { PlaceKind } from '../../rollouts/target.ts'
import type { RolloutHouse } from '../rollout-house.ts'
import { rolloutPlanView } from '../rollout-plan-view.ts'
import { catalogTroubleView, notInCatalogView } from '../rollout-views.ts'
import type { Reply } from '../routes.ts'
import type { Turn } from '../turn.ts'

export type PlanParts = { rollouts: Pick<Rollouts, 'preview' | 'list'>; house: RolloutHouse }

export const everyKind: PlaceKind[] = ['team', 'chat', 'user']

/** `rollout`: what would be done in the whole tenant. Reads, and changes nothing. */
export async function planRollout(turn: Turn, parts: PlanParts, lead: string | null = null): Promise<Reply> {
  const { tenantId, correlationId } = turn
  const { rollouts, house } = parts
  const asked = { tenantId, app: house.app, kinds: everyKind, list: null }
  const previewed = await rollouts.preview(asked, { correlationId })
  if (previewed.kind === 'not-in-catalog') return { view: notInCatalogView() }
  if (previewed.kind !== 'ok') return { view: troubleView(previewed) }
  const { preview } = previewed
  const underWay = await findUnderWay(tenantId, parts)
  return { view: rolloutPlanView({ preview, house, lead, underWay }) }
}

/** A rollout of the app that is not over; a dry run is in nobody's way. */
export async function findUnderWay(tenantId: string, { rollouts, house }: PlanParts): Promise<Rollout | null> {
  const last = await rollouts.list(tenantId, lastRollouts)
  return last.find((one) => !one.settings.isDryRun && isApp(one.app, house.app) && !isOver(one)) ?? null
}

const lastRollouts = 20

export function troubleView(trouble: Trouble) {
  switch (trouble.kind) {
    case 'throttled':
      return catalogTroubleView('Microsoft Graph is busy.', trouble.retryAfterSeconds)
    case 'doubtful':
      return catalogTroubleView(trouble.detail, trouble.retryAfterSeconds)
    case 'not-found':
    case 'refused':
    case 'unclear':
    case 'failed':
      return catalogTroubleView(trouble.detail, null)
  }
}
