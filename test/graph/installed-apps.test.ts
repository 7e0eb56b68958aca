import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createAppCatalog } from '../../src/graph/app-catalog.ts'
import { createGraph } from '../../src/graph/graph-client.ts'
import { createInstalledApps, type UpgradeBody } from '../../src/graph/installed-apps.ts'
import type { Scope } from '../../src/installations/scope.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { noPace } from '../support/unpaced.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ limits: noLimits() })
})
afterEach(() => sandbox.close())

const call = { correlationId: '12345678-1234-4234-8234-123456789012' }
const own = { by: 'externalId', id: acmeIds.assistantManifest } as const

function edge({ token = 'sandbox-app', version = 'v1.0', upgradeBody = 'consentedPermissionSet' }: Partial<Edge> = {}) {
  const time = { now: () => performance.now(), sleep: (ms: number) => sleep(ms) }
  const options = {
    baseUrl: sandbox.url,
    version,
    getToken: async () => token,
    pace: noPace,
    time,
    timeoutMs: 2_000,
  }
  const reader = { graph: createGraph(options), patience: { attempts: 2, longestWaitSeconds: 1 }, time }
  return { apps: createInstalledApps(reader, { upgradeBody }), catalog: createAppCatalog(reader) }
}

type Edge = { token: string; version: 'v1.0' | 'beta'; upgradeBody: UpgradeBody }

const places: [string, Scope, string, string][] = [
  ['a team', { kind: 'team', teamId: acmeIds.team }, '/teams/{id}/installedApps', 'sandbox-app'],
  ['a chat', { kind: 'chat', chatId: acmeIds.groupChat }, '/chats/{id}/installedApps', 'sandbox-app'],
  ['a person', { kind: 'user', userId: acmeIds.alice }, '/users/{id}/teamwork/installedApps', 'sandbox-app'],
  ['oneself', { kind: 'me', userId: acmeIds.alice }, '/me/teamwork/installedApps', `sandbox-user:${acmeIds.alice}`],
]

test.each(places)(
  'finds the app of %s by its manifest id, upgrades it there and nowhere else',
  async (_name, scope, route, token) => {
    const { apps, catalog } = edge({ token })
    const found = await apps.find(scope, own, call)
    expect(found).toMatchObject({
      kind: 'ok',
      value: { version: '1.2.0', app: { catalogId: acmeIds.assistant, name: 'Acme Assistant' } },
    })
    const installationId = found.kind === 'ok' ? (found.value?.id ?? '') : ''
    const newest = await edge().catalog.newest(own, call)
    const consent = newest.kind === 'ok' ? (newest.value?.required ?? []) : []
    expect(await apps.upgrade(scope, { installationId, consent }, call)).toMatchObject({ kind: 'ok', value: null })
    expect(await apps.find(scope, own, call)).toMatchObject({ kind: 'ok', value: { version: '1.10.0' } })
    expect(sandbox.journal.filter(({ method }) => method === 'POST')).toMatchObject([
      { route: `${route}/{id}/upgrade`, clientRequestId: call.correlationId, status: 204 },
    ])
    expect(catalog).toBeDefined()
  },
)

test('no application token is taken for /me, and no person’s for somebody else', async () => {
  const me: Scope = { kind: 'me', userId: acmeIds.alice }
  expect((await edge().apps.find(me, own, call)).kind).not.toBe('ok')
})

test('the newest version is the highest published one, whatever else is listed, and is asked for once', async () => {
  const { catalog } = edge()
  const asked = await Promise.all(Array.from({ length: 20 }, () => catalog.newest(own, call)))
  expect(asked[0]).toMatchObject({ kind: 'ok', value: { version: '1.10.0', clientAppId: acmeIds.botApp } })
  expect(sandbox.journal).toHaveLength(1)
})

test('store apps are found by the id of the catalog', async () => {
  const polls = await edge().catalog.newest({ by: 'externalId', id: acmeIds.polls }, call)
  expect(polls).toMatchObject({ kind: 'ok', value: { isFromStore: true, catalogId: acmeIds.polls } })
  const team: Scope = { kind: 'team', teamId: acmeIds.team }
  expect(await edge().apps.find(team, { by: 'catalogId', id: acmeIds.polls }, call)).toMatchObject({
    kind: 'ok',
    value: { app: { catalogId: acmeIds.polls } },
  })
})

test('an app is found on a later page, and a filter that Graph ignores finds no other app', async () => {
  sandbox.tenant.behaviours.pageSize = 1
  const team: Scope = { kind: 'team', teamId: acmeIds.team }
  expect(await edge().apps.list(team, call)).toMatchObject({ kind: 'ok', value: { length: 3 } })
  const other = { by: 'externalId', id: '00000000-0000-4000-8000-000000000000' } as const
  expect(await edge().apps.find(team, other, call)).toMatchObject({ kind: 'ok', value: null })
})

test('a set that the list does not show is read alone', async () => {
  sandbox.tenant.behaviours.consentedSetWithExpand = false
  const team: Scope = { kind: 'team', teamId: acmeIds.team }
  expect(await edge().apps.find(team, own, call)).toMatchObject({ kind: 'ok', value: { consented: null } })
  const alone = await edge().apps.readConsented(team, own, call)
  expect(alone).toMatchObject({
    kind: 'ok',
    value: expect.arrayContaining([expect.objectContaining({ permissionValue: 'TeamMember.Read.Group' })]),
  })
})

test('quotes in an id stay inside the filter', async () => {
  const team: Scope = { kind: 'team', teamId: acmeIds.team }
  const sly = { by: 'externalId', id: `x' or teamsApp/id ne 'y` } as const
  expect(await edge().apps.find(team, sly, call)).toMatchObject({ kind: 'ok', value: null })
})
