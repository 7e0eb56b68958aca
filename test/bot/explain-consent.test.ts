import { describe, expect, test } from '@jest/globals'
import { createCards } from '../../src/bot/cards.ts'
import { type ConsentQuestion, declinedView } from '../../src/bot/explain-consent.ts'
import { type About, explainOutcome } from '../../src/bot/explain-outcome.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'
import { buttonsOf, textsOf } from '../support/card-tree.ts'
import { byApp, byPerson } from '../support/sample-permissions.ts'

const cards = createCards()
const inTeam: About = { appName: 'Contoso', place: 'team' }
const asked: UpgradeOutcome = {
  kind: 'needs-consent',
  from: '1.0.0',
  to: '2.0.0',
  added: [byApp('ChannelMessage.Read.Group')],
  kept: [byPerson('Something.New.Group')],
  dropped: [byApp('Owner.Read.Group')],
}
const question = (mayConsent: ConsentQuestion['mayConsent'], note: string | null = null): ConsentQuestion => ({
  set: 'the-set',
  note,
  mayConsent,
})
const card = (about: About) => cards.render(explainOutcome(asked, about))
const said = (about: About) => textsOf(card(about)).join('\n')
const data = (about: About) => buttonsOf(card(about)).map((button) => button['data'])

describe('a version that asks for more', () => {
  test('shows what is new, kept and no longer asked for, in words and raw names', () => {
    expect(said(inTeam)).toMatch(
      /\nNew\nRead the messages .*\nChannelMessage\.Read\.Group\nKept\n.*\nSomething\.New\.Group\nNo longer asked for\n.*\nOwner\.Read\.Group/,
    )
  })

  test('tells what the app does by itself from what it does for a person', () => {
    expect(said(inTeam)).toMatch(/\(the app by itself\)\nChannelMessage/)
    expect(said(inTeam)).toMatch(/\nNo description known \(only on behalf of the person using it\)\nSomething/)
  })

  test('says that nothing was changed, and that an upgrade cannot be undone', () => {
    expect(said({ ...inTeam, consent: question(null) })).toMatch(/Nothing was changed[\s\S]*cannot be undone in Teams/)
  })

  test('can be accepted, or put off, as exactly the set that is shown', () => {
    expect(data({ ...inTeam, consent: question(null) })).toEqual([
      { verb: 'accept', set: 'the-set' },
      { verb: 'not-now', set: 'the-set' },
    ])
    expect(data({ ...inTeam, app: 'catalog-id', consent: question(null) })).toEqual([
      { verb: 'accept', set: 'the-set', app: 'catalog-id' },
      { verb: 'not-now', set: 'the-set', app: 'catalog-id' },
    ])
  })

  test('says what both buttons do', () => {
    expect(said({ ...inTeam, consent: question(null) })).toMatch(
      /“Accept and upgrade” accepts exactly the new and the kept[\s\S]*“Not now” changes nothing: the installed version keeps working/,
    )
  })

  test('that cannot be accepted from a card says where it can be', () => {
    expect(data(inTeam)).toEqual([{ verb: 'status' }, { verb: 'help' }])
    expect(said(inTeam)).toContain('update the app in Teams under Manage team › Apps')
    expect(said(inTeam)).not.toContain('Not now')
  })

  test('shows the publisher’s note where there is one', () => {
    expect(said({ ...inTeam, consent: question(null, 'To answer faster.') })).toContain(
      'Why, says the publisher\nTo answer faster.',
    )
    expect(said({ ...inTeam, consent: question(null, ' ') })).not.toContain('publisher')
  })
})

describe('who may accept', () => {
  test.each([
    ['team', 'An owner of this team can accept them'],
    ['chat', 'Any member of this chat'],
    ['user', 'You can accept them yourself'],
  ] as const)('is said for a %s before anybody is judged', (place, words) => {
    expect(said({ ...inTeam, place, consent: question(null) })).toContain(words)
  })

  test('names the person who asked if they may', () => {
    const about = { ...inTeam, consent: question({ kind: 'allowed' }) }
    expect(said({ ...about, askedBy: 'Alice Adams' })).toMatch(
      /An owner of this team can .*\nAlice Adams may accept them\./,
    )
    expect(said({ ...about, askedBy: ' ' })).toContain('The person who asked may accept them.')
    expect(said({ ...about, place: 'user', askedBy: 'Alice Adams' }).match(/accept them/g)).toHaveLength(1)
  })

  test('is who the verdict says if they may not', () => {
    const whoMay = 'Only an owner of this team may accept new permissions: Beth Brown.'
    const text = said({ ...inTeam, consent: question({ kind: 'refused', whoMay }) })
    expect(text).toContain(`Who may accept\n${whoMay}\n`)
    expect(text).not.toContain('An owner of this team can accept them.')
  })

  test('is unknown where roles cannot be read, with what would reveal them', () => {
    const permissions = ['TeamMember.Read.All']
    const verdict = { kind: 'unreadable', permissions, detail: 'x', requestId: null } as const
    expect(said({ ...inTeam, consent: question(verdict) })).toMatch(
      /cannot read people’s roles in this team, so it lets nobody accept them\.\n.*grant.*\nTeamMember\.Read\.All\n/,
    )
  })
})

describe('Not now', () => {
  const own = cards.render(declinedView({ appName: 'Contoso', version: '2.0.0', by: 'Alice Adams', app: null }))
  const other = cards.render(declinedView({ appName: 'Contoso', version: '2.0.0', by: null, app: 'catalog-id' }))

  test('says that nothing was changed, who said it, and how to be asked again', () => {
    expect(textsOf(own).join('\n')).toMatch(
      /Not now\nContoso\n[\s\S]*2\.0\.0[\s\S]*the installed version keeps working[\s\S]*Said by\nAlice Adams[\s\S]*“upgrade app”/,
    )
  })

  test('about another app speaks of that one', () => {
    expect(textsOf(other).join('\n')).toContain('“upgrade Contoso”')
    expect(textsOf(other).join('\n')).not.toContain('Said by')
    expect(buttonsOf(other).map((button) => button['data'])).toEqual([
      { verb: 'upgrade', app: 'catalog-id' },
      { verb: 'status', app: 'catalog-id' },
    ])
  })
})
