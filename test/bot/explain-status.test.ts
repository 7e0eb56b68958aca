import { expect, test } from '@jest/globals'
import { createCards } from '../../src/bot/cards.ts'
import { explainStatus } from '../../src/bot/explain-status.ts'
import type { InstallationStatus, UpdateKind } from '../../src/installations/installation-status.ts'
import { buttonsOf, textsOf } from '../support/card-tree.ts'

const cards = createCards()

function card(status: InstallationStatus) {
  const rendered = cards.render(explainStatus(status, { appName: 'Contoso', place: 'team' }))
  return { text: textsOf(rendered).join('\n'), verbs: buttonsOf(rendered).map((button) => button['verb']) }
}

const installed = (update: UpdateKind): InstallationStatus => ({
  kind: 'installed',
  appName: 'Contoso',
  installed: '1.0.0',
  newest: '2.0.0',
  update,
  permissions: null,
})

test('shows what is installed beside what is newest', () => {
  expect(card(installed('upgrade')).text).toMatch(/Contoso\nInstalled\n1\.0\.0\n→\nNewest\n2\.0\.0/)
})

test.each<[UpdateKind, RegExp, string[]]>([
  ['none', /reports the newest version[\s\S]*upgrade anyway/, ['upgrade-anyway', 'status']],
  ['probably-automatic', /probably install it by itself[\s\S]*Press Upgrade/, ['upgrade', 'status']],
  ['upgrade', /A newer version is available\.\n[\s\S]*Press Upgrade/, ['upgrade', 'status']],
  ['consent', /somebody has to accept first[\s\S]*An owner of this team/, ['upgrade', 'status']],
  ['unknown', /cannot tell whether a newer version is available/, ['upgrade', 'status']],
])('update %s says what stands between and offers the button for it', (update, words, verbs) => {
  expect(card(installed(update)).text).toMatch(words)
  expect(card(installed(update)).verbs).toEqual(verbs)
})

test('lists the permissions an upgrade would add, keep and drop', () => {
  const one = (permissionValue: string) => [{ permissionValue, permissionType: 'application' as const }]
  const permissions = {
    added: one('Channel.Create.Group'),
    kept: one('TeamMember.Read.Group'),
    dropped: one('Owner.Read.Group'),
  }
  expect(
    card({
      ...installed('consent'),
      kind: 'installed',
      appName: 'Contoso',
      installed: null,
      newest: null,
      update: 'consent',
      permissions,
    }).text,
  ).toMatch(
    /unknown[\s\S]*New permissions\n.*\nChannel\.Create\.Group\nPermissions kept\n.*\nTeamMember\.Read\.Group\nNo longer asked for\n.*\nOwner\.Read\.Group/,
  )
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
