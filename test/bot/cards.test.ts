import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type CardView, createCards } from '../../src/bot/cards.ts'
import { workingView } from '../../src/bot/guide-views.ts'
import { allButtonsOf, buttonsOf, nodesOf, shapeOf, textsOf } from '../support/card-tree.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { sampleViews } from '../support/sample-views.ts'

const cards = createCards()
const directory = new URL('../../cards/', import.meta.url)
const templates = readdirSync(directory).map((file) => ({
  name: file.replace('.json', ''),
  source: readFileSync(new URL(file, directory), 'utf8'),
}))
const views = Object.values(sampleViews)

const verbs = [
  'upgrade',
  'upgrade-anyway',
  'upgrade-all',
  'upgrade-all-start',
  'accept',
  'not-now',
  'status',
  'apps',
  'history',
  'help',
  'rollout',
  'rollout-start',
  'rollout-accept',
  'rollout-dry-run',
  'rollout-list',
  'rollout-show',
  'rollout-pause',
  'rollout-resume',
  'rollout-resume-now',
  'rollout-abort',
  'rollout-abort-now',
  'rollout-promote',
  'rollout-approve',
  'rollout-retry',
]

/** What a button may carry: a verb, and references that are looked up again and give no right. */
const carried = ['verb', 'app', 'set', 'version', 'rollout', 'page', 'after']

const aboutNoApp = [
  'help',
  'welcome',
  'where-unknown',
  'apps',
  'which-app',
  'no-such-app',
  'upgrade-all-plan',
  'upgrade-all-progress',
  'upgrade-all-report',
  'history',
  'history-unreadable',
  'rollout-list',
  'rollout-note',
]

/** Where else a template may bind: a time of ours, which a view holds as a Date, and what buttons carry. */
function bindable(node: Record<string, unknown>, value: string): string[] {
  if (node['type'] === 'TextRun') return ['text']
  if (node['type'] === 'TextBlock') return value === `{{DATE(\${$data},SHORT)}}, {{TIME(\${$data})}}` ? ['text'] : []
  return [...(/^\$\{press(\.\w+)?\}$/.test(value) ? ['data'] : []), ...(value === `\${tooltip}` ? ['tooltip'] : [])]
}

describe.each(templates)('the template $name', ({ name, source }) => {
  const card = JSON.parse(source)

  test('is an adaptive card 1.5 with words for clients that cannot draw it', () => {
    expect(card).toMatchObject({
      type: 'AdaptiveCard',
      version: '1.5',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      fallbackText: expect.stringMatching(/\w/),
    })
  })

  test('uses only elements of 1.5 that every Teams client draws', () => {
    const known = [
      'TextBlock',
      'RichTextBlock',
      'TextRun',
      'Container',
      'ColumnSet',
      'Column',
      'ActionSet',
      'Action.Execute',
      'Action.Submit',
      'Action.ToggleVisibility',
    ]
    const types = nodesOf([card.body, card.actions]).flatMap((node) => (node['type'] ? [String(node['type'])] : []))
    expect(types.filter((type) => !known.includes(type))).toEqual([])
  })

  test('binds text only inside runs, where Markdown means nothing', () => {
    for (const node of nodesOf(card)) {
      for (const [key, value] of Object.entries(node)) {
        if (typeof value !== 'string' || !value.includes('${')) continue
        expect(['$data', '$when', 'fallbackText', ...bindable(node, value)]).toContain(key)
      }
    }
  })

  test('colors no text: the green and yellow of Teams are too pale to read', () => {
    expect(nodesOf(card.body).filter((node) => 'color' in node)).toEqual([])
  })

  test('has one heading', () => {
    expect(nodesOf(card.body).filter((node) => node['style'] === 'heading')).toHaveLength(1)
  })

  test('belongs to a view that is drawn in the tests', () => {
    expect(views.map((view) => view.card)).toContain(name)
  })
})

