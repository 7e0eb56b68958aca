import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { demoTenant } from '../../src/sandbox/demo-tenant.ts'
import { assistantOf, requiredBy, withSandbox } from './with-sandbox.ts'

const assistant = `/appCatalogs/teamsApps?$filter=externalId eq '${acmeIds.assistantManifest}'`

async function versions(graph: Parameters<Parameters<typeof withSandbox>[0]>[1]) {
  const { value } = await graph.get(`${assistant}&$expand=appDefinitions($select=version,publishingState)`)
  return value[0]?.['appDefinitions']
}

test('lists apps without their definitions unless asked', () =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get('/appCatalogs/teamsApps')
    expect(value[0]).toEqual({
      id: acmeIds.assistant,
      externalId: acmeIds.assistantManifest,
      displayName: 'Acme Assistant',
      distributionMethod: 'organization',
    })
    expect(value.map(({ externalId }) => externalId === null)).toEqual([false, true, false])
  }))

test('lists definitions of every publishing state', () =>
  withSandbox(async (_sandbox, graph) => {
    expect(await versions(graph)).toEqual([
      { version: '1.0.0', publishingState: 'published' },
      { version: '1.2.0', publishingState: 'published' },
      { version: '1.10.0', publishingState: 'published' },
      { version: '2.0.0', publishingState: 'submitted' },
      { version: '1.9.9', publishingState: 'rejected' },
    ])
  }))

test.each([
  ['published-only', ['1.0.0', '1.2.0', '1.10.0']],
  ['newest-only', ['1.10.0']],
] as const)('may list %s', (listDefinitions, expected) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.listDefinitions = listDefinitions
    expect(await versions(graph)).toMatchObject(expected.map((version) => ({ version })))
  }),
)

test('shows what a version asks for, and whose application it is', () =>
  withSandbox(async (sandbox, graph) => {
    const { value } = await graph.get(`${assistant}&$expand=appDefinitions($select=id,authorization)`)
    expect(value).toMatchObject([
      {
        appDefinitions: expect.arrayContaining([
          {
            id: expect.any(String),
            authorization: {
              clientAppId: acmeIds.botApp,
              requiredPermissionSet: { resourceSpecificPermissions: requiredBy(sandbox) },
            },
          },
        ]),
      },
    ])
  }))

test('finds the apps that have a bot', () =>
  withSandbox(async (_sandbox, graph) => {
    const query = '$expand=appDefinitions($expand=bot)&$filter=appDefinitions/any(a:a/bot ne null)'
    const { value } = await graph.get(`/appCatalogs/teamsApps?${query}`)
    expect(value).toMatchObject([{ id: acmeIds.assistant }])
    expect(value).toHaveLength(1)
    expect(JSON.stringify(value)).toContain(`"bot":{"id":"${acmeIds.botApp}"}`)
  }))

test('beta spells two properties in its own way', () =>
  withSandbox(async (_sandbox, graph) => {
    const query = `${assistant}&$expand=appDefinitions`
    const [beta, stable] = [await graph.get(query, { version: 'beta' }), await graph.get(query)]
    expect(beta.text).toContain('"shortdescription"')
    expect(beta.text).toContain(`"azureADAppId":"${acmeIds.botApp}"`)
    expect(stable.text).toContain('"shortDescription"')
    expect(stable.text).not.toContain('azureADAppId')
  }))

test('sideloaded apps are in no catalog', () =>
  withSandbox(async (sandbox, graph) => {
    assistantOf(sandbox).distributionMethod = 'sideloaded'
    expect((await graph.get(assistant)).value).toEqual([])
  }))

test('a person may read the catalog too, and $top may not be used', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.signedInWith?.scopes.push('AppCatalog.Read.All')
    expect((await graph.get(assistant, { token: `sandbox-user:${acmeIds.bob}` })).status).toBe(200)
    expect((await graph.get('/appCatalogs/teamsApps?$top=1')).status).toBe(400)
  }))

test('finds several apps by their ids in one call, with the definitions of each', () =>
  withSandbox(
    async (sandbox, graph) => {
      const wanted = sandbox.tenant.catalog.slice(0, 12).map(({ id }) => id)
      const filter = [...wanted, acmeIds.bob].map((id) => `id eq '${id}'`).join(' or ')
      const expand = '$expand=appDefinitions($select=id,version,publishingState,authorization)'
      const { value } = await graph.get(`/appCatalogs/teamsApps?$filter=${encodeURIComponent(filter)}&${expand}`)
      expect(value.map(({ id }) => id)).toEqual(wanted)
      const polls = value.find(({ id }) => id === acmeIds.polls)
      expect(polls?.['appDefinitions']).toEqual(
        ['3.1.0', '3.2.0'].map((version) => ({
          id: Buffer.from(`${acmeIds.polls}##${version}##Published`).toString('base64'),
          version,
          publishingState: 'published',
          authorization: { clientAppId: null, requiredPermissionSet: { resourceSpecificPermissions: [] } },
        })),
      )
    },
    { tenant: demoTenant() },
  ))

test('many apps found by their ids come page by page', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.pageSize = 2
    const filter = sandbox.tenant.catalog.map(({ id }) => `id eq '${id}'`).join(' or ')
    const first = await graph.get(`/appCatalogs/teamsApps?$filter=${filter}&$expand=appDefinitions($select=version)`)
    const second = await graph.follow(first.body['@odata.nextLink'])
    expect([...first.value, ...second.value].map(({ id }) => id)).toEqual(sandbox.tenant.catalog.map(({ id }) => id))
    expect(second.value[0]).toMatchObject({ appDefinitions: [{ version: '2.0' }] })
  }))

test('a definition shows its bot beside what is selected of it', () =>
  withSandbox(async (_sandbox, graph) => {
    const { value } = await graph.get(`${assistant}&$expand=appDefinitions($select=version;$expand=bot)`)
    expect(value[0]?.['appDefinitions']).toContainEqual({ version: '1.10.0', bot: { id: acmeIds.botApp } })
  }))

test.each([
  "$filter=contains(displayName,'Acme')",
  "$filter=startswith(displayName,'Acme')",
  "$filter=version eq '1.0'",
  "$expand=appDefinitions($filter=version eq '1.0')",
  '$expand=appDefinitions($select=size)',
  '$expand=bot',
  '$orderby=displayName',
])('the catalog takes no %s', (query) =>
  withSandbox(async (_sandbox, graph) => {
    expect((await graph.get(`/appCatalogs/teamsApps?${query}`)).status).toBe(400)
  }),
)
