import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
// Not from the package's root: its types pull in the sources of the renderer, which do not compile here.
import type { Template } from 'adaptivecards-templating/lib/template-engine.js'
import { boundedCache } from '../bounded-cache.ts'
import type { AppsCard, NoSuchAppCard, WhichAppCard } from './apps-views.ts'
import { cardData } from './card-data.ts'
import type { ConsentCard, DeclinedCard } from './explain-consent.ts'
import type { StatusCard } from './explain-status.ts'
import type { AcceptedCard, UpgradedCard } from './explain-upgraded.ts'
import type { HistoryCard, HistoryUnreadableCard } from './history-views.ts'
import type { AppPresses } from './press.ts'
import type { RolloutPlanCard } from './rollout-plan-view.ts'
import type { RolloutProgressCard } from './rollout-progress-view.ts'
import type { RolloutConfirmCard, RolloutListCard, RolloutNoteCard } from './rollout-views.ts'
import type { UpgradeAllPlanCard, UpgradeAllProgressCard } from './upgrade-all-views.ts'

/** An expanded adaptive card, schema 1.5. Shared by all who were shown the same, so nobody changes it. */
export type Card = Readonly<Record<string, unknown>>

export type Cards = { render(view: CardView): Card }

export type CompiledCards = Cards & {
  /** Compiles what was not shown yet, one template after the other, and lets in between them what arrives. */
  compileAhead(everyMs: number, stopping: AbortSignal): void
}

/** A permission on a card: what it allows in words, and its raw name as Microsoft and admins know it. */
export type PermissionLine = { words: string; name: string }

export type PermissionSection = { title: string; permissions: PermissionLine[] }

/** A thing that may be wrong, and how to find out. */
export type Cause = { title: string; check: string }

/** What the card's "Try again" does: what was asked for, and never more than that. */
export type Again = 'upgrade' | 'status' | 'apps'

/**
 * Which card, and everything it says: one template in `cards/` a member. Plain strings, dates and numbers only;
 * `createCards` makes the strings inert. `null` and empty lists leave their part of the card out. `press` and `buttons`
 * are what buttons send back and are not drawn.
 */
export type CardView =
  | UpgradedCard
  | AcceptedCard
  | ConsentCard
  | DeclinedCard
  | StatusCard
  | AppsCard
  | WhichAppCard
  | NoSuchAppCard
  | UpgradeAllPlanCard
  | UpgradeAllProgressCard
  | HistoryCard
  | HistoryUnreadableCard
  | RolloutPlanCard
  | RolloutProgressCard
  | RolloutConfirmCard
  | RolloutListCard
  | RolloutNoteCard
  | {
      card: 'already-latest'
      appName: string
      version: string
      summary: string
      next: string[]
      press: AppPresses
    }
  | { card: 'not-installed'; appName: string; summary: string; causes: Cause[]; again: Again; press: AppPresses }
  | {
      card: 'refused'
      appName: string
      /** Who may, when it was the person who may not: the sentence that matters most. */
      lead: string | null
      summary: string
      whoCanFix: string | null
      next: string[]
      permissions: string[]
      detailTitle: string | null
      detail: string | null
      requestId: string | null
      again: Again
      press: AppPresses
    }
  | {
      card: 'failed'
      appName: string
      summary: string
      next: string[]
      detail: string
      requestId: string | null
      again: Again | null
      press: AppPresses
    }
  | {
      card: 'try-later'
      appName: string
      summary: string
      next: string[]
      requestId: string | null
      again: Again
      press: AppPresses
    }
  | { card: 'working'; appName: string; summary: string; next: string[] }
  | { card: 'help'; lead: string | null; adminNote: string | null; note: string }
  | { card: 'welcome'; summary: string; note: string }
  | { card: 'where-unknown'; summary: string; next: string[] }

export type CardName = CardView['card']

const templateFiles: Record<CardName, string> = {
  upgraded: 'upgraded.json',
  'upgraded-incomplete': 'upgraded-incomplete.json',
  accepted: 'accepted.json',
  'already-latest': 'already-latest.json',
  'needs-consent': 'needs-consent.json',
  declined: 'declined.json',
  'not-installed': 'not-installed.json',
  refused: 'refused.json',
  failed: 'failed.json',
  'try-later': 'try-later.json',
  working: 'working.json',
  status: 'status.json',
  apps: 'apps.json',
  'which-app': 'which-app.json',
  'no-such-app': 'no-such-app.json',
  'upgrade-all-plan': 'upgrade-all-plan.json',
  'upgrade-all-progress': 'upgrade-all-progress.json',
  'upgrade-all-report': 'upgrade-all-report.json',
  history: 'history.json',
  'history-unreadable': 'history-unreadable.json',
  'rollout-plan': 'rollout-plan.json',
  'rollout-progress': 'rollout-progress.json',
  'rollout-confirm': 'rollout-confirm.json',
  'rollout-list': 'rollout-list.json',
  'rollout-note': 'rollout-note.json',
  help: 'help.json',
  welcome: 'welcome.json',
  'where-unknown': 'where-unknown.json',
}

/**
 * Reads every template at once; throws when one is missing or is no JSON, so that a broken image fails at start rather
 * than at the first card. Loading what expands them and compiling them all is a third of a start: each is compiled
 * when first shown, or ahead of that in a quiet moment.
 *
 * Templates are constant and expanded exactly once. Text from people and from Graph enters as data alone: each string
 * reaches its template as a list of runs (and, under `plain`, as one inert string), never as part of a template.
 */
export function createCards(directory = new URL('../../cards/', import.meta.url)): CompiledCards {
  const templates = new Map(Object.entries(templateFiles).map(([name, file]) => [name, template(file, directory)]))
  function expand(view: CardView): Card {
    const compiled = templates.get(view.card)?.()
    const card: unknown = compiled?.expand({ $root: cardData(view) })
    if (!isCard(card)) throw new Error(`The template of the card ${view.card} gave no card`)
    return card
  }
  // Expanding is a tenth of what a message costs, and many are told the same: help, who may, what a busy Graph says.
  const expanded = boundedCache<Card>(100)
  return {
    render(view) {
      const key = JSON.stringify(view)
      const card = expanded.get(key) ?? expand(view)
      expanded.set(key, card)
      return card
    },
    compileAhead: (everyMs, stopping) => compileLater([...templates.values()], aheadAfterMs, { everyMs, stopping }),
  }
}

/** Read now, compiled when first called. */
function template(file: string, directory: URL): () => Template {
  const payload: unknown = JSON.parse(readFileSync(new URL(file, directory), 'utf8'))
  let compiled: Template | null = null
  return () => {
    compiled ??= new (loadTemplate())(payload)
    return compiled
  }
}

/** With the first card instead of at the start: it brings a whole expression language, a third of all modules. */
function loadTemplate(): typeof Template {
  const load = createRequire(import.meta.url)
  const library: { Template: typeof Template } = load('adaptivecards-templating/lib/template-engine.js')
  return library.Template
}

/** The first one loads the library: whoever asks whether the bot is ready goes before it. */
const aheadAfterMs = 500

/** Holds up no process that would end. */
function compileLater(
  [first, ...rest]: (() => Template)[],
  afterMs: number,
  pace: { everyMs: number; stopping: AbortSignal },
): void {
  if (!first || pace.stopping.aborted) return
  setTimeout(() => {
    first()
    compileLater(rest, pace.everyMs, pace)
  }, afterMs).unref()
}

function isCard(value: unknown): value is Card {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'AdaptiveCard'
}
