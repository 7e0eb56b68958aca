import type { UpdateKind } from '../installations/installation-status.ts'
import type { ListedApp } from '../installations/list-apps.ts'
import { type Place, placeWords } from './place-words.ts'
import { type Press, pressAbout, type RowButton } from './press.ts'
import { shownName, shownVersion } from './shown-name.ts'

/** One app in a list. `buttons` has at most one. */
export type AppRow = { name: string; versions: string; state: string | null; buttons: RowButton[] }

type Paging = { previous?: Press; next?: Press }

export type AppsCard = {
  card: 'apps'
  summary: string
  pageWords: string | null
  rows: AppRow[]
  onlySelf: string | null
  press: Paging & { upgradeAll?: Press }
}

export type WhichAppCard = { card: 'which-app'; summary: string; rows: AppRow[]; more: string | null }

export type NoSuchAppCard = { card: 'no-such-app'; summary: string; nearest: string[]; next: string[] }

/** Rows on one card: more than these would outgrow what Teams delivers, and what people read. */
const rowsPerCard = 10

/** @param page 1 is the first; `apps` are those of this page alone. */
export function appsView({ apps, page, pages, onlySelf, place }: AppsAsked): AppsCard {
  const { here } = placeWords(place)
  return {
    card: 'apps',
    summary: apps.length > 0 ? `Apps installed ${here}.` : `This bot sees no app ${here}.`,
    pageWords: pages > 1 ? `Page ${page} of ${pages}` : null,
    rows: apps.slice(0, rowsPerCard).map(appRow),
    onlySelf: onlySelf
      ? 'Microsoft Graph shows this bot only its own app, because of the Self permissions it has. Other apps may be installed too.'
      : null,
    press: {
      ...(page > 1 ? { previous: { verb: 'apps', page: page - 1 } } : {}),
      ...(page < pages ? { next: { verb: 'apps', page: page + 1 } } : {}),
      ...(pages > 1 || apps.filter(isBehind).length > 1 ? { upgradeAll: { verb: 'upgrade-all' } } : {}),
    },
  }
}

export type AppsAsked = { apps: ListedApp[]; page: number; pages: number; onlySelf: boolean; place: Place }

/** Several apps answer to a name: which one? @param words what was typed. */
export function whichAppView({ words, apps }: { words: string; apps: ListedApp[] }): WhichAppCard {
  const more = apps.length - rowsPerCard
  return {
    card: 'which-app',
    summary: `“${words}” fits ${apps.length} apps here. Which one do you mean?`,
    rows: apps
      .slice(0, rowsPerCard)
      .map((app) => ({ ...appRow(app), buttons: app.isUpgradable ? [upgradeButton(app)] : [] })),
    more: more > 0 ? `And ${more} more. Type more of the name to find them.` : null,
  }
}

/** No app answers to a name. @param nearest names that come close, the nearest first. */
export function noSuchAppView({ words, nearest }: { words: string; nearest: string[] }): NoSuchAppCard {
  return {
    card: 'no-such-app',
    summary: `I see no app here that is called “${words}”. Nothing was changed.`,
    nearest: nearest.slice(0, 3),
    next: ['Type “apps” to see what is installed here, or press Apps.'],
  }
}

export function appRow(app: ListedApp): AppRow {
  return {
    name: shownName(app.name),
    versions: versionsOf(app),
    state: app.isUpgradable || app.update === 'none' ? updateWords[app.update] : 'This bot may not upgrade it',
    buttons: isBehind(app) ? [upgradeButton(app)] : [],
  }
}

/** Whether an Upgrade button makes sense: unknown may be behind. */
export function isBehind({ isUpgradable, update }: ListedApp): boolean {
  return isUpgradable && update !== 'none'
}

export function versionsOf({ installed, newest }: Pick<ListedApp, 'installed' | 'newest'>): string {
  return installed !== null && installed === newest ? installed : `${shownVersion(installed)} → ${shownVersion(newest)}`
}

export function upgradeButton({ reference, name }: ListedApp): RowButton {
  return { press: pressAbout('upgrade', reference), tooltip: `Upgrade ${shownName(name)}` }
}

const updateWords: Record<UpdateKind, string> = {
  none: 'Up to date',
  'probably-automatic': 'Teams will probably update it by itself',
  upgrade: 'Waits for somebody to upgrade it',
  consent: 'Asks for new permissions',
  unknown: 'Newest version unknown',
}
