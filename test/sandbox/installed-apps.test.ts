import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import {
  aliceApps,
  assistantIn,
  assistantOf,
  chatApps,
  meetingApps,
  myApps,
  signedIn,
  teamApps,
  withSandbox,
} from './with-sandbox.ts'

const byManifest = `$filter=${encodeURIComponent(`teamsApp/externalId eq '${acmeIds.assistantManifest}'`)}`
const places = [teamApps, chatApps, meetingApps, aliceApps]

test.each(places)('lists nothing but ids unless asked to expand: %s', (apps) =>
  withSandbox(async (_sandbox, graph) => {
    const { status, body, value } = await graph.get(apps)
    expect(status).toBe(200)
    expect(body['@odata.count']).toBe(value.length)
    expect(Object.keys(value[0] ?? {})).toEqual(['id'])
  }),
)

test.each(places)('finds the app by its manifest id and shows the installed version: %s', (apps) =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get(`${apps}?$expand=teamsApp,teamsAppDefinition&${byManifest}`)
    expect(value).toHaveLength(1)
    expect(value[0]).toMatchObject({
      teamsApp: {
        id: acmeIds.assistant,
        externalId: acmeIds.assistantManifest,
        displayName: 'Acme Assistant',
        distributionMethod: 'organization',
      },
      teamsAppDefinition: { teamsAppId: acmeIds.assistant, version: '1.2.0', publishingState: 'published' },
    })
  }),
)

test('the id of an installation is made of the place and the catalog id, as in the samples', () =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get(`${chatApps}?${byManifest}`)
    expect(value[0]?.['id']).toBe(installationId(acmeIds.groupChat, acmeIds.assistant))
  }))

test("a person's own apps are the same under /me", () =>
  withSandbox(async (_sandbox, graph) => {
    const mine = await graph.get(myApps, { token: signedIn('alice') })
    const hers = await graph.get(aliceApps)
    expect(mine.value).toEqual(hers.value)
  }))

test('an application has no /me', () =>
  withSandbox(async (_sandbox, graph) => {
    const { status, error } = await graph.get(myApps)
    expect([status, error.code]).toEqual([400, 'BadRequest'])
  }))

test('a person is found by user principal name too', () =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get('/users/alice@acme.example/teamwork/installedApps')
    expect(value).toHaveLength(1)
  }))

test('filters by catalog id, and by both names at once', () =>
  withSandbox(async (_sandbox, graph) => {
    const byId = await graph.get(`${teamApps}?$expand=teamsApp&$filter=teamsApp/id eq '${acmeIds.polls}'`)
    expect(byId.value).toMatchObject([{ teamsApp: { displayName: 'Contoso Polls', externalId: null } }])
    const byName = await graph.get(`${teamApps}?$filter=contains(teamsAppDefinition/displayName,'acme')`)
    expect(byName.value).toHaveLength(2)
  }))

test('the bot of an app shows only when expanded', () =>
  withSandbox(async (_sandbox, graph) => {
    const plain = await graph.get(`${chatApps}?$expand=teamsAppDefinition`)
    expect(plain.value[0]?.['teamsAppDefinition']).not.toHaveProperty('bot')
    const deep = await graph.get(`${chatApps}?$expand=teamsAppDefinition($expand=bot)`)
    expect(deep.value[0]).toMatchObject({ teamsAppDefinition: { bot: { id: acmeIds.botApp } } })
  }))

test('the consented set shows only when selected', () =>
  withSandbox(async (sandbox, graph) => {
    const { value } = await graph.get(`${chatApps}?$select=consentedPermissionSet,id`)
    const consented = sandbox.tenant.chats[0]?.installations[0]?.consented
    expect(value).toEqual([
      {
        id: installationId(acmeIds.groupChat, acmeIds.assistant),
        consentedPermissionSet: { resourceSpecificPermissions: consented },
      },
    ])
  }))

test('the consented set is null where nothing was consented to', () =>
  withSandbox(async (sandbox, graph) => {
    const [installation] = sandbox.tenant.people[0]?.installations ?? []
    if (installation) installation.consented = null
    const { value } = await graph.get(`${aliceApps}?$select=consentedPermissionSet,id`)
    expect(value[0]?.['consentedPermissionSet']).toBeNull()
  }))

test.each([
  [true, true],
  [false, false],
])('the consented set beside an $expand shows: %s', (consentedSetWithExpand, isShown) =>
  withSandbox(async (sandbox, graph) => {
    Object.assign(sandbox.tenant.behaviours, { consentedSetWithExpand })
    const { value } = await graph.get(`${teamApps}?$select=id,consentedPermissionSet&$expand=teamsApp`)
    expect('consentedPermissionSet' in (value[0] ?? {})).toBe(isShown)
  }),
)

test('a filter on the app may need the app expanded', () =>
  withSandbox(async (sandbox, graph) => {
    expect((await graph.get(`${teamApps}?${byManifest}`)).status).toBe(200)
    sandbox.tenant.behaviours.filterNeedsExpand = true
    expect((await graph.get(`${teamApps}?${byManifest}`)).status).toBe(400)
    expect((await graph.get(`${teamApps}?$expand=teamsApp&${byManifest}`)).status).toBe(200)
  }))

test('may report the version of the catalog as the installed one', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.versionReported = 'catalog'
    const { value } = await graph.get(`${teamApps}?$expand=teamsAppDefinition&${byManifest}`)
    expect(value).toMatchObject([{ teamsAppDefinition: { version: '1.10.0' } }])
    expect(sandbox.tenant.teams[0]?.installations[0]?.version).toBe('1.2.0')
  }))

