import { type ErrorBudget, fewestThatMayFail } from '../rollouts/error-budget.ts'
import type { RolloutPreview } from '../rollouts/preview-rollout.ts'
import type { Rollout } from '../rollouts/rollout.ts'
import type { PermissionSection } from './cards.ts'
import { permissionSections } from './permission-words.ts'
import type { Press } from './press.ts'
import type { RolloutHouse } from './rollout-house.ts'
import { numberWords, placesWords } from './rollout-words.ts'
import { shownName, shownVersion } from './shown-name.ts'

export type RolloutPlanCard = {
  card: 'rollout-plan'
  appName: string
  version: string
  lead: string | null
  summary: string
  sections: PermissionSection[]
  /** The publisher's word on why it asks for more. */
  note: string | null
  places: string[]
  placesNote: string
  steps: string[]
  press: { start?: Press; accept?: Press; dryRun?: Press; show?: Press }
}

export type PlanShown = {
  preview: RolloutPreview
  house: RolloutHouse
  /** Why the card is there, where nobody asked for it just now. */
  lead: string | null
  /** One of this app that is not over: there is no second one beside it. */
  underWay: Rollout | null
}

/** What a rollout would do. Nothing was changed for it; its buttons name exactly what it shows. */
export function rolloutPlanView({ preview, house, lead, underWay }: PlanShown): RolloutPlanCard {
  const { app, pinned, permissions, known } = preview
  return {
    card: 'rollout-plan',
    appName: shownName(app.name),
    version: shownVersion(pinned.version),
    lead: underWay ? 'A rollout of this app is under way. A second one can begin when that is over.' : lead,
    summary: summaryOf(preview),
    sections: permissionSections([
      ['New', permissions.added],
      ['Kept', permissions.kept],
      ['No longer asked for', permissions.dropped],
    ]),
    note: preview.asksForMore ? house.consentNote : null,
    places: placesOf(known),
    placesNote: [
      house.source === 'known'
        ? 'These are the places that this bot has heard from; no others are looked for.'
        : 'These are the places that this bot has heard from. Your tenant’s directory is read first, so there may be more.',
      ...preview.notOffered,
    ].join(' '),
    steps: stepsOf(preview, house),
    press: underWay ? { show: { verb: 'rollout-show', rollout: underWay.id } } : presses(preview),
  }
}

function placesOf(known: RolloutPreview['known']): string[] {
  const kinds = (['team', 'chat', 'user'] as const).filter((kind) => known[kind] > 0)
  return kinds.length > 0 ? kinds.map((kind) => placesWords(kind, known[kind])) : ['None yet.']
}

function presses({ asksForMore, hash, pinned }: RolloutPreview): RolloutPlanCard['press'] {
  const shown = { set: hash, version: pinned.version }
  const dryRun = { verb: 'rollout-dry-run', ...shown }
  return asksForMore
    ? { accept: { verb: 'rollout-accept', ...shown }, dryRun }
    : { start: { verb: 'rollout-start', ...shown }, dryRun }
}

function summaryOf({ asksForMore, sampled, permissions, pinned }: RolloutPreview): string {
  const begin = 'Everybody in your organization who has the app gets its newest version. Nothing was changed yet.'
  if (pinned.required.length === 0) return `${begin} It asks for no permissions of its own.`
  if (sampled === 0) return `${begin} No installation could be read, so everything it asks for is shown as new.`
  const where = sampled === 1 ? 'one installation' : `${sampled} installations`
  if (asksForMore) return `${begin} Compared with ${where}, it asks for new permissions: accepting them is up to you.`
  return permissions.added.length > 0
    ? `${begin} Compared with ${where}, what is new acts only on behalf of the person using it.`
    : `${begin} Compared with ${where}, it asks for nothing new.`
}

function stepsOf({ asksForMore }: RolloutPreview, { settings, approvalAbove }: RolloutHouse): string[] {
  const { waves, budget, window } = settings
  const rest = waves.map((percent) => (percent === 100 ? 'everybody' : `${percent} %`)).join(', then ')
  return [
    `It goes out in waves: ${rest}.`,
    budgetWords(budget),
    ...(window ? [`Upgrades are sent only from ${window.from} to ${window.to} (${window.timeZone}).`] : []),
    ...(approvalAbove === null ? [] : [`Above ${numberWords(approvalAbove)} places a second admin has to approve it.`]),
    ...(asksForMore ? ['“Accept and start” accepts exactly the new and the kept permissions, everywhere.'] : []),
    'You can pause or abort it at any time. An upgrade cannot be undone in Teams.',
  ]
}

/** How large its waves are is known once the places are listed; what a small one may fail is known now. */
function budgetWords(budget: ErrorBudget): string {
  const fewest = fewestThatMayFail(budget)
  if (fewest === null) return 'At the first failure it pauses by itself and says why.'
  const allowed = budget.kind === 'percent' ? `${budget.percent} %` : numberWords(budget.count)
  const small = fewest > 1 ? ` While fewer than ${fewest} places are opened, the first failure is enough.` : ''
  return `When more than ${allowed} of what was opened fail, it pauses by itself and says why.${small}`
}
