import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { application, delegated } from '../../src/sandbox/tenant.ts'
import { signedIn, withSandbox } from './with-sandbox.ts'

const teamMembers = `/teams/${acmeIds.team}/members`
const chatMembers = `/chats/${acmeIds.groupChat}/members`
const otherTeam = '33333333-3333-4333-8333-333333333334'
const otherChat = '19:groupchat0002@thread.v2'

test('the members of a team have their roles', () =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get(teamMembers)
    expect(value.map(({ displayName, roles }) => [displayName, roles])).toEqual([
      ['Alice Adams', ['owner']],
      ['Bob Brown', []],
      ['Carol Clark', []],
      ['Grace Green', ['guest']],
    ])
    expect(value[0]).toMatchObject({
      '@odata.type': '#microsoft.graph.aadUserConversationMember',
      userId: acmeIds.alice,
      email: 'alice@acme.example',
      tenantId: acmeIds.tenant,
    })
  }))

// https://learn.microsoft.com/graph/api/team-list-members, examples 2 and 3, and 4 of beta
test.each([
  [`(microsoft.graph.aadUserConversationMember/userId eq '${acmeIds.bob}')`, ['Bob Brown']],
  [
    `(microsoft.graph.aadUserConversationMember/displayName eq 'Carol Clark' or microsoft.graph.aadUserConversationMember/email eq 'alice@acme.example')`,
    ['Alice Adams', 'Carol Clark'],
  ],
  [`roles/any(r:r eq 'owner')`, ['Alice Adams']],
])('members are found by %s', (filter, names) =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get(`${teamMembers}?$filter=${encodeURIComponent(filter)}&$select=displayName,roles`)
    expect(value.map(({ displayName }) => displayName)).toEqual(names)
    expect(Object.keys(value[0] ?? {})).toEqual(['@odata.type', 'roles', 'displayName'])
  }),
)

test('the members of a chat take no query options', () =>
  withSandbox(async (_sandbox, graph) => {
    const path = `/chats/${acmeIds.meetingChat}/members`
    const { value } = await graph.get(path)
    expect(value.map(({ roles }) => roles)).toEqual([['owner'], [], [], [], [], ['guest']])
    expect((await graph.get(`${path}?$select=id`)).status).toBe(400)
  }))

const aadMember = 'microsoft.graph.aadUserConversationMember'

test("what only people's memberships have is named with a cast, in a filter and in a selection", () =>
  withSandbox(async (_sandbox, graph) => {
    const byUser = (property: string) => `$filter=${encodeURIComponent(`${property} eq '${acmeIds.bob}'`)}`
    const selected = await graph.get(`${teamMembers}?${byUser(`${aadMember}/userId`)}&$select=id,${aadMember}/userId`)
    expect(selected.value).toEqual([{ '@odata.type': `#${aadMember}`, id: expect.any(String), userId: acmeIds.bob }])
    const message = "Could not find a property named 'userId' on type 'microsoft.graph.conversationMember'."
    for (const query of [byUser('userId'), '$select=userId']) {
      const { status, error } = await graph.get(`${teamMembers}?${query}`)
      expect([status, error.message]).toEqual([400, message])
    }
    expect((await graph.get(`${teamMembers}?${byUser('microsoft.graph.user/displayName')}`)).status).toBe(400)
    expect((await graph.get(`${teamMembers}?${byUser('microsoft.graph.conversationMember/id')}`)).value).toEqual([])
  }))

test('somebody who is no member is not found', () =>
  withSandbox(async (_sandbox, graph) => {
    const filter = encodeURIComponent(`(${aadMember}/userId eq '${acmeIds.dave}')`)
    expect((await graph.get(`${teamMembers}?$filter=${filter}`)).value).toEqual([])
  }))

const owners = "roles/any(r:r eq 'owner')"

test.each([
  ['alone', owners, '', 200],
  ['alone', `(${owners})`, '&$top=5', 200],
  ['alone', `${owners} and displayName eq 'Alice Adams'`, '', 400],
  ['with-top', owners, '', 400],
  ['with-top', owners, '&$top=1', 200],
  ['refused', owners, '&$top=1', 400],
  ['refused', "displayName eq 'Alice Adams'", '', 200],
] as const)('where roles are filtered %s: %s%s', (filterByRole, filter, rest, status) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.filterByRole = filterByRole
    const answer = await graph.get(`${teamMembers}?$filter=${encodeURIComponent(filter)}${rest}`)
    expect(answer.status).toBe(status)
    if (status === 200) expect(answer.value.map(({ displayName }) => displayName)).toEqual(['Alice Adams'])
  }),
)

test('the members of a large team come page by page, also those of one role', () =>
  withSandbox(async (sandbox, graph) => {
    const [team] = sandbox.tenant.teams
    for (let i = 0; i < 150; i++) team?.members.push({ userId: `extra-${i}`, roles: i % 2 ? ['owner'] : [] })
    const first = await graph.get(teamMembers)
    expect(first.value).toHaveLength(100)
    expect((await graph.follow(first.body['@odata.nextLink'])).value).toHaveLength(54)
    sandbox.tenant.behaviours.pageSize = 60
    const most = await graph.get(`${teamMembers}?$filter=${encodeURIComponent(owners)}`)
    sandbox.tenant.behaviours.filterByRole = 'with-top'
    expect((await graph.follow(most.body['@odata.nextLink'])).value).toHaveLength(16)
    const half = await graph.get(`${teamMembers}?$filter=${encodeURIComponent(owners)}&$top=40`)
    expect((await graph.follow(half.body['@odata.nextLink'])).value).toHaveLength(36)
  }))

test.each([
  { what: 'team', holds: 'TeamMember.Read.Group', mine: teamMembers, other: '/teams/{id}/members' },
  { what: 'chat', holds: 'ChatMember.Read.Chat', mine: chatMembers, other: '/chats/{id}/members' },
])('a bare token reads the members of a $what by what its app holds there, and of no other', ({ holds, mine, other }) =>
  withSandbox(async (sandbox, graph) => {
    const { tenant } = sandbox
    tenant.tokens['bare'] = { kind: 'application', appId: acmeIds.botApp, roles: [] }
    tenant.teams.push({ ...structuredClone(tenant.teams[0] ?? fail()), id: otherTeam, installations: [] })
    tenant.chats.push({ ...structuredClone(tenant.chats[0] ?? fail()), id: otherChat, installations: [] })
    const id = holds.endsWith('Group') ? otherTeam : otherChat
    const ask = (path: string) => graph.get(path, { token: 'bare' })
    expect((await ask(mine)).status).toBe(200)
    const { status, error } = await ask(other.replace('{id}', id))
    expect([status, error.code]).toEqual([403, 'Forbidden'])
    expect(error.message).toMatch(/^Missing role permissions on the request\. API requires one of '/)
    expect(error.message).toContain(holds)
    expect(error.message).toMatch(/Resource specific consent grants on the request ''\.$/)

    const places = [...tenant.teams, ...tenant.chats]
    for (const { installations } of places) for (const one of installations) one.consented = [delegated(holds)]
    expect((await ask(mine)).status).toBe(403)
    for (const { installations } of places) for (const one of installations) one.consented = [application(holds)]
    expect((await ask(mine)).status).toBe(200)
  }),
)

test('a signed-in person reads the members of places they are in', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.signedInWith?.scopes.push('TeamMember.Read.All')
    expect((await graph.get(teamMembers, { token: signedIn('bob') })).status).toBe(200)
    expect((await graph.get(teamMembers, { token: signedIn('dave') })).status).toBe(403)
  }))

function fail(): never {
  throw new Error('Acme has a team and a chat')
}
