import { parseErrorBudget } from '../../../rollouts/error-budget.ts'
import type { PlaceKind } from '../../../rollouts/target.ts'
import { parseWaves, usualWaves } from '../../../rollouts/waves.ts'
import type { Plan, RolloutSource } from '../api/rollout-shapes.ts'

/** What stands in the fields, as it was typed. */
export type PlanForm = {
  /** `own`, `other`, or `by:id` of one of the apps to choose from. */
  app: string
  otherId: string
  kinds: PlaceKind[]
  source: RolloutSource | 'list'
  include: string
  exclude: string
  waves: string
  gate: Plan['gate']
  gateMinutes: string
  maxFailures: string
  dryRun: boolean
  force: boolean
}

/** Fields that say nothing a plan could be made of. */
export type WrongField = 'otherId' | 'kinds' | 'include' | 'exclude' | 'waves' | 'gateMinutes' | 'maxFailures'

export const usualForm: PlanForm = {
  app: 'own',
  otherId: '',
  kinds: ['team', 'chat', 'user'],
  source: 'directory',
  include: '',
  exclude: '',
  waves: usualWaves.join(', '),
  gate: 'auto',
  gateMinutes: '60',
  maxFailures: '5%',
  dryRun: false,
  force: false,
}

/** The server takes 256 kB, and what is not ASCII counts more there. */
export const longestList = 200_000

export function wrongFields(form: PlanForm): WrongField[] {
  const isList = form.source === 'list'
  const wrong: Record<WrongField, boolean> = {
    otherId: form.app === 'other' && form.otherId.trim() === '',
    kinds: !isList && form.kinds.length === 0,
    include: isList && (form.include.trim() === '' || form.include.length > longestList),
    exclude: form.exclude.length > longestList,
    waves: parseWaves(form.waves) === null,
    gateMinutes: form.gate === 'timed' && !/^[1-9]\d{0,3}$|^[1-3]\d{4}$|^40000$/.test(form.gateMinutes.trim()),
    maxFailures: parseErrorBudget(form.maxFailures) === null,
  }
  return fields.filter((field) => wrong[field])
}

const fields: WrongField[] = ['otherId', 'kinds', 'include', 'exclude', 'waves', 'gateMinutes', 'maxFailures']

/** What a form without wrong fields asks for. */
export function planOf(form: PlanForm): Plan {
  const app = appOf(form)
  return {
    ...(app && { app }),
    ...(form.source === 'list' ? { kinds: usualForm.kinds, include: form.include } : bySource(form, form.source)),
    ...(form.exclude.trim() !== '' && { exclude: form.exclude }),
    waves: form.waves,
    gate: form.gate,
    ...(form.gate === 'timed' && { gateSeconds: Number(form.gateMinutes) * 60 }),
    maxFailures: form.maxFailures,
    dryRun: form.dryRun,
    force: form.force,
  }
}

const bySource = ({ kinds }: PlanForm, source: RolloutSource) => ({ kinds, source })

/** Null: the app of this tab. */
function appOf({ app, otherId }: PlanForm): Plan['app'] | null {
  if (app === 'own') return null
  if (app === 'other') return { by: 'externalId', id: otherId.trim() }
  const at = app.indexOf(':')
  return { by: app.slice(0, at) === 'catalogId' ? 'catalogId' : 'externalId', id: app.slice(at + 1) }
}
