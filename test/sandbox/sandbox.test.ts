import { expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { application, emptyTenant, installedApp } from '../../src/sandbox/tenant.ts'
import { assistantIn, chatApps, consentFor, signedIn, teamApps, teamInstallation, withSandbox } from './with-sandbox.ts'

test('listens on loopback only', async () => {
  const sandbox = await startSandbox()
  expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await sandbox.close()
})

test('says so when its port is taken', () =>
  withSandbox(async (sandbox) => {
    await expect(startSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow(/EADDRINUSE/)
  }))

test('Acme has the assistant installed at 1.2.0 everywhere, and all of it just upgrades', () => {
  const { teams, chats, people } = acmeTenant()
  const places = [...teams, ...chats, ...people]
  expect(places.map(({ installations }) => installations[0]?.version)).toEqual(places.map(() => '1.2.0'))
  expect(places).toHaveLength(9)
})

test('every Acme is a copy of its own', () => {
  const one = acmeTenant()
  one.people.length = 0
  expect(acmeTenant().people.map(({ name }) => name)).toContain('Alice Adams')
})

test('reset brings back the world of the start, in the same objects', () =>
  withSandbox(async (sandbox, graph) => {
    const { tenant, journal } = sandbox
    sandbox.addFault(faultOn({ method: 'GET' }, { kind: 'reset' }))
    await graph.post(`${assistantIn(teamApps)}/upgrade`, consentFor(sandbox))
    tenant.behaviours.pageSize = 1
    sandbox.reset()
    expect(teamInstallation(sandbox).version).toBe('1.2.0')
    expect([tenant.behaviours.pageSize, journal]).toEqual([100, []])
    expect(sandbox.tenant).toBe(tenant)
    teamInstallation(sandbox).version = '1.0.0'
    sandbox.reset()
    expect(teamInstallation(sandbox).version).toBe('1.2.0')
    expect((await graph.get(teamApps)).status).toBe(200)
  }))

test('the journal tells who asked for what, as it was received', () =>
  withSandbox(async (sandbox, graph) => {
    await graph.get(`${chatApps}?$filter=teamsApp/id%20eq%20%27x%27`)
    await graph.get(chatApps, { token: signedIn('bob'), version: 'beta' })
    expect(sandbox.journal).toMatchObject([
      {
        method: 'GET',
        path: `/chats/${acmeIds.groupChat}/installedApps?$filter=teamsApp/id eq 'x'`,
        route: '/chats/{id}/installedApps',
        token: { kind: 'application', appId: acmeIds.botApp },
        status: 200,
      },
      {
        path: `/chats/${acmeIds.groupChat}/installedApps`,
        token: { kind: 'delegated', appId: acmeIds.botApp, userId: acmeIds.bob },
      },
    ])
    expect(JSON.stringify(sandbox.journal)).not.toContain('sandbox-app')
  }))

test('a tenant can be made of nothing', () => {
  const app = {
    id: acmeIds.polls,
    externalId: null,
    displayName: 'Polls',
    distributionMethod: 'store' as const,
    definitions: [
      { version: '1.0', publishingState: 'published' as const, permissions: [], clientAppId: null },
      {
        version: '1.1',
        publishingState: 'published' as const,
        permissions: [application('A.Chat')],
        clientAppId: null,
      },
    ],
  }
  const tenant = emptyTenant()
  tenant.catalog.push(app)
  tenant.chats.push({
    id: '19:a@thread.v2',
    kind: 'group',
    topic: null,
    members: [],
    installations: [installedApp(app, '1.0')],
  })
  tenant.tokens['any'] = { kind: 'application', appId: 'b', roles: ['TeamsAppInstallation.ReadForChat.All'] }
  return withSandbox(
    async (_sandbox, graph) => {
      const { value } = await graph.get('/chats/19:a@thread.v2/installedApps?$expand=teamsApp', { token: 'any' })
      expect(value).toMatchObject([{ teamsApp: { displayName: 'Polls', externalId: null } }])
    },
    { tenant },
  )
})

test('installing consents to all that the version asks for unless said otherwise', () => {
  const [assistant] = acmeTenant().catalog
  if (!assistant) throw new Error('Acme has a catalog')
  expect(installedApp(assistant, '1.2.0').consented).toHaveLength(5)
  expect(installedApp(assistant, '1.2.0', null).consented).toBeNull()
  expect(installedApp(assistant, '1.2.0', []).consented).toEqual([])
})

test('reset forgets throttling too', () =>
  withSandbox(
    async (sandbox, graph) => {
      expect([(await graph.get(chatApps)).status, (await graph.get(chatApps)).status]).toEqual([200, 429])
      sandbox.reset()
      expect((await graph.get(chatApps)).status).toBe(200)
    },
    { limits: { windowMs: 60_000 } },
  ))
