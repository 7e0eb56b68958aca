import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import { application, delegated, type Tenant } from '../../src/sandbox/tenant.ts'
import {
  aliceApps,
  assistantIn,
  assistantOf,
  chatApps,
  consentFor,
  meetingApps,
  myApps,
  requiredBy,
  signedIn,
  teamApps,
  teamInstallation,
  withSandbox,
} from './with-sandbox.ts'

const mismatch = [400, 'ResourceSpecificPermissionsMismatch']

test.each([
  [teamApps, 'sandbox-app', '/teams/{id}/installedApps/{id}/upgrade'],
  [chatApps, 'sandbox-app', '/chats/{id}/installedApps/{id}/upgrade'],
  [meetingApps, 'sandbox-app', '/chats/{id}/installedApps/{id}/upgrade'],
  [aliceApps, 'sandbox-app', '/users/{id}/teamwork/installedApps/{id}/upgrade'],
  [myApps, signedIn('alice'), '/me/teamwork/installedApps/{id}/upgrade'],
])('upgrades to the newest published version: %s', (apps, token, route) =>
  withSandbox(async (sandbox, graph) => {
    const body = consentFor(sandbox)
    const answer = await graph.post(`${assistantIn(apps)}/upgrade`, body, { token })
    expect([answer.status, answer.text]).toEqual([204, ''])
    const read = await graph.get(`${assistantIn(apps)}?$expand=teamsAppDefinition`, { token })
    expect(read.body).toMatchObject({ teamsAppDefinition: { version: '1.10.0' } })
    expect(sandbox.journal[0]).toMatchObject({ route, body, status: 204, effect: { from: '1.2.0', to: '1.10.0' } })
  }),
)

test('changes that one installation and no other', () =>
  withSandbox(async (sandbox, graph) => {
    await graph.post(`${assistantIn(teamApps)}/upgrade`, consentFor(sandbox))
    const versions = sandbox.tenant.chats.map(({ installations }) => installations[0]?.version)
    expect([teamInstallation(sandbox).version, ...versions]).toEqual(['1.10.0', '1.2.0', '1.2.0'])
  }))

test('takes the consent in beta too, and there in its older form', () =>
  withSandbox(async (sandbox, graph) => {
    const beta = { version: 'beta' }
    expect((await graph.post(`${assistantIn(chatApps)}/upgrade`, consentFor(sandbox), beta)).status).toBe(204)
    const names = requiredBy(sandbox)
      .filter(({ permissionType }) => permissionType === 'application')
      .map(({ permissionValue }) => permissionValue)
    const older = { grantedResourceSpecificApplicationPermissions: names }
    expect((await graph.post(`${assistantIn(teamApps)}/upgrade`, older, beta)).status).toBe(204)
    expect(teamInstallation(sandbox).consented).toEqual(requiredBy(sandbox))
  }))

test('v1.0 does not know the older form', () =>
  withSandbox(async (_sandbox, graph) => {
    const body = { grantedResourceSpecificApplicationPermissions: [] }
    const { status, error } = await graph.post(`${assistantIn(teamApps)}/upgrade`, body)
    expect([status, error.code]).toEqual([400, 'BadRequest'])
    expect(error.message).toContain("'grantedResourceSpecificApplicationPermissions'")
  }))

test('the older form must name the application permissions exactly', () =>
  withSandbox(async (_sandbox, graph) => {
    const body = { grantedResourceSpecificApplicationPermissions: ['TeamMember.Read.Group'] }
    const { status, error } = await graph.post(`${assistantIn(teamApps)}/upgrade`, body, { version: 'beta' })
    expect([status, error.code]).toEqual(mismatch)
  }))

test('the type of a permission may be written with a capital, and the order does not matter', () =>
  withSandbox(async (sandbox, graph) => {
    const resourceSpecificPermissions = requiredBy(sandbox)
      .map(({ permissionValue, permissionType }) => ({
        permissionValue,
        permissionType: permissionType === 'application' ? 'Application' : 'Delegated',
      }))
      .reverse()
    const body = { consentedPermissionSet: { resourceSpecificPermissions } }
    expect((await graph.post(`${assistantIn(teamApps)}/upgrade`, body)).status).toBe(204)
  }))

test.each(['{}', 'less', 'more'])('a consent that is not the required set is refused: %s', (kind) =>
  withSandbox(async (sandbox, graph) => {
    const required = requiredBy(sandbox)
    const sets = { '{}': null, less: required.slice(1), more: [...required, application('Chat.Manage.Chat')] }
    const set = sets[kind as keyof typeof sets]
    const body = set ? { consentedPermissionSet: { resourceSpecificPermissions: set } } : {}
    const { status, error } = await graph.post(`${assistantIn(teamApps)}/upgrade`, body)
    expect([status, error.code]).toEqual(mismatch)
    expect(teamInstallation(sandbox).version).toBe('1.2.0')
    expect(sandbox.journal[0]?.effect).toBeNull()
  }),
)

