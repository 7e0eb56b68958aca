import type { AuditEntry } from '../installations/audit-log.ts'
import type { Permission } from '../installations/permission-set.ts'
import { actorWords, outcomeWords, versionsOf } from './outcome-words.ts'
import { permissionLine } from './permission-words.ts'
import { type Place, placeWords } from './place-words.ts'
import type { Press } from './press.ts'
import { shownName } from './shown-name.ts'

export type HistoryRow = {
  at: Date
  app: string
  versions: string | null
  outcome: string
  who: string
  granted: string[]
  requestId: string | null
}

export type HistoryCard = {
  card: 'history'
  summary: string
  rows: HistoryRow[]
  press: { older?: Press; newest?: Press }
}

export type HistoryUnreadableCard = { card: 'history-unreadable'; summary: string; next: string[] }

const permissionsPerEntry = 5

/** `next` is the page's cursor; `isNewest` is false where a person came by *Older*. */
export type HistoryAsked = { entries: AuditEntry[]; next: string | null; isNewest?: boolean; place: Place }

export function historyView({ entries, next, isNewest = true, place }: HistoryAsked): HistoryCard {
  const { here } = placeWords(place)
  return {
    card: 'history',
    summary: entries.length > 0 ? `Upgrades ${here}, the newest first.` : `This bot remembers no upgrade ${here}.`,
    rows: entries.slice(0, 10).map(historyRow),
    press: {
      ...(next === null ? {} : { older: { verb: 'history', after: next } }),
      ...(isNewest ? {} : { newest: { verb: 'history' } }),
    },
  }
}

/** The store is damaged or away. Only memory is lost: what is installed, Graph knows. */
export function historyUnreadableView(): HistoryUnreadableCard {
  return {
    card: 'history-unreadable',
    summary: 'The history cannot be read now. Upgrades still work: what is installed is asked from Microsoft Graph.',
    next: ['Try again in some minutes.', 'If it stays like this, tell whoever runs this bot: its log says why.'],
  }
}

function historyRow({ at, appName, actor, outcome, requestId }: AuditEntry): HistoryRow {
  return {
    at,
    app: shownName(appName),
    versions: versionsOf(outcome),
    outcome: outcomeWords(outcome),
    who: actorWords(actor),
    granted: outcome.kind === 'upgraded' ? grantedLines(outcome.granted) : [],
    requestId,
  }
}

/** The words beside the raw name, on one line each: an entry is a reminder, not the question again. */
function grantedLines(granted: Permission[]): string[] {
  const lines = granted.slice(0, permissionsPerEntry).map((permission) => {
    const { words, name } = permissionLine(permission)
    return `${words} · ${name}`
  })
  const more = granted.length - permissionsPerEntry
  return more > 0 ? [...lines, `and ${more} more`] : lines
}