test('one installation can be read by itself', () =>
  withSandbox(async (_sandbox, graph) => {
    const { status, body } = await graph.get(`${assistantIn(teamApps)}?$expand=teamsAppDefinition`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ teamsAppDefinition: { version: '1.2.0' } })
  }))

test('beta shows where an installation is, v1.0 does not', () =>
  withSandbox(async (_sandbox, graph) => {
    const beta = await graph.get(teamApps, { version: 'beta' })
    expect(beta.value[0]).toMatchObject({ scopeInfo: { scope: 'team', teamId: acmeIds.team } })
    const stable = await graph.get(teamApps)
    expect(stable.value[0]).not.toHaveProperty('scopeInfo')
  }))

test.each([
  ['$top=5', "Query option 'Top' is not allowed"],
  ['$skip=5', "Query option 'Skip' is not allowed"],
  ['$orderby=id', "Query option 'Orderby' is not allowed"],
  ['$fliter=x', "The query parameter '$fliter' is not supported."],
  ['$select=name', "Could not find a property named 'name' on type 'microsoft.graph.teamsAppInstallation'."],
  ['$expand=apps', "Could not find a property named 'apps' on type 'microsoft.graph.teamsAppInstallation'."],
  ['$expand=teamsApp($top=1)', "The query parameter '$top' is not supported."],
  [
    "$filter=teamsApp/manifestId eq 'x'",
    "Could not find a property named 'manifestId' on type 'microsoft.graph.teamsApp'.",
  ],
  ['$select=id&$select=id', "Query option '$select' was specified more than once."],
])('refuses %s', (query, message) =>
  withSandbox(async (_sandbox, graph) => {
    const { status, error } = await graph.get(`${teamApps}?${query}`)
    expect([status, error.code, error.message]).toEqual([400, 'BadRequest', message])
  }),
)

test('Self permissions list only the app of the token, without saying so', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['self'] = {
      kind: 'application',
      appId: acmeIds.botApp,
      roles: ['TeamsAppInstallation.ReadWriteSelfForTeam.All'],
    }
    const [installation] = sandbox.tenant.teams[0]?.installations ?? []
    if (installation) installation.consented = null
    const { value } = await graph.get(`${teamApps}?$expand=teamsApp`, { token: 'self' })
    expect(value).toMatchObject([{ teamsApp: { id: acmeIds.assistant } }])
    expect(value).toHaveLength(1)
  }))

test('Self permissions of another app list nothing, without an error', () =>
  withSandbox(async (sandbox, graph) => {
    for (const definition of assistantOf(sandbox).definitions) definition.clientAppId = acmeIds.polls
    const { status, value } = await graph.get(teamApps)
    expect([status, value]).toEqual([200, []])
    const single = await graph.get(assistantIn(teamApps))
    expect(single.error).toMatchObject({
      code: 'Forbidden',
      message: `AAD App Id '${acmeIds.botApp}' is not allowed to manage the Teams App '${acmeIds.assistant}'`,
    })
  }))

test("an app's own permission in a team shows all the team's apps, and only there", () =>
  withSandbox(async (_sandbox, graph) => {
    expect((await graph.get(teamApps)).value).toHaveLength(3)
    expect((await graph.get(aliceApps)).value).toHaveLength(1)
  }))

test.each([
  ['/teams/33333333333343338333333333333333/installedApps', 400, 'BadRequest'],
  [`/teams/${encodeURIComponent(acmeIds.teamInternal)}/installedApps`, 400, 'BadRequest'],
  ['/teams/33333333-3333-4333-8333-444444444444/installedApps', 404, 'NotFound'],
  [`/chats/${encodeURIComponent(acmeIds.teamInternal)}/installedApps`, 404, 'NotFound'],
  ['/chats/19:nowhere@thread.v2/installedApps', 404, 'NotFound'],
  ['/users/22222222-2222-4222-8222-999999999999/teamwork/installedApps', 404, 'NotFound'],
])('knows no place %s', (path, status, code) =>
  withSandbox(async (_sandbox, graph) => {
    const answer = await graph.get(path)
    expect([answer.status, answer.error.code]).toEqual([status, code])
  }),
)

const inChats = 'TeamsAppInstallation.ReadWriteAndConsentSelfForChat'

test('a signed-in person sees only places they are in', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.signedInWith?.scopes.push(inChats)
    const dave = { token: signedIn('dave') }
    expect((await graph.get(chatApps, dave)).status).toBe(200)
    expect((await graph.get(teamApps, dave)).status).toBe(403)
    expect((await graph.get(aliceApps, dave)).status).toBe(403)
  }))

test('chat ids may come encoded or as they are', () =>
  withSandbox(async (_sandbox, graph) => {
    expect((await graph.get(`/chats/${acmeIds.groupChat}/installedApps`)).value).toHaveLength(1)
  }))

test('a chat that a signed-in person is not in cannot be told from none', () =>
  withSandbox(async (sandbox, graph) => {
    const chat = sandbox.tenant.chats[0]
    if (chat) chat.members = chat.members.filter(({ userId }) => userId !== acmeIds.dave)
    sandbox.tenant.signedInWith?.scopes.push(inChats)
    const { status, error } = await graph.get(chatApps, { token: signedIn('dave') })
    expect([status, error.code]).toEqual([404, 'NotFound'])
  }))

test('a version that the catalog does not list is still the installed one', () =>
  withSandbox(async (sandbox, graph) => {
    const installation = sandbox.tenant.teams[0]?.installations[0]
    if (installation) installation.version = '0.9.5'
    const { value } = await graph.get(`${teamApps}?$expand=teamsAppDefinition`)
    expect(value[0]).toMatchObject({ teamsAppDefinition: { version: '0.9.5' } })
  }))
