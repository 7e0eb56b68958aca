import { expect, test } from '@jest/globals'
import { comparePermissions } from '../../src/installations/permission-set.ts'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { demoApp } from '../../src/sandbox/demo-app.ts'
import { demoTenant } from '../../src/sandbox/demo-tenant.ts'
import { neighbours } from '../../src/sandbox/neighbour-apps.ts'
import { newestDefinition } from '../../src/sandbox/newest-definition.ts'
import { playgroundConfig } from '../../src/sandbox/playground-config.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { Tenant } from '../../src/sandbox/tenant.ts'
import { aliceApps, assistantIn, chatApps, type Graph, teamApps, withSandbox } from './with-sandbox.ts'

const inDemo = (use: (sandbox: Sandbox, graph: Graph) => Promise<void>) => withSandbox(use, { tenant: demoTenant() })

/** What an upgrade of the assistant would go from, and what the newest version asks beside what is consented to. */
function waiting({ catalog }: Tenant, installations: Tenant['teams'][number]['installations'] = []) {
  const [installation] = installations
  const newest = catalog[0] && newestDefinition(catalog[0])
  const diff = comparePermissions(newest?.permissions ?? [], installation?.consented ?? [])
  const names = (list: { permissionValue: string }[]) => list.map(({ permissionValue }) => permissionValue)
  return { from: installation?.version, added: names(diff.added), kept: diff.kept.length, dropped: names(diff.dropped) }
}

test('the team waits for a consent, Alice for none, and the group chat for nothing', () => {
  const tenant = demoTenant()
  const group = tenant.chats.find(({ id }) => id === acmeIds.groupChat)
  const alice = tenant.people.find(({ id }) => id === acmeIds.alice)
  expect(waiting(tenant, tenant.teams[0]?.installations)).toEqual({
    from: '1.2.0',
    added: ['ChannelMessage.Read.Group'],
    kept: 5,
    dropped: ['TeamSettings.Read.Group'],
  })
  expect(waiting(tenant, alice?.installations)).toEqual({ from: '1.2.0', added: [], kept: 6, dropped: [] })
  expect(waiting(tenant, group?.installations)).toEqual({ from: '1.10.0', added: [], kept: 6, dropped: [] })
})

test.each([
  ['the team', teamApps, '1.2.0'],
  ['the group chat', chatApps, '1.10.0'],
  ['Alice', aliceApps, '1.2.0'],
])('the assistant of %s upgrades with the consent its newest version asks for', (_who, apps, from) =>
  inDemo(async (sandbox, graph) => {
    const newest = sandbox.tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')
    const body = { consentedPermissionSet: { resourceSpecificPermissions: newest?.permissions } }
    expect((await graph.post(`${assistantIn(apps)}/upgrade`, {})).status).toBe(from === '1.10.0' ? 204 : 400)
    expect((await graph.post(`${assistantIn(apps)}/upgrade`, body)).status).toBe(204)
    expect(sandbox.journal.at(-1)?.effect).toEqual({ from, to: '1.10.0' })
  }),
)

test('an application sees every app of a place, more than ten in the team', () =>
  inDemo(async (_sandbox, graph) => {
    const team = await graph.get(`${teamApps}?$expand=teamsApp,teamsAppDefinition`)
    expect(team.value.map(nameAndVersion)).toEqual([
      'Acme Assistant 1.2.0',
      'Contoso Polls 3.1.0',
      'Acme Expenses 2.0',
      'Acme Standup 1.4.1',
      'Acme Onboarding 0.9.0',
      'Acme Incident Room 4.0.2',
      'Acme Room Booking 2.9',
      'Fabrikam Whiteboard 5.0.0',
      'Acme Timesheets 3.3.0',
      'Acme Service Desk 1.0.0',
      'Acme Shift Planner 1.0.12',
      'Northwind Surveys 2.3.1',
      'Teams Calendar 1.0.0',
    ])
    expect((await graph.get(chatApps)).value).toHaveLength(5)
    expect((await graph.get(aliceApps)).value).toHaveLength(3)
  }))

test.each([
  [neighbours.behind, {}, 204, { from: '1.4.1', to: '1.5.0' }],
  [neighbours.behindByTenths, {}, 204, { from: '2.9', to: '2.10' }],
  [neighbours.storeBehind, {}, 204, { from: '5.0.0', to: '5.1.0' }],
  [neighbours.asksAsPerson, {}, 204, { from: '1.0.0', to: '1.1.0' }],
  [neighbours.asksForMore, {}, 400, null],
  [neighbours.asksForMore, 'consent', 204, { from: '0.9.0', to: '1.0.0' }],
  [neighbours.heldBack, {}, 204, null],
  [neighbours.current, {}, 204, null],
  [neighbours.system, {}, 403, null],
])('upgrading %s with %p answers %p', (name, consent, status, effect) =>
  inDemo(async (sandbox, graph) => {
    const app = sandbox.tenant.catalog.find(({ displayName }) => displayName === name)
    const resourceSpecificPermissions = app && newestDefinition(app)?.permissions
    const body = consent === 'consent' ? { consentedPermissionSet: { resourceSpecificPermissions } } : consent
    const answer = await graph.post(`${assistantIn(teamApps, app?.id)}/upgrade`, body)
    expect([answer.status, sandbox.journal[0]?.effect]).toEqual([status, effect])
    if (status === 403) expect(answer.error).toMatchObject({ code: 'Forbidden', message: 'This request is forbidden.' })
  }),
)

test('with Self permissions alone other apps show only where a resource-specific one reads them, and none upgrades', () =>
  inDemo(async (sandbox, graph) => {
    sandbox.tenant.tokens = acmeTenant().tokens
    expect((await graph.get(aliceApps)).value).toHaveLength(1)
    expect((await graph.get(teamApps)).value).toHaveLength(13)
    const other = sandbox.tenant.catalog.find(({ displayName }) => displayName === neighbours.behind)
    const { status, error } = await graph.post(`${assistantIn(teamApps, other?.id)}/upgrade`, {})
    expect([status, error.message]).toEqual([
      403,
      `AAD App Id '${acmeIds.botApp}' is not allowed to manage the Teams App '${other?.id}'`,
    ])
  }))

test('every app has an Entra app and ids of its own', () => {
  const { catalog } = demoTenant()
  const ids = catalog.flatMap(({ id, externalId }) => [id, ...(externalId ? [externalId] : [])])
  expect(new Set(ids).size).toBe(ids.length)
  const owners = catalog.map((app) => newestDefinition(app)?.clientAppId).filter((id) => id !== null)
  expect(new Set(owners).size).toBe(owners.length)
})

test('every demo world is a copy of its own, and leaves Acme as it is', () => {
  const one = demoTenant()
  for (const { definitions } of one.catalog) for (const { permissions } of definitions) permissions.length = 0
  expect(waiting(demoTenant(), demoTenant().teams[0]?.installations).added).toEqual(['ChannelMessage.Read.Group'])
  expect(acmeTenant().catalog).toHaveLength(3)
})

test('the Playground shows the same people and places in both worlds', () => {
  const config = (tenant: Tenant) => playgroundConfig(tenant, demoApp(tenant).bot)
  expect(config(demoTenant())).toBe(config(acmeTenant()))
})

function nameAndVersion({ teamsApp, teamsAppDefinition }: Record<string, unknown>): string {
  const { displayName } = teamsApp as { displayName: string }
  const { version } = teamsAppDefinition as { version: string }
  return `${displayName} ${version}`
}
