import { describe, expect, test } from '@jest/globals'
import { permissionMeanings } from '../../../src/installations/permission-meanings.ts'
import type { RefusalReason } from '../../../src/installations/upgrade-outcome.ts'
import type { Problem } from '../../../src/tab/page/api/answer.ts'
import { explainOutcome, outcomeInShort } from '../../../src/tab/page/apps/explain-outcome.ts'
import { textDirection } from '../../../src/tab/page/teams/text-direction.ts'
import { createFormats } from '../../../src/tab/page/words/formats.ts'
import { germanPermissions } from '../../../src/tab/page/words/german-permissions.ts'
import { loadWords } from '../../../src/tab/page/words/load-words.ts'
import { sampleOutcomes } from '../../support/tab-samples.ts'

const places = ['me', 'team', 'chat'] as const

const problems: Problem[] = [
  { kind: 'consent-required' },
  { kind: 'interaction-required', claims: null },
  { kind: 'sign-in-failed' },
  { kind: 'unauthorized' },
  { kind: 'not-found' },
  { kind: 'not-allowed' },
  { kind: 'refused', reason: 'missing-permission', detail: 'Missing role permissions.', requestId: null },
  { kind: 'rate-limited', retryAfterSeconds: 61 },
  { kind: 'offline' },
  { kind: 'unavailable' },
  { kind: 'unexpected' },
]

/** All texts of an object that are there as such, by where they stand. */
function textsIn(value: unknown, at = ''): [string, string][] {
  if (typeof value === 'string') return [[at, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${at}/${key}`))
}

describe.each(['en-us', 'de-de'])('in %s', (locale) => {
  test('every ending is said in every place, with a title and a text', async () => {
    const { words } = await loadWords(locale)
    for (const outcome of Object.values(sampleOutcomes)) {
      for (const place of places) {
        const { notice } = explainOutcome(outcome, { place, isMeeting: false }, words)
        expect(notice.title.length).toBeGreaterThan(5)
        expect(notice.text).toMatch(/\.$/)
      }
      expect(outcomeInShort(outcome, words).length).toBeGreaterThan(5)
    }
  })

  test('every problem is said in every place', async () => {
    const { words } = await loadWords(locale)
    for (const problem of problems) {
      for (const place of places) expect(words.problem(problem, place).text).toMatch(/\.$/)
    }
    expect(words.problem({ kind: 'rate-limited', retryAfterSeconds: 61 }, 'me').text).toMatch(/2 Minuten|2 minutes/)
  })

  test('nothing is left without words', async () => {
    const { words } = await loadWords(locale)
    expect(textsIn(words).filter(([, text]) => text.trim() === '')).toEqual([])
  })
})

test.each([
  ['en', /admin .* can grant it/, /updated by hand/],
  ['de', /Administration kann sie .* erteilen/, /Von Hand .* aktualisieren/],
])(
  'in %s what Graph finally refuses to show is not called a missing answer, and has a next step',
  async (locale, lacking, elsewhere) => {
    const { words } = await loadWords(locale)
    const said = (reason: RefusalReason) =>
      words.problem({ kind: 'refused', reason, detail: null, requestId: null }, 'team')
    expect(said('missing-permission').title).toBe(words.outcome.refused['missing-permission'].title)
    expect(said('missing-permission').next).toMatch(lacking)
    expect(said('unsupported').next).toMatch(elsewhere)
  },
)

test.each([
  ['en', 'in the meeting’s chat'],
  ['de', 'in den Chat der Besprechung'],
])('in %s who may not in a meeting is sent to its chat, and elsewhere to who may', async (locale, chat) => {
  const { words } = await loadWords(locale)
  const next = (place: 'chat' | 'team', isMeeting: boolean, outcome = sampleOutcomes['Person']) =>
    outcome && explainOutcome(outcome, { place, isMeeting }, words).notice.next
  expect(next('chat', true)).toContain(chat)
  expect(next('chat', true)).toContain('upgrade app')
  expect(words.consent.leadInMeeting).toContain('upgrade app')
  expect(next('chat', false)).toBe(words.outcome.refused['not-allowed-person'].next)
  expect(next('chat', true, sampleOutcomes['Permission'])).toBe(words.outcome.refused['missing-permission'].next)
})

test.each([
  ['en', 'Nothing was sent'],
  ['de', 'nichts gesendet'],
])('in %s what failed before anything was sent is not called uncertain', async (locale, unsent) => {
  const { words } = await loadWords(locale)
  const said = (more: object) => {
    const outcome = { kind: 'failed' as const, detail: 'no answer', requestId: null, ...more }
    return explainOutcome(outcome, { place: 'me', isMeeting: false }, words).notice
  }
  expect(said({ wasSent: false }).text).toContain(unsent)
  expect(said({ wasSent: true })).toEqual(words.outcome.failed)
  expect(said({})).toEqual(words.outcome.failed)
})

test('German says everything that English says, in words of its own', async () => {
  const [{ words: english }, { words: german }] = [await loadWords('en'), await loadWords('de')]
  const [said, gesagt] = [new Map(textsIn(english)), new Map(textsIn(german))]
  expect([...gesagt.keys()].sort()).toEqual([...said.keys()].sort())
  const alike = [...said].filter(([at, text]) => gesagt.get(at) === text).map(([at]) => at)
  expect(alike).toEqual(['/tabs/apps', '/tabs/rollouts'])
})

test('both tables of permissions know the same names', () => {
  expect(Object.keys(germanPermissions).sort()).toEqual(Object.keys(permissionMeanings).sort())
})

test.each([
  ['de-at', 'de', '23.11.2026, 09:05'],
  ['en-GB', 'en', '23 Nov 2026, 09:05'],
  ['ar-sa', 'en', 'Nov 23, 2026, 9:05 AM'],
  ['zz_!', 'en', 'Nov 23, 2026, 9:05 AM'],
])('%s is spoken to in %s, with dates that fit the words', async (locale, language, date) => {
  const speech = await loadWords(locale)
  expect(speech.language).toBe(language)
  const at = new Date(2026, 10, 23, 9, 5)
  expect(speech.formats.dateTime(at).replaceAll(' ', ' ')).toBe(date)
})

test.each([
  [0.2, 'in 1 second'],
  [59.1, 'in 1 minute'],
  [61, 'in 2 minutes'],
  [3_601, 'in 2 hours'],
])('a wait of %d s is never said too short: %s', (seconds, words) => {
  expect(createFormats('en').wait(seconds)).toBe(words)
})

test('people who read from right to left get the page that way', () => {
  expect(['ar-sa', 'he-IL', 'fa', 'en-us', 'de-de', ''].map(textDirection)).toEqual([
    'rtl',
    'rtl',
    'rtl',
    'ltr',
    'ltr',
    'ltr',
  ])
})
