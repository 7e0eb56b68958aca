import { describe, expect, test } from '@jest/globals'
import { createCards } from '../../src/bot/cards.ts'
import { type About, explainOutcome } from '../../src/bot/explain-outcome.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'
import { buttonsOf, textsOf } from '../support/card-tree.ts'
import { byApp, byPerson } from '../support/sample-permissions.ts'

const cards = createCards()
const inTeam: About = { appName: 'Contoso', place: 'team' }
const said = (outcome: UpgradeOutcome, about = inTeam) =>
  textsOf(cards.render(explainOutcome(outcome, about))).join('\n')

type Upgraded = Extract<UpgradeOutcome, { kind: 'upgraded' }>
const upgraded: Upgraded = { kind: 'upgraded', from: '1.0.0', to: '2.0.0', granted: [], missing: [], lost: [] }
const accepted: UpgradeOutcome = { kind: 'accepted', from: '1.0.0', to: null }

describe('an upgrade that was seen', () => {
  test('says from which version to which, where, and who asked', () => {
    const text = said(upgraded, { ...inTeam, askedBy: 'Alice Adams' })
    expect(text).toMatch(/Upgraded\nContoso\nFrom\n1\.0\.0\n→\nTo\n2\.0\.0/)
    expect(text).toContain('Teams now reports version 2.0.0 in this team')
    expect(text).toContain('Alice Adams')
  })

  test('leaves the person out when nobody is named', () => {
    expect(said(upgraded)).not.toContain('Asked for by')
  })

  test('does not claim a change of version that Teams does not report', () => {
    const text = said({ ...upgraded, from: '2.0.0' })
    expect(text).toContain('Teams reported version 2.0.0 before and after it')
    expect(text).not.toContain('now reports')
  })

  test('says when Teams reports no version', () => {
    expect(said({ ...upgraded, to: null })).toContain('does not report its version')
  })

  test('lists what was granted, and needs nothing more when all of it was', () => {
    const text = said({ ...upgraded, granted: [byApp('ChannelMessage.Read.Group')] })
    expect(text).toMatch(/\nUpgraded\n/)
    expect(text).toMatch(
      /Permissions granted\nRead the messages in this team’s channels .*\nChannelMessage\.Read\.Group/,
    )
    expect(text).not.toContain('What to do next')
  })
})

describe.each<[string, Partial<Upgraded>, RegExp]>([
  ['missing', { missing: [byPerson('Something.New.Group')] }, /Asked for, but not granted\n.*\nSomething\.New\.Group/],
  ['lost', { lost: [byApp('Owner.Read.Group')] }, /Granted before, but no longer\n.*owners.*\nOwner\.Read\.Group/],
])('an upgrade after which permissions are %s', (_, lacking, words) => {
  const outcome: Upgraded = { ...upgraded, granted: [byApp('TeamMember.Read.Group')], ...lacking }

  test('says so in its title, and lists them before those that were granted', () => {
    expect(said(outcome)).toContain('Upgraded, but permissions are missing\nContoso')
    expect(said(outcome)).toMatch(words)
    expect(said(outcome).search(words)).toBeLessThan(said(outcome).indexOf('Permissions granted'))
  })

  test('says what to do: wait, then reinstall, and where an admin can look', () => {
    expect(said(outcome)).toMatch(
      /Wait some minutes, then press Status[\s\S]*remove the app in this team and add it again[\s\S]*permissionGrants/,
    )
    expect(buttonsOf(cards.render(explainOutcome(outcome, inTeam)))[0]).toMatchObject({ verb: 'status' })
  })

  test('says that it will change by itself when it will be checked again', () => {
    const text = said(outcome, { ...inTeam, verification: { kind: 'will-check', afterSeconds: 60 } })
    expect(text).toMatch(/This card will change by itself[\s\S]*I will look again in about 1 minute\./)
    expect(text).not.toContain('press Status')
  })
})

test('a card that was checked again says when', () => {
  const text = said(upgraded, { ...inTeam, verification: { kind: 'checked', at: '2026-11-22T14:10:09.500Z' } })
  expect(text).toContain('Checked again\n{{DATE(2026-11-22T14:10:09Z,SHORT)}}, {{TIME(2026-11-22T14:10:09Z)}}')
  expect(said(upgraded, { ...inTeam, verification: { kind: 'checked', at: 'never' } })).not.toContain('{{')
})

describe('an accepted upgrade', () => {
  test('says that the new version is not visible yet and to look again later', () => {
    const text = said(accepted)
    expect(text).toMatch(/accepted the upgrade, but Teams does not show the new version yet/)
    expect(text).toMatch(/Press Status in a few minutes/)
    expect(text).toContain('unknown')
    expect(buttonsOf(cards.render(explainOutcome(accepted, inTeam))).map(({ verb }) => verb)).toEqual(['status'])
  })

  test('leaves nothing to do when the card will change by itself', () => {
    const text = said(accepted, { ...inTeam, verification: { kind: 'will-check', afterSeconds: 20 } })
    expect(text).toMatch(/Nothing\. This card will change by itself[\s\S]*I will look again in 20 seconds\./)
    expect(text).not.toContain('Press Status')
  })
})
