import { describe, expect, test } from '@jest/globals'
import { targetStates } from '../../../src/rollouts/target.ts'
import { readLink } from '../../../src/tab/page/read-link.ts'
import { shownStates } from '../../../src/tab/page/rollouts/count-ends.ts'
import { explainRollout } from '../../../src/tab/page/rollouts/explain-rollout.ts'
import { layOut } from '../../../src/tab/page/rollouts/lay-out-chart.ts'
import { type PlanForm, planOf, usualForm, wrongFields } from '../../../src/tab/page/rollouts/plan-form.ts'
import { loadRolloutWords } from '../../../src/tab/page/words/load-rollout-words.ts'
import { loadWords } from '../../../src/tab/page/words/load-words.ts'
import { bucketSecondsFor } from '../../../src/tab/rollouts/bucket-seconds.ts'
import { startShape } from '../../../src/tab/rollouts/plan-shape.ts'
import { sampleRollouts, sampleTimeline } from '../../support/rollout-samples.ts'

const wordsIn = async (locale: string) => loadRolloutWords(await loadWords(locale))
const now = new Date('2026-11-25T09:10:00Z')

/** All texts of an object that are there as such, by where they stand. */
function textsIn(value: unknown, at = ''): [string, string][] {
  if (typeof value === 'string') return [[at, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${at}/${key}`))
}

describe.each(['en-us', 'de-de'])('in %s', (locale) => {
  test.each(sampleRollouts.map((rollout) => [rollout.id, rollout] as const))(
    'it is said what a rollout is at and what to do next: %s',
    async (_name, rollout) => {
      const { notice } = explainRollout(rollout, await wordsIn(locale), now)
      expect(notice.title.length).toBeGreaterThan(5)
      expect(`${notice.text}${notice.next ?? ''}`).toMatch(/\.$/)
      const stops = ['paused', 'waiting'].includes(rollout.state) && rollout.reason?.kind !== 'operator'
      if (stops) expect(notice.next).toMatch(/\.$/)
    },
  )

  test('a version that was withdrawn asks for nothing: it is to be published again', async () => {
    const rollout = sampleRollouts.find(({ id }) => id === 'withdrawn')
    if (!rollout) throw new Error('no sample was withdrawn')
    const { notice } = explainRollout(rollout, await wordsIn(locale), now)
    expect(`${notice.title} ${notice.text}`).not.toMatch(/agreed|permission|zugestimmt|Berechtigung/)
    expect(notice.next).toMatch(/[Pp]ublish it again and resume|Veröffentlichen Sie sie wieder und setzen Sie fort/)
  })

  test('nothing is left without words', async () => {
    expect(textsIn(await wordsIn(locale)).filter(([, text]) => text.trim() === '')).toEqual([])
  })

  test('a dry run never claims that something was upgraded', async () => {
    const { targets } = await wordsIn(locale)
    expect(targets.dryState.upgraded).not.toBe(targets.state.upgraded)
    expect(targets.dryState.accepted).not.toBe(targets.state.accepted)
  })
})

test('German says of rollouts everything that English says', async () => {
  const [said, gesagt] = [new Map(textsIn(await wordsIn('en'))), new Map(textsIn(await wordsIn('de')))]
  expect([...gesagt.keys()].sort()).toEqual([...said.keys()].sort())
  const alike = [...said].filter(([at, text]) => gesagt.get(at) === text).map(([at]) => at)
  expect(alike).toEqual([
    '/targets/kind/team',
    '/targets/kind/chat',
    '/targets/kind/user',
    '/targets/column/versions',
    '/plan/kind/team',
    '/plan/kind/chat',
  ])
})

test('one place is not many', async () => {
  const { explain, wave, review } = await wordsIn('en')
  expect(explain.ended({ failed: 1, needsConsent: 0 }).text).toBe('1 place failed or was refused: the list says why.')
  expect(explain.ended({ failed: 2, needsConsent: 1 }).text).toMatch(/^2 places failed or were .* 1 place waits /)
  expect(wave({ number: 1, places: 1, state: 'open' })).toBe('Wave 1: 1 place, open')
  expect(review.places({ team: 1, chat: 2, user: 1 }, true)).toBe('Places: 1 team, 2 chats, and 1 person.')
})

test('what the picture shows at most is said with its measure of time', async () => {
  const said = async (locale: string, seconds: number) => {
    const { chart } = await wordsIn(locale)
    return chart.label({ done: 9, failed: 1, most: 5, step: chart.step(seconds) })
  }
  expect(await said('en', 1)).toContain('at most 5 per second.')
  expect(await said('de', 1)).toContain('höchstens 5 je Sekunde.')
  expect(await said('de', 60)).toContain('höchstens 5 je Minute.')
})

test('every state of a target has its piece of the bar', () => {
  expect([...shownStates].sort()).toEqual([...targetStates].sort())
})

describe('a plan', () => {
  const form = (more: Partial<PlanForm>): PlanForm => ({ ...usualForm, ...more })

  test.each<[Partial<PlanForm>, string[]]>([
    [{}, []],
    [{ kinds: [] }, ['kinds']],
    [{ kinds: [], source: 'list', include: 'kind,id\nteam,1' }, []],
    [{ source: 'list' }, ['include']],
    [{ waves: '10, 5' }, ['waves']],
    [{ maxFailures: '5 %%' }, ['maxFailures']],
    [{ gate: 'timed', gateMinutes: '0' }, ['gateMinutes']],
    [{ gate: 'manual', gateMinutes: '' }, []],
    [{ app: 'other', otherId: ' ' }, ['otherId']],
    [{ exclude: 'x'.repeat(200_001) }, ['exclude']],
  ])('with %j is wrong in %j', (more, wrong) => {
    expect(wrongFields(form(more))).toEqual(wrong)
  })

  test.each<Partial<PlanForm>>([
    {},
    { app: 'catalogId:c', source: 'known', kinds: ['team'] },
    { app: 'other', otherId: 'm', source: 'list', include: 'kind,id\nteam,1', exclude: 'kind,id\nteam,2' },
    { gate: 'timed', gateMinutes: '40000', dryRun: true, force: true },
  ])('is one that the server takes: %j', (more) => {
    expect(wrongFields(form(more))).toEqual([])
    expect(
      startShape.safeParse({ ...planOf(form(more)), acceptedSet: null, shown: { version: '1.0', hash: 'h' } }).error,
    ).toBeUndefined()
  })

  test('of a list asks for nothing but the list', () => {
    const plan = planOf(form({ source: 'list', kinds: [], include: 'kind,id\nteam,1' }))
    expect([plan.include, plan.source]).toEqual(['kind,id\nteam,1', undefined])
  })
})

test('the picture has room for everything that is in it', () => {
  const { bars, waits, most, done, failed } = layOut(sampleTimeline)
  for (const { x, width, doneHeight, failedHeight } of bars) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(100)
    expect(doneHeight + failedHeight).toBeLessThanOrEqual(100.001)
  }
  expect(Math.max(...bars.map((bar) => bar.doneHeight + bar.failedHeight))).toBeCloseTo(100)
  expect(waits).toHaveLength(1)
  const sum = (count: (bucket: (typeof sampleTimeline.buckets)[number]) => number) =>
    sampleTimeline.buckets.reduce((all, bucket) => all + count(bucket), 0)
  expect([done, failed]).toEqual([sum((bucket) => bucket.done), sum((bucket) => bucket.failed)])
  expect(most).toBe(Math.max(...sampleTimeline.buckets.map((bucket) => bucket.done + bucket.failed)))
})

test.each([
  [0, 1],
  [60, 1],
  [61, 2],
  [3_600, 60],
  [40_000, 900],
  [10_000_000, 166_667],
])('what took %d s is counted in steps of %d s', (seconds, step) => {
  expect(bucketSecondsFor(new Date(0), new Date(seconds * 1_000))).toBe(step)
})

test.each([
  [null, { shown: 'apps', app: null, rollout: null }],
  ['an-app', { shown: 'apps', app: 'an-app', rollout: null }],
  ['rollouts', { shown: 'rollouts', app: null, rollout: null }],
  ['rollouts/', { shown: 'rollouts', app: null, rollout: null }],
  ['rollouts/some-id', { shown: 'rollouts', app: null, rollout: 'some-id' }],
  ['rolloutsome', { shown: 'apps', app: 'rolloutsome', rollout: null }],
])('a link to %j opens %j', (link, page) => {
  expect(readLink(link)).toEqual(page)
})

test.each(['en', 'de'])('in %s, to leave a question and to answer it are never called the same', async (locale) => {
  const { command, cancel } = await wordsIn(locale)
  expect(Object.values(command)).not.toContain(cancel)
})
