import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { delegated } from '../../src/sandbox/tenant.ts'
import { aliceApps, assistantIn, assistantOf, teamInstallation, withSandbox } from './with-sandbox.ts'

const teamMembers = `/teams/${acmeIds.team}/members`

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

test.each([
  [`(microsoft.graph.aadUserConversationMember/userId eq '${acmeIds.bob}')`, ['Bob Brown']],
  [
    `(microsoft.graph.aadUserConversationMember/displayName eq 'Carol Clark' or microsoft.graph.aadUserConversationMember/email eq 'alice@acme.example')`,
    ['Alice Adams', 'Carol Clark'],
  ],
  [`roles/any(r:r eq 'owner')`, ['Alice Adams']],
])('members are found by %s', (filter, names) =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get(`${teamMembers}?$filter=${encodeURIComponent(filter)}&$select=displayName`)
    expect(value.map(({ displayName }) => displayName)).toEqual(names)
    expect(value[0]).not.toHaveProperty('userId')
  }),
)

test('the members of a chat take no query options', () =>
  withSandbox(async (_sandbox, graph) => {
    const path = `/chats/${acmeIds.meetingChat}/members`
    const { value } = await graph.get(path)
    expect(value.map(({ roles }) => roles)).toEqual([['owner'], [], [], [], [], ['guest']])
    expect((await graph.get(`${path}?$select=id`)).status).toBe(400)
  }))

test('a bare token reads the members of a team by what the installed app holds there', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['bare'] = { kind: 'application', appId: acmeIds.botApp, roles: [] }
    expect((await graph.get(teamMembers, { token: 'bare' })).status).toBe(200)
    teamInstallation(sandbox).consented = []
    expect((await graph.get(teamMembers, { token: 'bare' })).status).toBe(403)
    teamInstallation(sandbox).consented = [delegated('TeamMember.Read.Group')]
    expect((await graph.get(teamMembers, { token: 'bare' })).status).toBe(403)
  }))

test('the permission grants of a place are those for such a place', () =>
  withSandbox(async (_sandbox, graph) => {
    const team = await graph.get(`/teams/${acmeIds.team}/permissionGrants`)
    expect(team.value.map(({ permission, permissionType }) => [permission, permissionType])).toEqual([
      ['TeamsAppInstallation.Read.Group', 'Application'],
      ['TeamMember.Read.Group', 'Application'],
      ['ChannelMeeting.ReadBasic.Group', 'Delegated'],
    ])
    expect(team.value[0]).toEqual({
      id: expect.any(String),
      clientAppId: acmeIds.botApp,
      resourceAppId: '00000003-0000-0000-c000-000000000000',
      clientId: expect.any(String),
      permissionType: 'Application',
      permission: 'TeamsAppInstallation.Read.Group',
    })
    const chat = await graph.get(`/chats/${acmeIds.groupChat}/permissionGrants`)
    expect(chat.value.map(({ permission }) => permission)).toEqual([
      'TeamsAppInstallation.Read.Chat',
      'ChatMember.Read.Chat',
    ])
    expect((await graph.get(`/users/${acmeIds.alice}/permissionGrants`)).value).toEqual([])
  }))

test('permission grants take no query options', () =>
  withSandbox(async (_sandbox, graph) => {
    expect((await graph.get(`/teams/${acmeIds.team}/permissionGrants?$filter=id eq 'x'`)).status).toBe(400)
  }))

test('the chat between a person and an app has a Graph id', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['reader'] = {
      kind: 'application',
      appId: acmeIds.botApp,
      roles: ['TeamsAppInstallation.ReadForUser.All'],
    }
    const path = `${assistantIn(aliceApps)}/chat`
    const { body } = await graph.get(path, { token: 'reader' })
    expect(body).toMatchObject({ id: `19:${acmeIds.botApp}_${acmeIds.alice}@unq.gbl.spaces`, chatType: 'oneOnOne' })
    for (const definition of assistantOf(sandbox).definitions) delete definition.bot
    expect((await graph.get(path, { token: 'reader' })).status).toBe(404)
  }))

test('teams, people and the chats of a person can be listed', () =>
  withSandbox(async (sandbox, graph) => {
    const teams = await graph.get(`/teams?$filter=startswith(displayName, 'Acme')&$select=id,displayName&$top=2`)
    expect(teams.value).toEqual([{ id: acmeIds.team, displayName: 'Acme Ops' }])
    const people = await graph.get(`/users?$filter=userType eq 'Member'&$select=id`)
    expect(people.value).toHaveLength(5)
    sandbox.tenant.chats.push({ id: '19:x@thread.v2', kind: 'group', topic: null, members: [], installations: [] })
    const chats = await graph.get(`/users/${acmeIds.dave}/chats`)
    expect(chats.value.map(({ id, chatType }) => [id, chatType])).toEqual([
      [acmeIds.groupChat, 'group'],
      [acmeIds.meetingChat, 'meeting'],
    ])
  }))

test('an application cannot list all chats', () =>
  withSandbox(async (_sandbox, graph) => {
    expect((await graph.get('/chats')).status).toBe(400)
  }))
