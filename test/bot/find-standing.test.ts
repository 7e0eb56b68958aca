import { expect, test } from '@jest/globals'
import type { MeetingRole, RosterMember } from '../../src/bot/conversations.ts'
import { createFindStanding } from '../../src/bot/find-standing.ts'
import type { Turn } from '../../src/bot/turn.ts'
import type { Answer } from '../../src/installations/answer.ts'
import type { Scope } from '../../src/installations/scope.ts'
import type { TeamRole } from '../../src/installations/tenant-directory.ts'
import { ok } from '../support/fake-graph.ts'

const tenantId = '11111111-1111-4111-8111-111111111111'
const otherTenantId = '99999999-9999-4999-8999-999999999999'
const team: Scope = { kind: 'team', teamId: 'the-team' }
const chat: Scope = { kind: 'chat', chatId: '19:chat@thread.v2' }
const meetingChat: Scope = { kind: 'chat', chatId: '19:meeting_x@thread.v2' }
const personal: Scope = { kind: 'user', userId: 'alice' }
const member: RosterMember = { role: 'user', tenantId }

const turn = (scope: Scope, meetingId: string | null = null): Turn => ({
  tenantId,
  scope,
  via: 'pressed',
  person: { id: 'alice', teamsId: '29:alice', name: 'Alice' },
  meetingId,
  conversation: { conversation: { id: 'c', name: '', isGroup: true, conversationType: 'x' } },
  argument: null,
  pressed: { app: null, set: null, version: null, rollout: null, page: null, after: null },
  messageId: null,
  correlationId: 'id',
  show: () => undefined,
})

type World = { roster?: RosterMember | null; meetingRole?: MeetingRole; teamRole?: Answer<TeamRole> }

/** Asks, and tells what was asked of whom. */
function standing(scope: Scope, world: World, { withConsent = false, meetingId = null }: Partial<Asked> = {}) {
  const asked: unknown[] = []
  const find = createFindStanding({
    conversations: {
      async findMember(_conversation, teamsId) {
        asked.push(['roster', teamsId])
        return world.roster ?? null
      },
      async findMeetingRole({ person }) {
        asked.push(['meeting', person.id])
        return world.meetingRole ?? 'unknown'
      },
    },
    directory: (tenant) => ({
      async teamRole(teamId, userId, call) {
        asked.push(['team', tenant, teamId, userId, call.correlationId])
        return world.teamRole ?? ok({ role: 'none', owners: [] })
      },
      chatRole: async () => ok('none'),
    }),
  })
  return find(turn(scope, meetingId), { withConsent }).then((found) => ({ found, asked }))
}
type Asked = { withConsent: boolean; meetingId: string | null }

test.each(['owner', 'member', 'none'] as const)('in a team a person is what Graph says: %s', async (role) => {
  const { found, asked } = await standing(team, { roster: null, teamRole: ok({ role, owners: ['Olga'] }) })
  expect(found).toEqual({ place: 'team', role, owners: ['Olga'] })
  expect(asked).toEqual([['team', tenantId, 'the-team', 'alice', 'id']])
})

test('a guest of a team is from outside', async () => {
  const { found } = await standing(team, { teamRole: ok({ role: 'guest', owners: [] }) })
  expect(found).toEqual({ place: 'outside', why: 'guest' })
})

test.each<[Answer<TeamRole>, string]>([
  [{ kind: 'refused', reason: 'missing-permission', detail: 'Missing role.', requestId: 'r' }, 'Missing role.'],
  [{ kind: 'throttled', retryAfterSeconds: 1, requestId: 'r' }, 'Graph asked to wait'],
])('roles that Graph does not tell are unreadable, with the permissions that would help', async (teamRole, why) => {
  const { found } = await standing(team, { teamRole })
  expect(found).toEqual({
    place: 'unreadable',
    permissions: ['TeamMember.Read.Group', 'TeamMember.Read.All'],
    detail: `Who owns this team cannot be read (${why}). The bot needs one of 'TeamMember.Read.Group', 'TeamMember.Read.All' to know who may upgrade here.`,
    requestId: 'r',
  })
})

test.each<[string, RosterMember | null, string]>([
  ['nobody the roster knows', null, 'unknown'],
  ['anonymous', { role: 'anonymous', tenantId }, 'unknown'],
  ['a guest', { role: 'guest', tenantId }, 'guest'],
  ['of another tenant', { role: 'user', tenantId: otherTenantId }, 'other-tenant'],
])('%s is from outside, in chats and alone', async (_name, roster, why) => {
  for (const scope of [chat, meetingChat, personal]) {
    const { found, asked } = await standing(scope, { roster, meetingRole: 'organizer' }, { withConsent: true })
    expect(found).toEqual({ place: 'outside', why })
    expect(asked).toEqual([['roster', '29:alice']])
  }
})

test('a member whose tenant the roster does not tell is one of this tenant', async () => {
  expect((await standing(chat, { roster: { role: 'user', tenantId: null } })).found).toEqual({ place: 'chat' })
})

test.each(['guest', 'anonymous'] as const)('but not where they are %s', async (role) => {
  expect((await standing(chat, { roster: { role, tenantId: null } })).found).toMatchObject({ place: 'outside' })
})

test('alone with the bot a person is in their own place', async () => {
  expect((await standing(personal, { roster: member })).found).toEqual({ place: 'personal' })
})

test.each([
  ['the chat is a meeting’s', meetingChat, null],
  ['Teams names a meeting', chat, 'meeting-id'],
])(
  'in a meeting (%s) the role counts for a consent, and is asked for nothing else',
  async (_name, scope, meetingId) => {
    const world: World = { roster: member, meetingRole: 'presenter' }
    const consenting = await standing(scope, world, { withConsent: true, meetingId })
    expect(consenting.found).toEqual({ place: 'meeting', role: 'presenter' })
    const plain = await standing(scope, world, { meetingId })
    expect(plain.found).toEqual({ place: 'meeting', role: 'unknown' })
    expect(plain.asked).toEqual([['roster', '29:alice']])
  },
)
