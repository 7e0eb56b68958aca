import type { RefusalReason } from '../../../installations/upgrade-outcome.ts'
import type { Problem } from '../api/answer.ts'
import type { Place } from '../api/tab-api.ts'
import type { HistoryEntry } from '../api/tab-shapes.ts'
import type { Formats } from './formats.ts'

export type ByPlace = Record<Place['kind'], string>

/** What happened, and what to do next. */
export type Notice = { title: string; text: string; next?: string }

export type Language = { language: string; words: (formats: Formats) => Words }

/** Everything this page says, in one language. Names and versions come in as they are and are set apart by the page. */
export type Words = {
  title: ByPlace
  tabs: { label: string; apps: string; history: string; rollouts: string }
  list: ListWords
  app: AppWords
  upgradeAll: UpgradeAllWords
  permissions: PermissionWords
  consent: ConsentWords
  outcome: OutcomeWords
  problem: (problem: Problem, place: Place['kind']) => Notice
  history: HistoryWords
  outside: Notice & { open: string }
  configure: Record<'team' | 'chat', Notice> & { tabName: string; failed: string }
  tryAgain: string
  continue: string
  offline: (since: Date | null) => Notice
  broken: Notice
}

export type ListWords = {
  label: string
  loading: string
  summary: (counts: { apps: number; updates: number }) => string
  refresh: string
  refreshed: string
  empty: Record<Place['kind'], Notice>
  linkedAppMissing: ByPlace
}

export type AppWords = {
  installed: string
  newest: string
  unknownVersion: string
  state: Record<'none' | 'probably-automatic' | 'upgrade' | 'consent' | 'unknown', string>
  upgrade: string
  review: string
  upgradeNamed: (name: string) => string
  reviewNamed: (name: string) => string
  upgrading: string
  upgradingNamed: (name: string) => string
  copyLink: (name: string) => string
  asks: string
}

export type UpgradeAllWords = {
  start: (count: number) => string
  stop: string
  stopping: string
  progress: (done: number, total: number) => string
  progressLabel: string
  noWayBack: string
  ended: (counts: { upgraded: number; others: number; untried: number }) => string
}

export type PermissionWords = {
  meanings: Readonly<Record<string, string>>
  /** For a name without a meaning: guessed words would be consented to. */
  noMeaning: string
  actor: Record<'application' | 'delegated', string>
  added: string
  kept: string
  dropped: string
  missing: string
  lost: string
  granted: string
}

export type ConsentWords = {
  title: (name: string) => string
  lead: ByPlace
  leadInMeeting: string
  changed: string
  accept: string
  notNow: string
  close: string
  exactly: string
}

export type OutcomeWords = {
  upgraded: (to: string | null) => Notice
  upgradedIncomplete: Notice
  accepted: Notice
  alreadyLatest: (version: string) => Notice
  needsConsent: Notice
  notInstalled: Record<Place['kind'], Notice>
  refused: Record<RefusalReason, Notice>
  /** For `not-allowed-person` where nobody may do it from the tab. */
  nextInMeeting: string
  tryLater: (seconds: number) => Notice
  failed: Notice
  failedUnsent: Notice
  details: string
  requestId: string
  short: Record<
    | 'upgraded'
    | 'upgraded-incomplete'
    | 'accepted'
    | 'already-latest'
    | 'needs-consent'
    | 'not-installed'
    | 'not-allowed'
    | 'refused'
    | 'try-later'
    | 'failed',
    string
  >
}

export type HistoryWords = {
  label: string
  loading: string
  empty: Notice
  more: string
  end: string
  by: (name: string | null, via: HistoryEntry['actor']['via']) => string
  unnamedApp: string
}
