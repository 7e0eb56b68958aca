import { readFileSync } from 'node:fs'
// Not from the package's root: its types pull in the sources of the renderer, which do not compile here.
import { Template } from 'adaptivecards-templating/lib/template-engine.js'
import { inertText, textRuns } from './text-runs.ts'

/** An expanded adaptive card, schema 1.5. */
export type Card = Record<string, unknown>

export type Cards = { render(view: CardView): Card }

/** A permission on a card: what it allows in words, and its raw name as Microsoft and admins know it. */
export type PermissionLine = { words: string; name: string }

export type PermissionSection = { title: string; permissions: PermissionLine[] }

/** A thing that may be wrong, and how to find out. */
export type Cause = { title: string; check: string }

/** What the card's "Try again" does. */
export type Again = 'upgrade' | 'status'

/**
 * Which card, and everything it says: one template in `cards/` a member. Plain strings only; `createCards` makes
 * them inert. `null` and empty lists leave their part of the card out.
 */
export type CardView =
  | {
      card: 'upgraded'
      appName: string
      from: string
      to: string
      summary: string
      sections: PermissionSection[]
      next: string[]
      askedBy: string | null
    }
  | { card: 'accepted'; appName: string; from: string; to: string; summary: string; askedBy: string | null }
  | { card: 'already-latest'; appName: string; version: string; summary: string; next: string[] }
  | {
      card: 'needs-consent'
      appName: string
      from: string
      to: string
      summary: string
      sections: PermissionSection[]
      next: string[]
    }
  | { card: 'not-installed'; appName: string; summary: string; causes: Cause[]; again: Again }
  | {
      card: 'refused'
      appName: string
      summary: string
      whoCanFix: string
      next: string[]
      permissions: string[]
      detailTitle: string
      detail: string
      requestId: string | null
      again: Again
    }
  | {
      card: 'failed'
      appName: string
      summary: string
      next: string[]
      detail: string
      requestId: string | null
      again: Again
    }
  | {
      card: 'try-later'
      appName: string
      summary: string
      next: string[]
      requestId: string | null
      again: Again
    }
  | { card: 'working'; appName: string; summary: string; next: string[] }
  | {
      card: 'status'
      appName: string
      installed: string
      newest: string
      summary: string
      sections: PermissionSection[]
      next: string[]
      offer: 'upgrade' | 'upgrade-anyway'
    }
  | { card: 'help'; lead: string | null; note: string }
  | { card: 'welcome'; summary: string; note: string }
  | { card: 'where-unknown'; summary: string; next: string[] }

export type CardName = CardView['card']

const templateFiles: Record<CardName, string> = {
  upgraded: 'upgraded.json',
  accepted: 'accepted.json',
  'already-latest': 'already-latest.json',
  'needs-consent': 'needs-consent.json',
  'not-installed': 'not-installed.json',
  refused: 'refused.json',
  failed: 'failed.json',
  'try-later': 'try-later.json',
  working: 'working.json',
  status: 'status.json',
  help: 'help.json',
  welcome: 'welcome.json',
  'where-unknown': 'where-unknown.json',
}

/**
 * Reads and compiles every template once; throws when one is missing or is no JSON, so that a broken image fails at
 * start rather than at the first card.
 *
 * Templates are constant and expanded exactly once. Text from people and from Graph enters as data alone: each string
 * reaches its template as a list of runs (and, under `plain`, as one inert string), never as part of a template.
 */
export function createCards(directory = new URL('../../cards/', import.meta.url)): Cards {
  const templates = new Map<string, Template>()
  for (const [name, file] of Object.entries(templateFiles)) {
    templates.set(name, new Template(JSON.parse(readFileSync(new URL(file, directory), 'utf8'))))
  }
  return {
    render(view) {
      const data = { ...mapTexts(view, textRuns), plain: mapTexts(view, inertText) }
      const card: unknown = templates.get(view.card)?.expand({ $root: data })
      if (!isCard(card)) throw new Error(`The template of the card ${view.card} gave no card`)
      return card
    },
  }
}

/** The same shape with every text replaced; what is not known becomes an empty list, which templates leave out. */
function mapTexts(fields: object, change: (text: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, mapText(value, change)]))
}

function mapText(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapText(item, change))
  return value === null ? [] : mapTexts(Object(value), change)
}

function isCard(value: unknown): value is Card {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'AdaptiveCard'
}
