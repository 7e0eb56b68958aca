import { describe, expect, test } from '@jest/globals'
import { explainPause } from '../../src/bot/rollout-pauses.ts'
import { rolloutProgressView } from '../../src/bot/rollout-progress-view.ts'
import type { PauseReason, Rollout } from '../../src/rollouts/rollout.ts'
import type { Counts } from '../../src/rollouts/target.ts'
import { sampleProgress } from '../support/sample-rollouts.ts'

const view = (changes: Partial<Rollout>, counts: Partial<Counts> = {}) =>
  rolloutProgressView({ status: sampleProgress({ total: 100, ...changes }, counts), troubles: [] })

const buttons = (changes: Partial<Rollout>, counts?: Partial<Counts>) => Object.keys(view(changes, counts).press)

describe('a card offers what can be done now', () => {
  test.each<[Partial<Rollout>, Partial<Counts>, string[]]>([
    [{ state: 'planning', startedAt: null }, {}, ['pause', 'abort', 'refresh']],
    [{ state: 'running' }, { failed: 1 }, ['pause', 'abort', 'refresh']],
    [{ state: 'awaiting-approval' }, {}, ['abort', 'approve', 'refresh']],
    [{ state: 'waiting' }, {}, ['pause', 'abort', 'promote', 'refresh']],
    [{ state: 'paused', reason: { kind: 'operator' } }, {}, ['resume', 'abort', 'refresh']],
    [{ state: 'paused', reason: { kind: 'operator' } }, { failed: 1 }, ['resume', 'abort', 'retry', 'refresh']],
    [{ state: 'ended' }, { upgraded: 99, refused: 1 }, ['retry', 'plan', 'list']],
    [{ state: 'aborted' }, { skipped: 98 }, ['refresh']],
    [{ state: 'aborted' }, { skipped: 100 }, ['plan', 'list']],
  ])('%j with %j', (changes, counts, expected) => {
    expect(buttons(changes, counts)).toEqual(expected)
  })

  test('but not going on with other permissions than those that were agreed to', () => {
    const reason: PauseReason = { kind: 'superseded', version: '3.0.0', asksForMore: true }
    expect(view({ state: 'paused', reason }).why.join(' ')).toMatch(/abort this rollout, then plan a new one/)
  })

  test.each<PauseReason>([
    { kind: 'superseded', version: '3.0.0', asksForMore: false },
    { kind: 'superseded', version: '3.0.0', asksForMore: true },
    { kind: 'superseded', version: null },
  ])('and Resume, since the catalog may have something else by then: %j', (reason) => {
    expect(buttons({ state: 'paused', reason })).toEqual(['resume', 'abort', 'refresh'])
  })
})

test.each<[PauseReason, RegExp]>([
  [{ kind: 'operator' }, /“Resume” goes on where it stopped/],
  [{ kind: 'error-budget', failures: 7, allowed: 5 }, /7 places failed, and 5 may.*“Retry failed”/],
  [{ kind: 'superseded', version: '3.0.0', asksForMore: false }, /3\.0\.0 is the newest.*“Resume” goes on with that/],
  [{ kind: 'superseded', version: null }, /published in your catalog any more.*published again, “Resume” goes on/],
  [{ kind: 'credential', detail: 'the secret has expired' }, /the secret has expired.*“Resume” goes on/],
  [{ kind: 'planning-failed', detail: 'Forbidden' }, /Forbidden.*“Resume” tries it again/],
])('a pause says why and what to do: %j', (reason, words) => {
  expect(explainPause(sampleProgress({ state: 'paused', reason }, {})).join(' ')).toMatch(words)
})

test('the bar is full only when all is done, and begun as soon as anything is', () => {
  const full = (counts: Partial<Counts>) => view({}, counts).bar.replaceAll('□', '').length
  expect([{}, { upgraded: 1 }, { upgraded: 99 }, { upgraded: 100 }].map(full)).toEqual([0, 1, 19, 20])
})

test('what is left out on purpose is no part of the whole, and what an abort left behind is', () => {
  expect(view({}, { upgraded: 45, skipped: 10 }).progress).toBe('45 of 90 places (50 %)')
  expect(view({ state: 'aborted' }, { upgraded: 45, skipped: 55 }).progress).toBe('45 of 100 places (45 %)')
})