test('no consent is needed for a version that asks for none, or for delegated permissions only', () =>
  withSandbox(async (sandbox, graph) => {
    const newest = assistantOf(sandbox).definitions[2]
    if (newest) newest.permissions = [delegated('ChannelMeeting.ReadBasic.Group')]
    expect((await graph.post(`${assistantIn(teamApps)}/upgrade`, {})).status).toBe(204)
    if (newest) newest.permissions = []
    expect((await graph.post(`${assistantIn(chatApps)}/upgrade`)).status).toBe(204)
  }))

test.each([
  ['definition', 400],
  ['place', 204],
] as const)('a consent that names only what is for the place, where it must match the %s', (consentMustMatch, status) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.consentMustMatch = consentMustMatch
    const resourceSpecificPermissions = requiredBy(sandbox).filter(({ permissionValue }) =>
      permissionValue.endsWith('.Chat'),
    )
    const body = { consentedPermissionSet: { resourceSpecificPermissions } }
    expect((await graph.post(`${assistantIn(chatApps)}/upgrade`, body)).status).toBe(status)
  }),
)

test.each([
  ['TeamsAppInstallation.ReadWriteSelfForTeam.All', teamApps, 400],
  ['TeamsAppInstallation.ReadWriteForTeam.All', teamApps, 400],
  ['TeamsAppInstallation.ReadWriteForChat.All', chatApps, 400],
  ['TeamsAppInstallation.ReadWriteSelfForUser.All', aliceApps, 400],
  ['TeamsAppInstallation.ReadWriteAndConsentForTeam.All', teamApps, 204],
  ['TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All', chatApps, 204],
  ['TeamsAppInstallation.ManageSelectedForUser.All', aliceApps, 204],
])('%s and a version that asks for permissions', (role, apps, status) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['one'] = { kind: 'application', appId: acmeIds.botApp, roles: [role] }
    const answer = await graph.post(`${assistantIn(apps)}/upgrade`, consentFor(sandbox), { token: 'one' })
    expect(answer.status).toBe(status)
    if (status === 400) expect(answer.error.code).toBe('ResourceSpecificPermissionsMismatch')
  }),
)

test('plain permissions do for a version that asks for nothing', () =>
  withSandbox(async (sandbox, graph) => {
    for (const definition of assistantOf(sandbox).definitions) definition.permissions = []
    const roles = ['TeamsAppInstallation.ReadWriteSelfForTeam.All']
    sandbox.tenant.tokens['plain'] = { kind: 'application', appId: acmeIds.botApp, roles }
    expect((await graph.post(`${assistantIn(teamApps)}/upgrade`, {}, { token: 'plain' })).status).toBe(204)
  }))

test('whether a Self permission may consent in a team is a switch', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.selfMayConsentInTeam = false
    const team = await graph.post(`${assistantIn(teamApps)}/upgrade`, consentFor(sandbox))
    expect([team.status, team.error.code]).toEqual(mismatch)
    expect((await graph.post(`${assistantIn(chatApps)}/upgrade`, consentFor(sandbox))).status).toBe(204)
  }))

test.each([
  [false, 400],
  [true, 204],
])('Chat.Manage.Chat alone upgrades a chat; may it consent: %s', (chatManageMayConsent, status) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.chatManageMayConsent = chatManageMayConsent
    sandbox.tenant.tokens['bare'] = { kind: 'application', appId: acmeIds.botApp, roles: [] }
    assistantOf(sandbox).definitions[2]?.permissions.push(application('Chat.Manage.Chat'))
    sandbox.tenant.chats[0]?.installations[0]?.consented?.push(application('Chat.Manage.Chat'))
    const asking = await graph.post(`${assistantIn(chatApps)}/upgrade`, consentFor(sandbox), { token: 'bare' })
    expect(asking.status).toBe(status)
    for (const definition of assistantOf(sandbox).definitions) definition.permissions = []
    const plain = await graph.post(`${assistantIn(chatApps)}/upgrade`, {}, { token: 'bare' })
    expect(plain.status).toBe(204)
    expect((await graph.post(`${assistantIn(meetingApps)}/upgrade`, {}, { token: 'bare' })).status).toBe(403)
  }),
)

test.each([
  ['no-content', 204, undefined],
  ['conflict', 409, 'Conflict'],
  ['bad-request', 400, 'BadRequest'],
] as const)('an installation that is current already answers %s', (upgradeWhenCurrent, status, code) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.upgradeWhenCurrent = upgradeWhenCurrent
    teamInstallation(sandbox).version = '1.10.0'
    const answer = await graph.post(`${assistantIn(teamApps)}/upgrade`, {})
    expect([answer.status, answer.error.code]).toEqual([status, code])
    expect(sandbox.journal[0]?.effect).toBeNull()
  }),
)

