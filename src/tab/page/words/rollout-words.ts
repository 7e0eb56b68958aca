import type { Command, CommandRefusal } from '../../../rollouts/change-rollout.ts'
import type { Rollout, RolloutState } from '../../../rollouts/rollout.ts'
import type { PlaceKind, TargetState } from '../../../rollouts/target.ts'
import type { Formats } from './formats.ts'
import type { Notice } from './words.ts'

export type RolloutLanguage = { language: string; words: (formats: Formats) => RolloutWords }

export type DoneCounts = { done: number; total: number; failed: number }

/** Everything the page says of rollouts; loaded with that part of it. */
export type RolloutWords = {
  list: {
    label: string
    loading: string
    empty: Notice
    create: string
    open: (name: string, version: string) => string
    startedBy: (name: string | null, when: string) => string
    done: (counts: DoneCounts) => string
  }
  back: string
  copyLink: string
  dryRun: string
  state: Record<RolloutState, string>
  explain: ExplainWords
  targets: TargetWords
  plan: PlanWords
  review: ReviewWords
  /** Buttons; the questions before those that begin or end something; what is said when it is done. */
  command: Record<Command, string>
  ask: Record<Exclude<Command, 'pause'>, Notice>
  told: Record<Command, string>
  commandRefused: Record<CommandRefusal, Notice>
  cancel: string
  wave: (wave: { number: number; places: number; state: 'done' | 'open' | 'closed' }) => string
  waves: string
  progress: string
  chart: ChartWords
  report: { label: string; csv: string; json: string; failed: Notice }
}

export type ExplainWords = {
  planning: (found: number) => Notice
  awaitingApproval: Record<'own' | 'others', Notice>
  running: (facts: { eta: number | null; throttledUntil: Date | null }) => Notice
  windowOf: (from: string, to: string, zone: string) => string
  waiting: (opensAt: Date | null) => Notice
  paused: {
    operator: Notice
    budget: (failures: number, allowed: number) => Notice
    superseded: (version: string, asksForMore: boolean) => Notice
    withdrawn: Notice
    credential: (detail: string) => Notice
    planningFailed: (detail: string) => Notice
  }
  ended: (counts: { failed: number; needsConsent: number }) => Notice
  endedDry: Notice
  aborted: Notice
}

export type TargetWords = {
  label: string
  state: Record<TargetState, string>
  /** In a dry run. */
  dryState: Record<TargetState, string>
  kind: Record<PlaceKind, string>
  column: { place: string; state: string; versions: string; detail: string; time: string }
  search: string
  filter: string
  all: string
  none: string
  newer: string
  older: string
  page: (number: number) => string
  requestId: string
  missing: (names: string) => string
  lost: (names: string) => string
  attempts: (count: number) => string
}

export type PlanWords = {
  title: string
  app: string
  thisApp: string
  otherApp: string
  otherAppId: string
  kinds: string
  kind: Record<PlaceKind, string>
  source: string
  sources: Record<'directory' | 'known' | 'list', string>
  include: string
  listHint: string
  listTooLong: string
  file: string
  more: string
  exclude: string
  waves: string
  wavesHint: string
  wavesWrong: string
  gate: string
  gates: Record<Rollout['settings']['gate']['kind'], string>
  gateMinutes: string
  gateWrong: string
  budget: string
  budgetHint: string
  budgetWrong: string
  dryRun: string
  dryRunHint: string
  force: string
  kindsWrong: string
  next: string
  looking: string
  badList: (line: number | null) => string
  notInCatalog: string
}

export type ReviewWords = {
  title: (name: string, version: string) => string
  places: (known: Record<PlaceKind, number>, isList: boolean) => string
  /** Before the reasons, which are the server's. */
  leftOut: string
  waves: (waves: number[]) => string
  dryRun: string
  nothingNew: string
  asks: (sampled: number) => string
  accept: string
  notAccepted: string
  changed: string
  noWayBack: string
  approval: (above: number) => string
  start: string
  startDry: string
  back: string
}

export type ChartWords = {
  title: string
  label: (counts: { done: number; failed: number; most: number; step: string }) => string
  empty: string
  done: string
  failed: string
  throttled: string
  asTable: string
  time: string
  step: (seconds: number) => string
}