describe.each(Object.entries(sampleViews))('the card %s', (_, view) => {
  const card = cards.render(view)

  test('leaves nothing unfilled', () => {
    expect(JSON.stringify(card)).not.toContain('${')
  })

  test('carries verbs and opaque references in its buttons, each with a fallback for clients without Action.Execute', () => {
    const buttons = allButtonsOf(card).filter(({ type }) => type !== 'Action.ToggleVisibility')
    expect(buttons.length).toBeGreaterThan(0)
    for (const { title, verb, data, style, tooltip, ...button } of buttons) {
      expect(verbs).toContain(verb)
      expect(data).toMatchObject({ verb })
      expect(Object.keys(Object(data)).filter((key) => !carried.includes(key))).toEqual([])
      const looks = { ...(style ? { style } : {}), ...(tooltip ? { tooltip } : {}) }
      expect(button).toEqual({ type: 'Action.Execute', fallback: { type: 'Action.Submit', title, data, ...looks } })
    }
  })

  test('has at most six buttons below its text: Teams hides the rest', () => {
    expect(buttonsOf(card).length).toBeLessThanOrEqual(6)
  })

  test('stays below the 28 KB that Teams delivers', () => {
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28_000)
  })

  test('names the app where it is about one, in the fallback too', () => {
    if (!('appName' in view)) return expect(aboutNoApp).toContain(view.card)
    expect(textsOf(card)).toContain(view.appName)
    expect(card['fallbackText']).toContain(view.appName)
  })

  test('says everything its view says', () => {
    expect(textsOf(card)).toEqual(expect.arrayContaining(textFields(view)))
  })
})

const sampleRow = {
  at: new Date('2026-11-22T14:05:09.123Z'),
  app: 'a',
  versions: null,
  outcome: 'o',
  who: 'w',
  granted: [],
  requestId: null,
}
const sampleHistory = { card: 'history' as const, summary: 's', rows: [], press: {} }

/** Fields that choose what is drawn, or go to buttons, rather than being drawn. */
const choosing = ['card', 'again', 'offer', 'press', 'tone', 'what']
const undrawn = [...choosing, 'buttons']

function textFields(view: CardView): string[] {
  return collect(view)
}

function collect(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || value instanceof Date) return []
  return Object.entries(Object(value)).flatMap(([key, item]) => (undrawn.includes(key) ? [] : collect(item)))
}

/** The same view with every text of it replaced; references stay. */
function withText(view: CardView, text: string): CardView {
  return { ...view, ...replaceFields(view, text) }
}

function replaceFields(fields: object, text: string): object {
  const entries = Object.entries(fields).map(([key, value]) => [
    key,
    choosing.includes(key) ? value : replaceText(value, text),
  ])
  return Object.fromEntries(entries)
}

function replaceText(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text
  if (value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item) => replaceText(item, text))
  return replaceFields(Object(value), text)
}

const fragments = fc.constantFrom(
  '{{DATE(2020-01-01T00:00:00Z)}}',
  '{{TIME(2020-01-01T00:00:00Z)}}',
  '{{date(2020-01-01T00:00:00Z)}}',
  '{{',
  '{',
  '}}',
  '$' + '{$root}',
  '$' + '{1+1}',
  '${',
  '`',
  '"',
  "'",
  '\\',
  '\n',
  '\r\n',
  '\u2028',
  '\u202e',
  '\u2067',
  '\u05d0',
  '[a](https://evil.example)',
  '**',
  '_',
  '<at>x</at>',
  '&lt;',
  '\0',
  ' ',
  'a',
  '😀',
)
const anyText = fc.oneof(
  { weight: 1, arbitrary: fc.noShrink(fc.string({ unit: 'binary', maxLength: 10_000, size: 'max' })) },
  { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 8, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }) },
  { weight: 12, arbitrary: fc.array(fragments, { minLength: 1, maxLength: 40 }).map((parts) => parts.join('')) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '',
      '__proto__',
      'constructor',
      'true',
      'null',
      '0',
      '[]',
      '{}',
      '$data',
      'W'.repeat(10_000),
      '{{DATE('.repeat(1_428),
    ),
  },
)