test('goes back with the catalog when that was rolled back', () =>
  withSandbox(async (sandbox, graph) => {
    assistantOf(sandbox).definitions = assistantOf(sandbox).definitions.slice(0, 1)
    const permissions = { resourceSpecificPermissions: assistantOf(sandbox).definitions[0]?.permissions }
    await graph.post(`${assistantIn(teamApps)}/upgrade`, { consentedPermissionSet: permissions })
    expect(sandbox.journal[0]?.effect).toEqual({ from: '1.2.0', to: '1.0.0' })
  }))

test('a catalog id in place of the installation id is forbidden, not missing', () =>
  withSandbox(async (sandbox, graph) => {
    const { status, error } = await graph.post(`${teamApps}/${acmeIds.assistant}/upgrade`, consentFor(sandbox))
    expect([status, error.code]).toEqual([403, 'Forbidden'])
  }))

test('an app that is not installed in the place is not found', () =>
  withSandbox(async (sandbox, graph) => {
    const team = sandbox.tenant.teams[0]
    if (team) team.installations = []
    const { status, error } = await graph.post(`${assistantIn(teamApps)}/upgrade`, consentFor(sandbox))
    expect([status, error.code]).toEqual([404, 'NotFound'])
  }))

test('an installation of another place is not found here', () =>
  withSandbox(async (sandbox, graph) => {
    const id = encodeURIComponent(installationId(acmeIds.groupChat, acmeIds.assistant))
    expect((await graph.post(`${teamApps}/${id}/upgrade`, consentFor(sandbox))).status).toBe(404)
    expect(sandbox.journal[0]?.effect).toBeNull()
  }))

test('the id may lack its padding', () =>
  withSandbox(async (sandbox, graph) => {
    const path = assistantIn(teamApps).replaceAll('%3D', '')
    expect((await graph.post(`${path}/upgrade`, consentFor(sandbox))).status).toBe(204)
  }))

test('Self permissions do not reach another app', () =>
  withSandbox(async (_sandbox, graph) => {
    const { status, error } = await graph.post(`${assistantIn(teamApps, acmeIds.polls)}/upgrade`, {})
    expect([status, error]).toMatchObject([
      403,
      { message: `AAD App Id '${acmeIds.botApp}' is not allowed to manage the Teams App '${acmeIds.polls}'` },
    ])
  }))

test('a person upgrades only their own with a delegated token', () =>
  withSandbox(async (sandbox, graph) => {
    const answer = await graph.post(`${assistantIn(aliceApps)}/upgrade`, consentFor(sandbox), {
      token: signedIn('bob'),
    })
    expect(answer.status).toBe(403)
    const outside = await graph.post(`${assistantIn(teamApps)}/upgrade`, consentFor(sandbox), {
      token: signedIn('dave'),
    })
    expect(outside.status).toBe(403)
  }))

test.each([
  ['not json', 'application/json'],
  ['[]', 'application/json'],
  ['{}', 'text/plain'],
  ['{"consentedPermissionSet":{"resourceSpecificPermissions":[{"permissionValue":1}]}}', 'application/json'],
  [
    '{"consentedPermissionSet":{"resourceSpecificPermissions":[{"permissionValue":"A","permissionType":"x"}]}}',
    'application/json',
  ],
])('a body it cannot read is refused: %s as %s', (body, type) =>
  withSandbox(async (_sandbox, graph) => {
    const headers = { 'content-type': type }
    const { status, error } = await graph.post(`${assistantIn(teamApps)}/upgrade`, body, { headers })
    expect([status, error.code]).toEqual([400, 'BadRequest'])
    expect(error.message).toMatch(/^Unable to read JSON request payload/)
  }),
)

test('an archived team and, where switched so, a chat of two people cannot be upgraded', () =>
  withSandbox(async (sandbox, graph) => {
    const change = (tenant: Tenant) => {
      const [team, chat] = [tenant.teams[0], tenant.chats[0]]
      if (team) team.archived = true
      if (chat) chat.kind = 'oneOnOne'
    }
    change(sandbox.tenant)
    expect((await graph.post(`${assistantIn(teamApps)}/upgrade`, consentFor(sandbox))).status).toBe(403)
    sandbox.tenant.behaviours.upgradeInOneOnOne = 'forbidden'
    expect((await graph.post(`${assistantIn(chatApps)}/upgrade`, consentFor(sandbox))).status).toBe(403)
    sandbox.tenant.behaviours.upgradeInOneOnOne = 'allowed'
    expect((await graph.post(`${assistantIn(chatApps)}/upgrade`, consentFor(sandbox))).status).toBe(204)
  }))
