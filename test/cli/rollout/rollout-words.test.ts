import { describe, expect, test } from '@jest/globals'
import { exitCodeOf } from '../../../src/cli/rollout/exit-code.ts'
import { planWords } from '../../../src/cli/rollout/plan-words.ts'
import { progressBar } from '../../../src/cli/rollout/progress-bar.ts'
import { reasonWords, statusWords, timeWords } from '../../../src/cli/rollout/status-words.ts'
import type { RolloutPreview } from '../../../src/rollouts/preview-rollout.ts'
import { type Counts, noCounts } from '../../../src/rollouts/target.ts'
import { sampleRollout } from '../../support/sample-rollout.ts'

const status = (state: ReturnType<typeof sampleRollout>['state'], counts: Partial<Counts>) => ({
  rollout: sampleRollout({ state, total: 10 }),
  counts: { ...noCounts(), ...counts },
  openTargets: 10,
  opensInSeconds: 0,
  perMinute: null,
  etaSeconds: null,
})

const application = (permissionValue: string) => ({ permissionValue, permissionType: 'application' as const })

const preview: RolloutPreview = {
  app: sampleRollout().app,
  pinned: { version: '2.0.0', required: [application('Chat.Manage.Chat'), application('Own.Read.Group')] },
  permissions: {
    added: [application('Chat.Manage.Chat')],
    kept: [application('Own.Read.Group')],
    dropped: [],
  },
  asksForMore: true,
  hash: '0123456789abcdef',
  sampled: 3,
  notOffered: [],
  known: { team: 1, chat: 0, user: 2 },
}

test('a plan says what is new in words with the raw name beside it, and how to accept it', () => {
  const text = planWords({ preview, kinds: ['team', 'chat', 'user'], isList: false }).join('\n')
  expect(text).toMatch(
    /New:\n +Manage this chat: its settings, apps and tabs \(the app by itself\): Chat\.Manage\.Chat/,
  )
  expect(text).toContain('--accept-permissions 0123456789abcdef')
  expect(text).toContain('1 team, 0 chats, 2 people')
})

test('a permission that nobody described stands by its name alone', () => {
  const text = planWords({ preview, kinds: ['team'], isList: true }).join('\n')
  expect(text).toMatch(/Kept:\n +Own\.Read\.Group \(the app by itself\)/)
})

test('a plan that asks for nothing new mentions nothing to accept', () => {
  const permissions = { added: [], kept: preview.pinned.required, dropped: [] }
  const text = planWords({ preview: { ...preview, permissions, asksForMore: false }, kinds: ['team'], isList: true })
  expect(text.join('\n')).not.toContain('accept')
})

test('a status is one line with what there is of each ending', () => {
  expect(statusWords(status('running', { upgraded: 3, needsConsent: 1, pending: 6 }))).toBe(
    'Running: 4 of 10; 3 upgraded; 1 need consent',
  )
})

test('a paused rollout says why, and what to do', () => {
  const paused = status('paused', { failed: 2, pending: 8 })
  paused.rollout.reason = { kind: 'error-budget', failures: 2, allowed: 1 }
  expect(statusWords(paused)).toMatch(/^Paused: 2 of 10; 2 failed; 2 failed or were refused, and 1 may/)
  expect(reasonWords({ kind: 'superseded', version: '3.0.0', asksForMore: true })).toMatch(/3\.0\.0.*plan anew/)
  expect(reasonWords({ kind: 'superseded', version: null })).toMatch(/no version is published.*publish it again/)
})

test('the bar is as full as the share that has ended', () => {
  expect(progressBar(status('running', { upgraded: 5, pending: 5 }))).toMatch(/^\[={12} {12}] {2}50 %/)
})

test('times are short', () => {
  expect([0, 45, 100, 3_600, 12_000].map(timeWords)).toEqual(['1 s', '45 s', '2 min', '60 min', '3 h 20 min'])
})

describe('the exit code says how it ended', () => {
  test.each([
    ['ended', { upgraded: 8, gone: 1, needsConsent: 1 }, 0],
    ['ended', { upgraded: 9, failed: 1 }, 1],
    ['ended', { upgraded: 9, refused: 1 }, 1],
    ['paused', { pending: 10 }, 3],
    ['waiting', { pending: 10 }, 3],
    ['awaiting-approval', { pending: 10 }, 3],
    ['aborted', { skipped: 10 }, 3],
  ] as const)('%s %j: %i', (state, counts, code) => {
    expect(exitCodeOf(status(state, counts))).toBe(code)
  })
})