test('any text of up to 10,000 code points is drawn as itself and changes nothing else', () => {
  const mark = '\u0001mark\u0001'
  const known = views.map((view) => ({ view, marked: cards.render(withText(view, mark)) }))
  const property = fc.property(fc.constantFrom(...known), anyText, ({ view, marked }, text) => {
    const card = cards.render(withText(view, text))
    const expected = textsOf(marked).map((shown) => (shown === mark ? text || '(empty)' : shown))
    const runs = nodesOf(card['body']).filter((node) => node['type'] === 'TextRun')
    // Plain comparisons: a matcher would draw a difference of 10,000 characters at every step of the shrinking.
    return (
      isDeepStrictEqual(textsOf(card), expected) &&
      isDeepStrictEqual(shapeOf(card), shapeOf(marked)) &&
      runs.every((run) => !/^$|\{\{(?:DATE|TIME)\(/i.test(String(run['text'])))
    )
  })
  fc.assert(property, propertyRuns(1_000))
})

test('whatever reference a button carries, it comes back as it is', () => {
  const property = fc.property(anyText, fc.integer(), (reference, page) => {
    const press = { verb: 'upgrade', app: reference, set: reference, page, after: reference }
    const view: CardView = {
      card: 'apps',
      summary: 'Apps',
      pageWords: null,
      rows: [{ name: 'a', versions: '1', state: 'b', buttons: [{ press, tooltip: reference }] }],
      onlySelf: null,
      press: { next: press },
    }
    const carried = allButtonsOf(cards.render(view)).filter(({ title }) => title !== 'Help')
    return carried.length === 2 && carried.every(({ data }) => isDeepStrictEqual(data, press))
  })
  fc.assert(property, propertyRuns(1_000))
})

test('a time that is none is left out', () => {
  const broken = cards.render(withText({ ...sampleHistory, rows: [{ ...sampleRow, at: new Date(Number.NaN) }] }, 'x'))
  expect(JSON.stringify(broken)).not.toContain('DATE')
  const far = cards.render({ ...sampleHistory, rows: [{ ...sampleRow, at: new Date(8.64e15) }] })
  expect(JSON.stringify(far)).not.toContain('DATE')
  const known = cards.render({ ...sampleHistory, rows: [sampleRow] })
  expect(textsOf(known)).toContain('{{DATE(2026-11-22T14:05:09Z,SHORT)}}, {{TIME(2026-11-22T14:05:09Z)}}')
})

test('a name beyond 10,000 code points is cut, and shows that it was', () => {
  const card = cards.render(withText(workingView(), '😀'.repeat(10_001)))
  expect(textsOf(card)).toContain(`${'😀'.repeat(10_000)}…`)
})

test('a name makes no link and no date of the fallback text either', () => {
  const card = cards.render(withText(workingView(), '[a](https://evil.example) {{DATE(2020-01-01T00:00:00Z)}}'))
  expect(card['fallbackText']).not.toMatch(/\]\(|\{\{/)
  expect(String(card['fallbackText']).replaceAll('\u200b', '')).toContain(
    '[a](https://evil.example) {{DATE(2020-01-01T00:00:00Z)}}',
  )
})

test('the same words are the same card, expanded once; any other word is another card', () => {
  for (const view of views) {
    const other = withText(view, 'another word')
    expect(cards.render(structuredClone(view))).toBe(cards.render(view))
    if (!isDeepStrictEqual(other, view)) expect(cards.render(other)).not.toBe(cards.render(view))
  }
})

test('a missing template is found when the cards are loaded, not when one is needed', () => {
  expect(() => createCards(new URL('../../docs/', import.meta.url))).toThrow('upgraded.json')
})
