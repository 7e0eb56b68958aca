import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { judge, type Standing } from '../../src/installations/authority.ts'
import { propertyRuns } from '../support/property-runs.ts'

const plain = { withConsent: false, policy: 'owners' } as const
const consenting = { withConsent: true, policy: 'owners' } as const
const allowed = { kind: 'allowed' }
const refused = (whoMay: string) => ({ kind: 'refused', whoMay })

test.each(['personal', 'chat'] as const)('in a %s conversation anybody who is in it may', (place) => {
  expect(judge({ place }, plain)).toEqual(allowed)
  expect(judge({ place }, consenting)).toEqual(allowed)
})

describe('in a meeting', () => {
  test.each(['organizer', 'presenter'] as const)('a person who is %s may upgrade and consent', (role) => {
    expect(judge({ place: 'meeting', role }, plain)).toEqual(allowed)
    expect(judge({ place: 'meeting', role }, consenting)).toEqual(allowed)
  })

  test.each(['attendee', 'unknown'] as const)('a person who is %s may upgrade, and not consent', (role) => {
    expect(judge({ place: 'meeting', role }, plain)).toEqual(allowed)
    const rule = 'Only an organizer or a presenter of this meeting may accept new permissions'
    const unknown = `${rule}, and Teams did not say that you are one.`
    expect(judge({ place: 'meeting', role }, consenting)).toEqual(refused(role === 'unknown' ? unknown : `${rule}.`))
  })
})

describe('in a team', () => {
  const owners = ['Alice Adams', 'Olga Owens']
  const team = (role: 'owner' | 'member' | 'none', names = owners): Standing => ({ place: 'team', role, owners: names })

  test.each(['owners', 'members'] as const)('an owner may everything, where the policy says %s', (policy) => {
    expect(judge(team('owner'), { withConsent: false, policy })).toEqual(allowed)
    expect(judge(team('owner'), { withConsent: true, policy })).toEqual(allowed)
  })

  test('a member may upgrade where the policy says so, and consents nowhere', () => {
    expect(judge(team('member'), { withConsent: false, policy: 'members' })).toEqual(allowed)
    const consent = refused('Only an owner of this team may accept new permissions: Alice Adams, Olga Owens.')
    expect(judge(team('member'), { withConsent: true, policy: 'members' })).toEqual(consent)
    expect(judge(team('member'), consenting)).toEqual(consent)
    expect(judge(team('member'), plain)).toEqual(
      refused('Only an owner of this team may upgrade apps here: Alice Adams, Olga Owens.'),
    )
  })

  test('who is not in it may nothing, whatever the policy', () => {
    expect(judge(team('none'), { withConsent: false, policy: 'members' })).toEqual(
      refused('Only a member of this team may upgrade apps here.'),
    )
    expect(judge(team('none'), { withConsent: true, policy: 'members' })).toMatchObject({ kind: 'refused' })
    expect(judge(team('none'), plain)).toMatchObject({ kind: 'refused' })
  })

  test('owners whose names are not known are not named', () => {
    expect(judge(team('member', []), plain)).toEqual(refused('Only an owner of this team may upgrade apps here.'))
  })
})

test.each([
  ['guest', 'Guests may not upgrade apps here. Ask somebody of this organization.'],
  ['other-tenant', 'Only people of this organization may upgrade apps here.'],
  ['unknown', 'Teams did not say who you are here, so nothing was done. Try again in a minute.'],
] as const)('whoever is from outside (%s) may nothing, and is told why', (why, sentence) => {
  expect(judge({ place: 'outside', why }, { withConsent: false, policy: 'members' })).toEqual(refused(sentence))
  expect(judge({ place: 'outside', why }, consenting)).toEqual(refused(sentence))
})

test('roles that cannot be read are told with the permissions that would make them readable', () => {
  const unread = { permissions: ['TeamMember.Read.All'], detail: 'Because.', requestId: 'r' }
  expect(judge({ place: 'unreadable', ...unread }, plain)).toMatchObject({ kind: 'unreadable', ...unread })
})

/** Mutants this must notice: `withConsent || policy` turned into `&&`; the meeting's `!withConsent` dropped; `owner` → `member`. */
test('a right to consent is never wider than the right to upgrade, and no policy widens it', () => {
  const role = fc.constantFrom('owner', 'member', 'none' as const)
  const standing: fc.Arbitrary<Standing> = fc.oneof(
    fc.record({ place: fc.constant('team' as const), role, owners: fc.array(fc.string()) }),
    fc.record({ place: fc.constant('meeting' as const), role: fc.constantFrom('organizer', 'attendee', 'unknown') }),
    fc.record({ place: fc.constant('outside' as const), why: fc.constantFrom('guest', 'other-tenant', 'unknown') }),
    fc.constantFrom<Standing>({ place: 'personal' }, { place: 'chat' }),
  )
  const may = (one: Standing, withConsent: boolean, policy: 'owners' | 'members') =>
    judge(one, { withConsent, policy }).kind === 'allowed'
  const property = fc.property(standing, fc.constantFrom('owners', 'members'), (one, policy) => {
    if (may(one, true, policy)) expect(may(one, false, policy)).toBe(true)
    expect(may(one, true, 'members')).toBe(may(one, true, 'owners'))
    if (may(one, false, 'owners')) expect(may(one, false, 'members')).toBe(true)
    if (one.place === 'outside') expect(may(one, false, policy)).toBe(false)
    if (one.place === 'team' && one.role !== 'owner') expect(may(one, true, policy)).toBe(false)
  })
  fc.assert(property, propertyRuns(1_000))
})
