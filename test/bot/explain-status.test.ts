import { describe, expect, test } from '@jest/globals'
import { createCards } from '../../src/bot/cards.ts'
import { explainStatus } from '../../src/bot/explain-status.ts'
import type { InstallationStatus, UpdateKind } from '../../src/installations/installation-status.ts'
import { buttonsOf, nodesOf, textsOf } from '../support/card-tree.ts'
import { auditEntry } from '../support/sample-entries.ts'
import { asked, byApp } from '../support/sample-permissions.ts'
import { installedStatus } from '../support/sample-statuses.ts'

const cards = createCards()

function card(status: InstallationStatus, askedBy: string | null = null) {
  const rendered = cards.render(explainStatus(status, { appName: 'Contoso', place: 'team', askedBy }))
  return {
    text: textsOf(rendered).join('\n'),
    verbs: buttonsOf(rendered).map((button) => button['verb']),
    hidden: nodesOf(rendered['body']).flatMap((node) => (node['isVisible'] === false ? [textsOf({ body: node })] : [])),
  }
}

test('shows what is installed beside what is newest', () => {
  expect(card(installedStatus()).text).toMatch(/Contoso Helpdesk\nInstalled\n1\.0\.0\n→\nNewest\n1\.1\.0/)
})

test.each<[UpdateKind, RegExp, string[]]>([
  ['none', /reports the newest version[\s\S]*upgrade anyway/, ['upgrade-anyway', 'status']],
  [
    'probably-automatic',
    /probably install it by itself[\s\S]*cannot be seen[\s\S]*Press Upgrade/,
    ['upgrade', 'status'],
  ],
  ['upgrade', /waits for somebody to upgrade[\s\S]*Press Upgrade/, ['upgrade', 'status']],
  ['consent', /somebody has to accept first[\s\S]*Press Upgrade to be asked/, ['upgrade', 'status']],
  ['unknown', /cannot tell whether a newer version is available/, ['upgrade', 'status']],
])('update %s says what stands between and offers the button for it', (update, words, verbs) => {
  expect(card(installedStatus({ update })).text).toMatch(words)
  expect(card(installedStatus({ update })).verbs).toEqual(verbs)
})

describe('permissions', () => {
  const status = installedStatus({
    update: 'consent',
    permissions: { kind: 'known', ...asked },
    granted: { kind: 'known', permissions: [byApp('TeamMember.Read.Group')] },
  })

  test('that are new stand open; those kept, dropped and granted now can be opened', () => {
    const { text, hidden } = card(status)
    expect(text).toMatch(/New permissions\n.*\nChannelMessage\.Read\.Group\n/)
    expect(hidden).toHaveLength(1)
    expect(hidden.flat(2).join('\n')).toMatch(
      /^Permissions kept\n[\s\S]*TeamSettings\.Read\.Group[\s\S]*No longer asked for\n.*\nOwner\.Read\.Group\nGranted now\n.*\nTeamMember\.Read\.Group$/,
    )
  })

  test('that nobody has are said to be none', () => {
    expect(card(installedStatus()).text).toContain('Permissions granted now\nNone in this team.')
    expect(card(installedStatus()).hidden).toEqual([])
  })
})

describe('who may', () => {
  test('upgrade is said of the person who asked', () => {
    expect(card(installedStatus(), 'Alice Adams').text).toContain('Who may upgrade here\nAlice Adams may upgrade.')
    const whoMay = 'Only an owner of this team may upgrade apps here.'
    expect(card(installedStatus({ mayUpgrade: { kind: 'refused', whoMay } })).text).toContain(
      `Who may upgrade here\n${whoMay}`,
    )
  })

  test('accept is said only where there is something to accept', () => {
    const mayConsent = { kind: 'refused', whoMay: 'Only an owner may accept.' } as const
    expect(card(installedStatus({ mayConsent })).text).not.toContain('Only an owner may accept.')
    expect(card(installedStatus({ mayConsent, update: 'consent' })).text).toContain(
      'Who may accept the new permissions\nOnly an owner may accept.',
    )
  })
})

describe('the last upgrade', () => {
  const last = (outcome: Parameters<typeof auditEntry>[0]) => ({ kind: 'known', entry: auditEntry(outcome) }) as const

  test('is told with when, from which version to which, its ending and by whom', () => {
    const none = { granted: [], missing: [], lost: [] }
    const outcome = { kind: 'upgraded', from: '0.9.0', to: '1.0.0', ...none } as const
    expect(card(installedStatus({ last: last(outcome) })).text).toMatch(
      /Last upgrade\n\{\{DATE\(2026-11-22T14:05:09Z,SHORT\)\}\}.*\n0\.9\.0 → 1\.0\.0\nUpgraded\nBy Alice Adams/,
    )
  })

  test('is none where this bot remembers none', () => {
    expect(card(installedStatus()).text).toContain('Last upgrade\nNone by this bot, as far as it remembers.')
  })
})

test('a version that somebody put off says so', () => {
  expect(card(installedStatus({ isDeclined: true })).text).toContain('said “Not now” to this version')
  expect(card(installedStatus()).text).not.toContain('Not now')
})

describe('what is not known', () => {
  const revealedBy = ['Some.Permission.All']

  test.each([
    ['Newest version', installedStatus({ newest: { kind: 'unknown', revealedBy } })],
    ['Permissions the newest version asks for', installedStatus({ permissions: { kind: 'unknown', revealedBy } })],
    ['Permissions granted now', installedStatus({ granted: { kind: 'unknown', revealedBy } })],
    ['Last upgrade', installedStatus({ last: { kind: 'unknown', revealedBy } })],
  ])('is called unknown, with the permission that would reveal it: %s', (title, status) => {
    expect(card(status).text).toMatch(new RegExp(`${title}\\nUnknown\\. .*grant.*\\nSome\\.Permission\\.All`))
  })

  test('and is no matter of permission is only called unknown', () => {
    const { text } = card(installedStatus({ last: { kind: 'unknown', revealedBy: [] } }))
    expect(text).toContain('Last upgrade\nUnknown: it could not be read now.')
  })
})

test.each<[InstallationStatus, RegExp]>([
  [{ kind: 'not-installed' }, /not installed in this team[\s\S]*hidden from this bot/],
  [
    { kind: 'refused', reason: 'missing-permission', detail: 'x', requestId: 'r-1' },
    /lacks a Microsoft Graph permission[\s\S]*r-1/,
  ],
  [{ kind: 'try-later', retryAfterSeconds: 5, requestId: 'r-2' }, /Try again in 5 seconds[\s\S]*r-2/],
  [{ kind: 'failed', detail: 'no answer', requestId: null }, /while looking\. Nothing was changed[\s\S]*no answer/],
])('a status that cannot be read says why, and tries the status again rather than upgrading: %j', (status, words) => {
  expect(card(status).text).toMatch(words)
  expect(card(status).verbs[0]).toBe('status')
  expect(card(status).verbs).not.toContain('upgrade')
})
