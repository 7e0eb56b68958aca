import { inertText, textRuns } from './text-runs.ts'

/**
 * A view as its template sees it: every string as runs and, under `plain`, as one inert string; a date as a list of at
 * most one RFC 3339 time; what is not known as an empty list. `press` and `buttons` go to buttons, unread and undrawn.
 */
export function cardData(view: object): Record<string, unknown> {
  return { ...mapTexts(view, textRuns), plain: mapTexts(view, inertText) }
}

type Change = (text: string) => unknown

function mapTexts(fields: object, change: Change): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (name === 'press') return [name, value]
      // A tooltip is one plain string: it takes no runs.
      return [name, mapText(value, name === 'tooltip' ? inertText : change)]
    }),
  )
}

function mapText(value: unknown, change: Change): unknown {
  if (typeof value === 'string') return change(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Date) return cardTimes(value)
  if (Array.isArray(value)) return value.map((item) => mapText(item, change))
  return value === null || value === undefined ? [] : mapTexts(Object(value), change)
}

/** `{{DATE()}}` and `{{TIME()}}` take no fractions of a second, and no years of five digits. */
function cardTimes(date: Date): string[] {
  if (Number.isNaN(date.getTime())) return []
  const time = date.toISOString().replace(/\.\d+Z$/, 'Z')
  return /^\d{4}-/.test(time) ? [time] : []
}
