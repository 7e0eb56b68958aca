import type { ListedApp } from '../installations/list-apps.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import { type AppRow, appRow, upgradeButton } from './apps-views.ts'
import { type Place, placeWords } from './place-words.ts'
import type { Press } from './press.ts'
import { shownName, shownVersion } from './shown-name.ts'

/** What `upgrade all` would do with each app: the plan that is shown is the plan that is carried out. */
export type UpgradeAllPlan = {
  upgrade: ListedApp[]
  consent: ListedApp[]
  unknown: ListedApp[]
  current: ListedApp[]
  notAllowed: ListedApp[]
}

/** What needs consent has a button of its own: it is never accepted in passing. Nor is anything tried on a guess. */
export function isToUpgrade({ update, isUpgradable }: ListedApp): boolean {
  return isUpgradable && (update === 'upgrade' || update === 'probably-automatic')
}

export function planUpgradeAll(apps: ListedApp[]): UpgradeAllPlan {
  const mine = apps.filter(({ isUpgradable }) => isUpgradable)
  return {
    upgrade: mine.filter(isToUpgrade),
    consent: mine.filter(({ update }) => update === 'consent'),
    unknown: mine.filter(({ update }) => update === 'unknown'),
    current: mine.filter(({ update }) => update === 'none'),
    notAllowed: apps.filter(({ isUpgradable }) => !isUpgradable),
  }
}

export type PlanGroup = { title: string; rows: AppRow[]; more: string | null }

export type UpgradeAllPlanCard = {
  card: 'upgrade-all-plan'
  summary: string
  groups: PlanGroup[]
  note: string | null
  press: { start?: Press }
}

export type ProgressItem = {
  name: string
  from: string | null
  to: string | null
  state: 'waiting' | 'working' | UpgradeOutcome['kind']
}

export type UpgradeAllProgressCard = {
  card: 'upgrade-all-progress' | 'upgrade-all-report'
  count: string
  summary: string
  items: { name: string; versions: string; state: string }[]
  more: string | null
  next: string[]
}

const rowsPerGroup = 10

export function upgradeAllPlanView({ apps, place }: { apps: ListedApp[]; place: Place }): UpgradeAllPlanCard {
  const plan = planUpgradeAll(apps)
  const { here } = placeWords(place)
  const count = plan.upgrade.length
  return {
    card: 'upgrade-all-plan',
    summary:
      count > 0
        ? `${count === 1 ? 'One app' : `${count} apps`} will be upgraded ${here}, one after the other. Nothing was changed yet.`
        : `Nothing ${here} can be upgraded in one go. Nothing was changed.`,
    groups: [
      group('Will be upgraded', plan.upgrade, { withStates: true }),
      group('Left to its own button: asks for new permissions', plan.consent, { withButtons: true }),
      group('Left to its own button: newest version unknown', plan.unknown, { withButtons: true }),
      group('Up to date', plan.current),
      group('This bot may not upgrade', plan.notAllowed),
    ].filter(({ rows }) => rows.length > 0),
    note: count > 0 ? 'An upgrade cannot be undone in Teams.' : null,
    press: count > 0 ? { start: { verb: 'upgrade-all-start' } } : {},
  }
}

type GroupOptions = { withStates?: boolean; withButtons?: boolean }

function group(title: string, apps: ListedApp[], { withStates, withButtons }: GroupOptions = {}): PlanGroup {
  const more = apps.length - rowsPerGroup
  return {
    title,
    rows: apps.slice(0, rowsPerGroup).map((app) => ({
      ...appRow(app),
      ...(withStates ? {} : { state: null }),
      buttons: withButtons ? [upgradeButton(app)] : [],
    })),
    more: more > 0 ? `and ${more} more` : null,
  }
}

const stateWords: Record<ProgressItem['state'], string> = {
  waiting: 'Waiting',
  working: '… Working on it',
  upgraded: '✓ Upgraded',
  accepted: '✓ Accepted; not visible yet',
  'already-latest': '✓ Up to date already',
  'needs-consent': '! Asks for new permissions',
  'not-installed': '! Not found here',
  refused: '✕ Refused',
  'try-later': '! Microsoft Graph is busy',
  failed: '✕ Failed',
}

const isEnded = ({ state }: ProgressItem) => state !== 'waiting' && state !== 'working'

/** Rows on the progress card, which has no second page. */
const mostItems = 25

export type ProgressAsked = { items: ProgressItem[]; isDone: boolean; place: Place }

/** The one card that changes while the apps are upgraded one after the other, and the report it becomes. */
export function upgradeAllProgressView({ items, isDone, place }: ProgressAsked): UpgradeAllProgressCard {
  const shown = mostTelling(items)
  const more = items.length - shown.length
  return {
    card: isDone ? 'upgrade-all-report' : 'upgrade-all-progress',
    count: `${items.filter(isEnded).length} of ${items.length}`,
    summary: isDone
      ? reportSummary(items, place)
      : 'The apps are upgraded one after the other. This card changes by itself.',
    items: shown.map(({ name, from, to, state }) => ({
      name: shownName(name),
      versions: `${shownVersion(from)} → ${shownVersion(to)}`,
      state: stateWords[state],
    })),
    more: more > 0 ? `and ${more} more` : null,
    next: isDone ? afterReport(items) : [],
  }
}

/** Where there are too many to show, those upgraded and those waiting give way first. The order stays. */
function mostTelling(items: ProgressItem[]): ProgressItem[] {
  const isQuiet = ({ state }: ProgressItem) => state === 'upgraded' || state === 'waiting'
  const telling = items.filter((item) => !isQuiet(item)).slice(0, mostItems)
  const quiet = items.filter(isQuiet).slice(0, mostItems - telling.length)
  return items.filter((item) => telling.includes(item) || quiet.includes(item))
}

function reportSummary(items: ProgressItem[], place: Place): string {
  const well = items.filter(({ state }) => ['upgraded', 'accepted', 'already-latest'].includes(state)).length
  return `${well} of ${items.length} apps ${placeWords(place).here} ${well === 1 ? 'is' : 'are'} upgraded or up to date.`
}

function afterReport(items: ProgressItem[]): string[] {
  const has = (...states: ProgressItem['state'][]) => items.some(({ state }) => states.includes(state))
  return [
    ...(has('accepted') ? ['What was accepted shows its new version in some minutes.'] : []),
    ...(has('needs-consent') ? ['To be asked about new permissions, press Apps, then Upgrade beside that app.'] : []),
    ...(has('refused', 'failed', 'not-installed')
      ? ['To see why an app was not upgraded, press Apps, then Upgrade beside it.']
      : []),
    ...(has('try-later') ? ['Microsoft Graph was busy: type “upgrade all” again in some minutes.'] : []),
  ]
}
