import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { aliceApps, assistantIn, chatApps, signedIn, teamApps, withSandbox } from './with-sandbox.ts'

test.each([
  ['no token', null, 'Access token is empty.'],
  ['an unknown token', 'nobody', 'Access token validation failure.'],
  [
    'a person who is not in the tenant',
    'sandbox-user:22222222-2222-4222-8222-000000000009',
    'Access token validation failure.',
  ],
])('%s is refused with a challenge', (_what, token, message) =>
  withSandbox(async (sandbox, graph) => {
    const { status, error, headers } = await graph.get(teamApps, { token })
    expect([status, error.code, error.message]).toEqual([401, 'InvalidAuthenticationToken', message])
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /)
    expect(sandbox.journal[0]).toMatchObject({ token: null, status: 401 })
  }),
)

test('an application without roles is told which would do, in the sentence that was seen', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['weak'] = { kind: 'application', appId: acmeIds.polls, roles: ['User.Read.All'] }
    const chat = await graph.post(`${assistantIn(chatApps)}/upgrade`, {}, { token: 'weak' })
    expect([chat.status, chat.error.code]).toEqual([403, 'Forbidden'])
    expect(chat.error.message).toBe(
      "Missing role permissions on the request. API requires one of 'TeamsAppInstallation.ReadWriteSelfForChat.All, TeamsAppInstallation.ManageSelectedForChat.All, TeamsAppInstallation.ReadWriteAndConsentForChat.All, TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All, TeamsAppInstallation.ReadWriteForChat.All, Chat.Manage.Chat'. Roles on the request 'User.Read.All'. Resource specific consent grants on the request ''.",
    )
    const person = await graph.post(`${assistantIn(aliceApps)}/upgrade`, {}, { token: 'weak' })
    expect(person.error.message).toMatch(/Roles on the request 'User.Read.All'\.$/)
  }))

test('the resource-specific permissions an app has in the place are named too', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['bare'] = { kind: 'application', appId: acmeIds.botApp, roles: [] }
    const { error } = await graph.post(`${assistantIn(chatApps)}/upgrade`, {}, { token: 'bare' })
    expect(error.message).toMatch(
      /Roles on the request ''\. Resource specific consent grants on the request 'TeamsAppInstallation.Read.Chat, ChatMember.Read.Chat'\.$/,
    )
  }))

test('a person without the scope is told which would do', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.signedInWith = { appId: acmeIds.botApp, scopes: ['User.Read'] }
    const { status, error } = await graph.get(aliceApps, { token: signedIn('alice') })
    expect([status, error.code]).toEqual([403, 'Forbidden'])
    expect(error.message).toMatch(
      /^Missing scope permissions on the request\. API requires one of 'TeamsAppInstallation\.ReadForUser, .*'\. Scopes on the request 'User\.Read'$/,
    )
  }))

test.each([
  [`/teams/${acmeIds.team}/members`],
  [`/chats/${acmeIds.groupChat}/members`],
  [`/teams/${acmeIds.team}/permissionGrants`],
  [`/chats/${acmeIds.groupChat}/permissionGrants`],
  [`/users/${acmeIds.alice}/permissionGrants`],
  [`/users/${acmeIds.alice}/chats`],
  ['/appCatalogs/teamsApps'],
  ['/teams'],
  ['/users'],
  [teamApps],
  [chatApps],
  [aliceApps],
  [assistantIn(teamApps)],
  [assistantIn(chatApps)],
  [assistantIn(aliceApps)],
  [`${assistantIn(aliceApps)}/chat`],
])('%s wants a permission', (path) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['weak'] = { kind: 'application', appId: acmeIds.polls, roles: [] }
    sandbox.tenant.signedInWith = { appId: acmeIds.botApp, scopes: [] }
    expect((await graph.get(path, { token: 'weak' })).status).toBe(403)
    expect((await graph.get(path, { token: signedIn('alice') })).status).toBe(403)
  }),
)

test.each([
  ['v1.0', '/teams/x/installedAppz', 400, "Resource not found for the segment 'installedAppz'."],
  ['v1.0', '/me/teamwork/installedApps/x/chat', 400, "Resource not found for the segment 'chat'."],
  ['v2.0', '/teams', 400, 'Invalid version: v2.0'],
])('does not know /%s%s', (version, path, status, message) =>
  withSandbox(async (sandbox, graph) => {
    const answer = await graph.get(path, { version })
    expect([answer.status, answer.error.message]).toEqual([status, message])
    expect(sandbox.journal[0]?.route).toBe('unknown')
  }),
)

test('a known address does not take every method', () =>
  withSandbox(async (_sandbox, graph) => {
    expect((await graph.get(`${assistantIn(teamApps)}/upgrade`)).status).toBe(405)
  }))

test("an error has Graph's shape, with the ids of answer and request", () =>
  withSandbox(async (sandbox, graph) => {
    const { body, headers } = await graph.get('/teams/x/installedApps', { headers: { 'client-request-id': 'mine' } })
    expect(body).toEqual({
      error: {
        code: 'BadRequest',
        message: 'teamId needs to be a valid GUID.',
        innerError: {
          date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
          'request-id': headers.get('request-id'),
          'client-request-id': 'mine',
        },
      },
    })
    expect(headers.get('client-request-id')).toBe('mine')
    expect(sandbox.journal[0]).toMatchObject({ requestId: headers.get('request-id'), clientRequestId: 'mine' })
  }))
