import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createCards } from '../../src/bot/cards.ts'
import { type About, explainOutcome } from '../../src/bot/explain-outcome.ts'
import { explainUnexpected } from '../../src/bot/explain-trouble.ts'
import type { RefusalReason, UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'
import { buttonsOf, textsOf } from '../support/card-tree.ts'
import { propertyRuns } from '../support/property-runs.ts'

const cards = createCards()
const inTeam: About = { appName: 'Contoso', place: 'team' }
const requestId = '4b7e6a1c-9d1f-4d0a-8c53-2f6f0c1e7a90'

/** Everything the card says, one line a text. */
function said(outcome: UpgradeOutcome, about = inTeam): string {
  return textsOf(cards.render(explainOutcome(outcome, about))).join('\n')
}

function verbs(outcome: UpgradeOutcome, about = inTeam): unknown[] {
  return buttonsOf(cards.render(explainOutcome(outcome, about))).map((button) => button['verb'])
}

type Upgraded = Extract<UpgradeOutcome, { kind: 'upgraded' }>
const upgraded: Upgraded = { kind: 'upgraded', from: '1.0.0', to: '2.0.0', granted: [], missing: [], lost: [] }
const refused = (
  reason: RefusalReason,
  detail = 'Forbidden: because',
  id: string | null = requestId,
): UpgradeOutcome => ({
  kind: 'refused',
  reason,
  detail,
  requestId: id,
})

test('an app that is up to date says so, changes nothing, and offers to upgrade anyway', () => {
  const outcome = { kind: 'already-latest', version: '2.0.0' } as const
  expect(said(outcome)).toMatch(/Teams reports version 2\.0\.0 in this team, the newest.*Nothing was changed/)
  expect(verbs(outcome)).toEqual(['upgrade-anyway', 'status'])
})

test('an app that is not found names both causes and what to check for each', () => {
  const text = said({ kind: 'not-installed' })
  expect(text).toMatch(/The app is not installed in this team\nLook for it in Teams under Manage team › Apps/)
  expect(text).toMatch(/installed, but hidden from this bot\n.*webApplicationInfo\.id/)
  expect(verbs({ kind: 'not-installed' })).toEqual(['upgrade', 'help'])
})

describe('a refusal', () => {
  const graphSays =
    "Forbidden: Missing role permissions on the request. API requires one of 'Group.ReadWrite.All, TeamsAppInstallation.ReadWriteSelfForTeam.All'. Roles on the request 'AppCatalog.Read.All'."

  test('for a missing permission names each that would do, the narrowest first, and an admin who can grant it', () => {
    const text = said(refused('missing-permission', graphSays))
    expect(text).toMatch(
      /Permission names\nTeamsAppInstallation\.ReadWriteSelfForTeam\.All\nGroup\.ReadWrite\.All\nMicrosoft Graph’s answer/,
    )
    expect(text).toMatch(/Who can help\nAn admin of your organization/)
    expect(text).toContain(graphSays)
    expect(text).toContain(requestId)
  })

  test.each([
    ['team', 'TeamsAppInstallation.ReadWriteSelfForTeam.All'],
    ['chat', 'TeamsAppInstallation.ReadWriteSelfForChat.All'],
    ['user', 'TeamsAppInstallation.ReadWriteSelfForUser.All'],
    ['me', 'TeamsAppInstallation.ReadWriteSelfForUser'],
  ] as const)('for a missing permission without a name names the usual one for %s', (place, name) => {
    const outcome = refused('missing-permission', 'Authorization_RequestDenied: Insufficient privileges')
    expect(said(outcome, { ...inTeam, place }).split('\n')).toContain(name)
  })

  test('of this bot’s own names the permission it was told to, and shows no request id', () => {
    const text = said(refused('missing-permission', 'The members cannot be read without TeamMember.Read.All.', null))
    expect(text.split('\n')).toContain('TeamMember.Read.All')
    expect(text).not.toContain('request id')
    expect(text).toMatch(/\nWhy\nThe members/)
  })

  test('of a person says first who may, and speaks of no permissions and no Graph', () => {
    const detail = 'Only an owner of this team may upgrade apps here: Alice Adams.'
    const text = said(refused('not-allowed-person', detail, null))
    expect(text).toMatch(
      /Refused\nContoso\nOnly an owner of this team may upgrade apps here: Alice Adams\.\nNothing was changed/,
    )
    expect(text.split(detail)).toHaveLength(2)
    expect(text).not.toMatch(/Graph|ermission/)
  })

  test.each([
    ['team', 'Only an owner of this team'],
    ['chat', 'in a meeting, its organizer or a presenter'],
    ['user', 'Only the person whose chat this is'],
    ['me', 'Only the person whose app this is'],
  ] as const)('of a person without a sentence of its own says who usually may in %s', (place, who) => {
    expect(said(refused('not-allowed-person', ' ', null), { ...inTeam, place })).toContain(who)
  })

  test('by Graph of a person names the setting an admin can change', () => {
    expect(said(refused('not-allowed-person'))).toContain('Consent and permissions')
  })

  test.each<[RefusalReason, RegExp]>([
    ['permission-mismatch', /Try again in some minutes[\s\S]*ReadWriteAndConsentSelfForTeam\.All/],
    [
      'app-mismatch',
      /The publisher of the app[\s\S]*webApplicationInfo\.id[\s\S]*TeamsAppInstallation\.ReadWriteForTeam\.All/,
    ],
    ['unsupported', /does not offer this in this team[\s\S]*Manage team › Apps/],
    ['rejected', /for a reason this bot does not know[\s\S]*An admin[\s\S]*request id/],
  ])('%s says what happened and what to do', (reason, words) => {
    expect(said(refused(reason))).toMatch(words)
    expect(said(refused(reason))).toContain(requestId)
    expect(verbs(refused(reason))).toEqual(['upgrade', 'help'])
  })
})

test.each([
  [0.2, 'in 1 second.'],
  [12, 'in 12 seconds.'],
  [60, 'in about 1 minute.'],
  [61, 'in about 2 minutes.'],
  [3600, 'in about 1 hour.'],
  [86_400, 'in about 24 hours.'],
])('a wait of %d s is told as people say it', (retryAfterSeconds, words) => {
  const outcome = { kind: 'try-later', retryAfterSeconds, requestId } as const
  expect(said(outcome)).toContain(`Try again ${words}`)
  expect(said(outcome)).toContain(requestId)
})

test('a failure does not claim to know, says what to do, and gives the details to pass on', () => {
  const outcome = { kind: 'failed', detail: 'socket hang up', requestId: null } as const
  expect(said(outcome)).toMatch(/not certain whether the app was upgraded[\s\S]*Press Status[\s\S]*socket hang up/)
  expect(said(outcome)).not.toContain('request id')
  expect(verbs(outcome)).toEqual(['upgrade', 'status'])
})

test('a failure before anything was sent leaves no doubt about the app', () => {
  const outcome = { kind: 'failed', detail: 'no token', requestId: null } as const
  expect(said(outcome, { ...inTeam, isNothingSent: true })).toMatch(/Nothing was changed[\s\S]*no token/)
})

test('what nobody expected is told as that, with no button that would do it again', () => {
  const card = cards.render(explainUnexpected('Its log has more under 1.'))
  expect(textsOf(card).join('\n')).toMatch(/not certain whether what was asked for was done[\s\S]*under 1\./)
  expect(buttonsOf(card).map(({ verb }) => verb)).toEqual(['help'])
})

test('every button of a card about another app names that app again', () => {
  const outcomes: UpgradeOutcome[] = [
    upgraded,
    { kind: 'accepted', from: null, to: null },
    { kind: 'already-latest', version: '2' },
    { kind: 'not-installed' },
    refused('rejected'),
    { kind: 'try-later', retryAfterSeconds: 1, requestId: null },
    { kind: 'failed', detail: 'x', requestId: null },
  ]
  for (const outcome of outcomes) {
    const buttons = buttonsOf(cards.render(explainOutcome(outcome, { ...inTeam, app: 'catalog-id' })))
    for (const { verb, data } of buttons) expect(data).toEqual(verb === 'help' ? { verb } : { verb, app: 'catalog-id' })
  }
})

test.each([null, '', '  \n'])('an app whose name is %j is called “This app”', (appName) => {
  expect(said({ kind: 'not-installed' }, { appName, place: 'team' })).toContain('\nThis app\n')
})

test('whatever Graph and people are called, they are shown so and move no button', () => {
  const outcomes = (text: string): UpgradeOutcome[] => [
    { ...upgraded, from: text, granted: [{ permissionValue: text, permissionType: 'application' }] },
    { kind: 'already-latest', version: text },
    refused('missing-permission', text, text),
    refused('rejected', text, text),
    { kind: 'failed', detail: text, requestId: text },
  ]
  const property = fc.property(
    fc.nat(4),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500, size: 'max' }),
    (index, text) => {
      fc.pre(text.trim() !== '')
      const outcome = outcomes(text)[index] ?? upgraded
      const about = { appName: text, place: 'team', askedBy: text } as const
      expect(said(outcome, about).split(text).length).toBeGreaterThan(2)
      expect(verbs(outcome, about)).toEqual(verbs(outcomes('plain')[index] ?? upgraded))
    },
  )
  fc.assert(property, propertyRuns(1_000))
})
