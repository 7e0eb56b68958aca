import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { aliceApps, assistantIn, assistantOf, withSandbox } from './with-sandbox.ts'

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

const groupIds = ['77777777-7777-4777-8777-000000000001', '77777777-7777-4777-8777-000000000002']

test('which of some groups a person is in counts groups within groups', () =>
  withSandbox(async (sandbox, graph) => {
    const [outer = '', inner = ''] = groupIds
    sandbox.tenant.groups = [
      { id: outer, name: 'Admins', members: [inner] },
      { id: inner, name: 'Ops', members: [acmeIds.bob, outer] },
    ]
    const ask = (id: string) => graph.post(`/users/${id}/checkMemberGroups`, { groupIds })
    expect((await ask(acmeIds.bob)).value).toEqual(groupIds)
    expect((await ask(acmeIds.carol)).value).toEqual([])
    expect((await ask(acmeIds.team)).status).toBe(404)
  }))

test('reading memberships takes two permissions together, and at most 20 groups', () =>
  withSandbox(async (sandbox, graph) => {
    const ask = (roles: string[], ids = groupIds) => {
      sandbox.tenant.tokens['reader'] = { kind: 'application', appId: acmeIds.botApp, roles }
      return graph.post(`/users/${acmeIds.bob}/checkMemberGroups`, { groupIds: ids }, { token: 'reader' })
    }
    expect((await ask(['User.Read.All'])).status).toBe(403)
    expect((await ask(['GroupMember.Read.All'])).status).toBe(403)
    expect((await ask(['User.Read.All', 'GroupMember.Read.All'])).status).toBe(200)
    expect((await ask(['Directory.Read.All'])).status).toBe(200)
    expect(
      (
        await ask(
          ['Directory.Read.All'],
          Array.from({ length: 21 }, () => acmeIds.team),
        )
      ).status,
    ).toBe(400)
  }))
