import { expect, test } from '@jest/globals'
import { createCards } from '../../src/bot/cards.ts'
import { type HistoryAsked, historyUnreadableView, historyView } from '../../src/bot/history-views.ts'
import type { AuditEntry } from '../../src/installations/audit-log.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'
import { buttonsOf, textsOf } from '../support/card-tree.ts'
import { auditEntry } from '../support/sample-entries.ts'
import { byApp } from '../support/sample-permissions.ts'

const cards = createCards()
const card = (different: Partial<HistoryAsked>) =>
  cards.render(historyView({ entries: [], next: null, place: 'team', ...different }))
const said = (...entries: AuditEntry[]) => textsOf(card({ entries })).join('\n')
const presses = (different: Partial<HistoryAsked>) => buttonsOf(card(different)).map((button) => button['data'])

const none = { granted: [], missing: [], lost: [] }
const upgraded: UpgradeOutcome = { kind: 'upgraded', from: '1.0.0', to: '2.0.0', ...none }

test('an entry says when, which app, from which version to which, its ending, who and the request id', () => {
  expect(said(auditEntry(upgraded))).toMatch(
    /\{\{DATE\(2026-11-22T14:05:09Z,SHORT\)\}\}.*\nContoso Helpdesk\n1\.0\.0 → 2\.0\.0\nUpgraded\nAlice Adams\nMicrosoft Graph request id\n4b7e6a1c/,
  )
  expect(said(auditEntry(upgraded, { requestId: null }))).not.toContain('request id')
})

test('permissions newly granted are listed by their raw names beside their words, a few an entry', () => {
  const granted = ['TeamMember.Read.Group', 'a', 'b', 'c', 'd', 'e', 'f'].map(byApp)
  const text = said(auditEntry({ kind: 'upgraded', from: '1', to: '2', ...none, granted }))
  expect(text).toContain(
    'Permissions granted\nRead who the members of this team are (the app by itself) · TeamMember.Read.Group',
  )
  expect(text).toContain('· d\nand 2 more')
  expect(said(auditEntry(upgraded))).not.toContain('Permissions granted')
})

test.each<[UpgradeOutcome, string]>([
  [{ kind: 'accepted', from: null, to: '2.0.0' }, 'unknown → 2.0.0\nAccepted; the new version was not visible yet'],
  [{ kind: 'already-latest', version: '2.0.0' }, 'Up to date already, version 2.0.0'],
  [
    { kind: 'needs-consent', from: '1', to: '2', added: [], kept: [], dropped: [] },
    '1 → 2\nAsks for new permissions; nothing was changed',
  ],
  [{ kind: 'not-installed' }, 'Not found here'],
  [{ kind: 'refused', reason: 'not-allowed-person', detail: '', requestId: null }, 'Refused: the person may not'],
  [
    { kind: 'refused', reason: 'missing-permission', detail: '', requestId: null },
    'Refused: this bot lacks a permission',
  ],
  [{ kind: 'refused', reason: 'rejected', detail: '', requestId: null }, 'Refused by Microsoft Graph'],
  [{ kind: 'try-later', retryAfterSeconds: 1, requestId: null }, 'Put off: Microsoft Graph was busy'],
  [{ kind: 'failed', detail: '', requestId: null }, 'Failed; no upgrade was seen'],
  [
    { kind: 'upgraded', from: '1', to: '2', granted: [], missing: [byApp('a'), byApp('b')], lost: [byApp('c')] },
    '1 → 2\nUpgraded, but permissions are missing: 2 not granted, 1 lost',
  ],
])('the ending %j is told in few words', (outcome, words) => {
  expect(said(auditEntry(outcome))).toContain(`\nContoso Helpdesk\n${words}\nAlice Adams`)
})

test.each<[AuditEntry['actor'], string]>([
  [{ via: 'typed', id: 'i', name: 'Carol Clark' }, 'Carol Clark'],
  [{ via: 'pressed', id: 'some-id', name: ' ' }, 'some-id'],
  [{ via: 'tab', id: 'i', name: 'Carol Clark' }, 'Carol Clark, in the tab'],
  [{ via: 'rollout', id: 'i', name: 'Otto' }, 'Otto, by a rollout'],
  [{ via: 'terminal', id: 'deploy', name: null }, 'deploy, from a terminal'],
])('the person %j is called by name, and the way they came', (actor, words) => {
  expect(said(auditEntry(upgraded, { actor })).split('\n')).toContain(words)
})

test('older entries are a button away, and so is the way back', () => {
  expect(presses({ next: 'cursor' })).toEqual([{ verb: 'history', after: 'cursor' }, { verb: 'status' }])
  expect(presses({ next: null })).toEqual([{ verb: 'status' }])
  expect(presses({ next: null, isNewest: false })).toEqual([{ verb: 'history' }, { verb: 'status' }])
})

test('ten entries are shown at most', () => {
  const entries = Array.from({ length: 12 }, () => auditEntry(upgraded))
  expect(textsOf(card({ entries })).filter((text) => text === 'Contoso Helpdesk')).toHaveLength(10)
})

test('where there is nothing to remember it says so', () => {
  expect(said()).toContain('This bot remembers no upgrade in this team.')
})

test('a history that cannot be read says that upgrades still work', () => {
  expect(textsOf(cards.render(historyUnreadableView())).join('\n')).toMatch(/cannot be read now\. Upgrades still work/)
})
