import { expect, test } from '@jest/globals'
import { judgeHeld } from '../../src/installations/judge-held.ts'
import type { Scope } from '../../src/installations/scope.ts'
import { byApp, byPerson } from '../support/sample-permissions.ts'

const team: Scope = { kind: 'team', teamId: 't' }
const [members, messages, settings] = ['TeamMember.Read.Group', 'ChannelMessage.Read.Group', 'TeamSettings.Read.Group']

test('what is required and held is granted', () => {
  const held = judgeHeld({
    scope: team,
    required: [byApp(members), byApp(messages)],
    before: [],
    now: [byApp(messages), byApp(members), byApp(settings)],
  })
  expect(held).toEqual({ granted: [byApp(members), byApp(messages)], missing: [], lost: [] })
})

test('what was newly asked for and is not there is missing; what was held before and is gone is lost', () => {
  const held = judgeHeld({
    scope: team,
    required: [byApp(members), byApp(messages), byApp(settings)],
    before: [byApp(members)],
    now: [byApp(settings)],
  })
  expect(held).toEqual({ granted: [byApp(settings)], missing: [byApp(messages)], lost: [byApp(members)] })
})

test('delegated permissions are granted where they show, and never missed', () => {
  const required = [byPerson('ChannelMeeting.ReadBasic.Group')]
  const nothing = { granted: [], missing: [], lost: [] }
  expect(judgeHeld({ scope: team, required, before: required, now: [] })).toEqual(nothing)
  expect(judgeHeld({ scope: team, required, before: [], now: required })).toEqual({ ...nothing, granted: required })
})

test('where nothing can be read nothing is said', () => {
  const required = [byApp(members)]
  expect(judgeHeld({ scope: team, required, before: required, now: null })).toEqual({
    granted: [],
    missing: [],
    lost: [],
  })
})

test.each<[Scope, string]>([
  [team, 'A.Read.Group'],
  [{ kind: 'chat', chatId: 'c' }, 'A.Read.Chat'],
  [{ kind: 'user', userId: 'u' }, 'A.Read.User'],
  [{ kind: 'me', userId: 'u' }, 'A.Read.User'],
])('a place misses only what it can grant: %j', (scope, own) => {
  const required = ['A.Read.Group', 'A.Read.Chat', 'A.Read.User', 'A.Read.Else'].map(byApp)
  const { missing } = judgeHeld({ scope, required, before: [], now: [] })
  expect(missing).toEqual([byApp(own), byApp('A.Read.Else')])
})
