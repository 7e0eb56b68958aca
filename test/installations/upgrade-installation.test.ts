import { describe, expect, test } from '@jest/globals'
import type { Answer } from '../../src/installations/answer.ts'
import type { CatalogApp } from '../../src/installations/app-catalog.ts'
import { hashPermissionSet } from '../../src/installations/hash-permission-set.ts'
import type { Permission } from '../../src/installations/permission-set.ts'
import { upgradeInstallation } from '../../src/installations/upgrade-installation.ts'
import { catalogApp, fakeAppCatalog, fakeInstalledApps, installation, ok } from '../support/fake-graph.ts'
import { request, runUpgrade } from '../support/fake-world.ts'
import { byApp, byPerson } from '../support/sample-permissions.ts'

const [members, messages] = [byApp('TeamMember.Read.Group'), byApp('ChannelMessage.Read.Group')]
const held = { granted: [], missing: [], lost: [] }
const nothingSent = { posts: 0, expected: null, app: null }

test('an installation that is behind is upgraded with one request, and read back', async () => {
  const { upgrade, steps, sent, planned } = await runUpgrade({})
  expect(upgrade).toEqual({
    outcome: { kind: 'upgraded', from: '1.0', to: '2.0', ...held },
    appName: 'App',
    externalId: 'app',
    installationId: 'installation',
    app: { by: 'externalId', id: 'app' },
    posts: 1,
    requestId: 'ok',
    expected: { from: '1.0', to: '2.0', required: [], consentedBefore: [], clientAppId: null },
  })
  expect(steps).toEqual(['look', 'intend', 'post', 'look'])
  expect(sent).toEqual([{ installationId: 'installation', consent: null }])
  expect(planned).toEqual([{ appName: 'App', externalId: 'app', from: '1.0', to: '2.0', consent: null }])
})

test('nobody need be told before the request', async () => {
  const upgrade = await upgradeInstallation(request(), {
    appCatalog: fakeAppCatalog({ newest: async () => ok(catalogApp()) }),
    installedApps: fakeInstalledApps({
      find: async () => ok(installation()),
      upgrade: async () => ({ kind: 'failed', detail: 'd', requestId: 'r' }),
    }),
    patience: { posts: 1, longestWaitSeconds: 0, readBackMs: [] },
    sleep: async () => undefined,
  })
  expect(upgrade).toMatchObject({ outcome: { kind: 'failed' }, requestId: 'r', posts: 1 })
})

describe('nothing is sent', () => {
  test.each(['2.0', '2.0.0', '2.1', '10.0'])('for version %s, which is no older than the newest', async (version) => {
    const { upgrade, steps } = await runUpgrade({ found: [ok(installation({ version }))] })
    const outcome = { kind: 'already-latest', version }
    expect(upgrade).toEqual({
      ...nothingSent,
      outcome,
      appName: 'App',
      installationId: 'installation',
      requestId: null,
    })
    expect(steps).toEqual(['look'])
  })

  test('where the app is not installed', async () => {
    const { upgrade } = await runUpgrade({ found: [ok(null)] })
    expect(upgrade).toEqual({ ...nothingSent, outcome: { kind: 'not-installed' }, appName: 'App', requestId: null })
  })

  test('where the app is not installed and not in the catalog either', async () => {
    const { upgrade } = await runUpgrade({ newest: ok(null), found: [ok(null)] })
    expect(upgrade).toEqual({ ...nothingSent, outcome: { kind: 'not-installed' }, appName: null, requestId: null })
  })

  test('where neither the place nor the catalog can be read', async () => {
    const gone = { kind: 'not-found', detail: 'd', requestId: 'r' } as const
    const { upgrade } = await runUpgrade({ newest: ok(null), found: [gone] })
    expect(upgrade).toEqual({ ...nothingSent, outcome: { kind: 'not-installed' }, appName: null, requestId: null })
  })

  test('where the place cannot be read', async () => {
    const refusal = { kind: 'refused', reason: 'missing-permission', detail: 'd', requestId: 'r' } as const
    const { upgrade } = await runUpgrade({ found: [refusal] })
    expect(upgrade).toEqual({ ...nothingSent, outcome: refusal, appName: 'App', requestId: 'r' })
  })

  test.each<[Answer<CatalogApp | null>]>([
    [{ kind: 'throttled', retryAfterSeconds: 7, requestId: 'r' }],
    [{ kind: 'doubtful', detail: 'd', retryAfterSeconds: 7, requestId: 'r' }],
  ])('while the catalog has trouble that passes: %j', async (newest) => {
    const { upgrade, steps } = await runUpgrade({ newest })
    const outcome = { kind: 'try-later', retryAfterSeconds: 7, requestId: 'r' }
    expect(upgrade).toEqual({ ...nothingSent, outcome, appName: null, requestId: 'r' })
    expect(steps).toEqual([])
  })

  test('for a person who may not: who may is told', async () => {
    const { upgrade, steps } = await runUpgrade({}, { mayUpgrade: { kind: 'refused', whoMay: 'Only Olga.' } })
    const outcome = { kind: 'refused', reason: 'not-allowed-person', detail: 'Only Olga.', requestId: null }
    expect(upgrade).toMatchObject({ outcome, appName: 'App', posts: 0 })
    expect(steps).toEqual(['look'])
  })

  test('for a person whose rights cannot be read', async () => {
    const unread = { permissions: ['P'], detail: 'Grant P.', requestId: 'r' }
    const { upgrade, steps } = await runUpgrade({}, { mayUpgrade: { kind: 'unreadable', ...unread } })
    const outcome = { kind: 'refused', reason: 'missing-permission', detail: 'Grant P.', requestId: 'r' }
    expect(upgrade).toMatchObject({ outcome, appName: 'App', posts: 0, requestId: 'r' })
    expect(steps).toEqual(['look'])
  })
})

describe('without the newest version', () => {
  test.each<[Answer<CatalogApp | null>]>([
    [ok(null)],
    [{ kind: 'refused', reason: 'missing-permission', detail: 'd', requestId: 'r' }],
    [{ kind: 'failed', detail: 'd', requestId: null }],
  ])('the upgrade is sent all the same, and any other version is its success: %j', async (newest) => {
    const { upgrade, sent } = await runUpgrade({
      newest,
      found: [ok(installation()), ok(installation({ version: '1.1' }))],
    })
    expect(upgrade.outcome).toEqual({ kind: 'upgraded', from: '1.0', to: '1.1', ...held })
    expect(upgrade.expected).toMatchObject({ to: null, required: [], clientAppId: null })
    expect(sent).toEqual([{ installationId: 'installation', consent: null }])
  })

  test('a version that stays the same is accepted, with nothing known of the new one', async () => {
    const { upgrade } = await runUpgrade({ newest: ok(null), found: [ok(installation())] })
    expect(upgrade.outcome).toEqual({ kind: 'accepted', from: '1.0', to: null })
  })
})

test('an installation whose version is not told is upgraded', async () => {
  const { upgrade, planned } = await runUpgrade({
    found: [ok(installation({ version: null })), ok(installation({ version: '2.0' }))],
  })
  expect(upgrade.outcome).toEqual({ kind: 'upgraded', from: null, to: '2.0', ...held })
  expect(planned).toMatchObject([{ from: null, to: '2.0' }])
})

test('a store app is looked for by its catalog id, and told by it', async () => {
  const app = { catalogId: 'catalog', externalId: null, name: 'Store app' }
  const { looks, planned, upgrade } = await runUpgrade({
    newest: ok(catalogApp({ isFromStore: true, externalId: null })),
    found: [ok(installation({ app })), ok(installation({ app, version: '2.0' }))],
  })
  const scope = { kind: 'team', teamId: 'team' }
  expect(looks).toEqual([
    { scope, app: { by: 'catalogId', id: 'catalog' } },
    { scope, app: { by: 'catalogId', id: 'catalog' } },
  ])
  expect(planned).toMatchObject([{ externalId: 'catalog', appName: 'Store app' }])
  expect(upgrade.app).toEqual({ by: 'catalogId', id: 'catalog' })
})

describe('new permissions', () => {
  const newest = ok(catalogApp({ required: [members, messages], clientAppId: 'entra' }))
  const found = [
    ok(installation({ consented: [members, byApp('Gone')] })),
    ok(installation({ version: '2.0', consented: [members, messages] })),
  ]
  const acceptedSet = hashPermissionSet([members, messages])

  test('are asked about before anything is sent', async () => {
    const { upgrade, steps } = await runUpgrade({ newest, found })
    const diff = { added: [messages], kept: [members], dropped: [byApp('Gone')] }
    expect(upgrade).toMatchObject({
      outcome: { kind: 'needs-consent', from: '1.0', to: '2.0', ...diff },
      appName: 'App',
    })
    expect(upgrade).toMatchObject({ posts: 0, installationId: 'installation' })
    expect(steps).toEqual(['look'])
  })

  test('are sent as the whole set, once exactly that set was accepted, and their grants are read back', async () => {
    const grants = [ok([members, messages])]
    const { upgrade, sent, planned, steps } = await runUpgrade({ newest, found, grants }, { acceptedSet })
    expect(sent).toEqual([{ installationId: 'installation', consent: [members, messages] }])
    expect(planned).toMatchObject([{ consent: [members, messages] }])
    expect(upgrade.outcome).toMatchObject({ kind: 'upgraded', granted: [members, messages], missing: [], lost: [] })
    expect(upgrade.expected).toEqual({
      from: '1.0',
      to: '2.0',
      required: [members, messages],
      consentedBefore: [members, byApp('Gone')],
      clientAppId: 'entra',
    })
    expect(steps).toEqual(['look', 'intend', 'post', 'look', 'grants of entra'])
  })

  test.each([null, '', hashPermissionSet([messages]), hashPermissionSet([members]), 'x'])(
    'are not accepted by a yes to another set: %j',
    async (other) => {
      const { upgrade, sent } = await runUpgrade({ newest, found }, { acceptedSet: other })
      expect(upgrade.outcome.kind).toBe('needs-consent')
      expect(sent).toEqual([])
    },
  )

  test('are not accepted by force', async () => {
    const { upgrade } = await runUpgrade({ newest, found }, { force: true })
    expect(upgrade.outcome.kind).toBe('needs-consent')
  })

  test('are not accepted by somebody who may not', async () => {
    const { upgrade, sent } = await runUpgrade(
      { newest, found },
      { acceptedSet, mayUpgrade: { kind: 'refused', whoMay: '' } },
    )
    expect(upgrade.outcome).toMatchObject({ kind: 'refused', reason: 'not-allowed-person' })
    expect(sent).toEqual([])
  })

  test('are read anew where somebody says yes, and only then', async () => {
    expect((await runUpgrade({ newest, found }, { acceptedSet })).catalogAsks).toMatchObject([{ fresh: true }])
    expect((await runUpgrade({ newest, found })).catalogAsks).toEqual([
      { app: { by: 'externalId', id: 'app' }, fresh: false },
    ])
  })

  test('that are delegated need nobody’s yes, and are sent all the same', async () => {
    const required = [byPerson('ChannelMeeting.ReadBasic.Group')]
    const { sent, steps, upgrade } = await runUpgrade({
      newest: ok(catalogApp({ required, clientAppId: 'entra' })),
      found: [ok(installation({ consented: [] })), ok(installation({ version: '2.0', consented: required }))],
    })
    expect(sent).toMatchObject([{ consent: required }])
    expect(upgrade.outcome).toMatchObject({ kind: 'upgraded', granted: required })
    expect(steps).not.toContain('grants of entra')
  })

  test('that are consented to already need no question', async () => {
    const all = [members, messages]
    const { sent, steps } = await runUpgrade({
      newest,
      found: [ok(installation({ consented: all })), ok(installation({ version: '2.0', consented: all }))],
    })
    expect(sent).toMatchObject([{ consent: all }])
    expect(steps).toEqual(['look', 'intend', 'post', 'look'])
  })
})

describe('a yes', () => {
  const newest = ok(catalogApp({ required: [members, messages], clientAppId: 'entra' }))
  const acceptedSet = hashPermissionSet([members, messages])

  test('of somebody who may not is refused before anything is read', async () => {
    const mayUpgrade = { kind: 'refused', whoMay: 'Only Olga.' } as const
    const { upgrade, steps, catalogAsks } = await runUpgrade({ newest }, { acceptedSet, mayUpgrade })
    const outcome = { kind: 'refused', reason: 'not-allowed-person', detail: 'Only Olga.', requestId: null }
    expect(upgrade).toEqual({ ...nothingSent, outcome, appName: null, requestId: null })
    expect([...steps, ...catalogAsks]).toEqual([])
  })

  test('to what is not published any more is a yes to nothing', async () => {
    const { upgrade, steps } = await runUpgrade({ newest: ok(null) }, { acceptedSet })
    const detail = 'The catalog has no published version of this app any more.'
    expect(upgrade.outcome).toEqual({ kind: 'refused', reason: 'rejected', detail, requestId: null })
    expect(steps).toEqual([])
  })

  test('to what cannot be read is a yes to nothing', async () => {
    const refusal = { kind: 'refused', reason: 'missing-permission', detail: 'd', requestId: 'r' } as const
    const { upgrade, steps } = await runUpgrade({ newest: refusal }, { acceptedSet })
    expect(upgrade.outcome).toEqual(refusal)
    expect(steps).toEqual([])
  })
})

describe('a set that Graph does not take', () => {
  const mismatch = { kind: 'refused', reason: 'permission-mismatch', detail: 'd', requestId: 'r' } as const
  const before = ok(catalogApp({ required: [members] }))
  const found = [ok(installation({ consented: [members] }))]
  const run = (fresh: Answer<CatalogApp | null>) => runUpgrade({ newest: [before, fresh], found, posts: [mismatch] })

  test('is a question where the newest version asks for another by now', async () => {
    const { upgrade, catalogAsks } = await run(ok(catalogApp({ version: '3.0', required: [messages] })))
    const diff = { added: [messages], kept: [], dropped: [members] }
    expect(upgrade).toMatchObject({ outcome: { kind: 'needs-consent', from: '1.0', to: '3.0', ...diff }, posts: 1 })
    expect(catalogAsks.at(-1)).toMatchObject({ fresh: true })
  })

  test.each<[string, Answer<CatalogApp | null>]>([
    ['the same is asked for', before],
    ['less is asked for', ok(catalogApp({ required: [] }))],
    ['nothing is published', ok(null)],
    ['it cannot be read', { kind: 'failed', detail: 'd', requestId: null }],
  ])('stays a refusal where %s', async (_name, fresh) => {
    expect((await run(fresh)).upgrade).toMatchObject({ outcome: mismatch, posts: 1, appName: 'App' })
  })

  test('of another reason is not looked into', async () => {
    const { catalogAsks } = await runUpgrade({ newest: before, found, posts: [{ ...mismatch, reason: 'rejected' }] })
    expect(catalogAsks).toHaveLength(1)
  })
})

describe('at the newest version', () => {
  const newest = ok(catalogApp({ required: [members, messages] }))
  const current = (consented: Permission[] | null) => [ok(installation({ version: '2.0', consented }))]

  test('an installation that lacks some of its permissions is not called the latest', async () => {
    const { upgrade } = await runUpgrade({ newest, found: current([members]) })
    expect(upgrade.outcome).toMatchObject({ kind: 'needs-consent', from: '2.0', to: '2.0', added: [messages] })
  })

  test.each([[null], [[]], [[members, messages]]])('with %j consented it is the latest', async (consented) => {
    const { upgrade } = await runUpgrade({ newest, found: current(consented) })
    expect(upgrade.outcome).toEqual({ kind: 'already-latest', version: '2.0' })
  })
})

describe('what the installation has consented to', () => {
  const newest = ok(catalogApp({ required: [members] }))
  const found = [ok(installation({ consented: null })), ok(installation({ version: '2.0' }))]

  test('is asked for alone where the list did not tell', async () => {
    const { upgrade, steps } = await runUpgrade({ newest, found, consented: ok([members]) })
    expect(steps).toEqual(['look', 'consented', 'intend', 'post', 'look'])
    expect(upgrade.expected).toMatchObject({ consentedBefore: [members] })
  })

  test('counts as nothing where Graph does not say', async () => {
    const { upgrade } = await runUpgrade({ newest, found, consented: ok(null) })
    expect(upgrade.outcome).toMatchObject({ kind: 'needs-consent', added: [members], kept: [], dropped: [] })
  })

  test('stops the upgrade where it cannot be read', async () => {
    const nowhere = { kind: 'not-found', detail: 'd', requestId: 'r' } as const
    expect((await runUpgrade({ newest, found, consented: nowhere })).upgrade.outcome).toEqual({ kind: 'not-installed' })
    const consented = { kind: 'throttled', retryAfterSeconds: 3, requestId: 'r' } as const
    const { upgrade } = await runUpgrade({ newest, found, consented })
    expect(upgrade.outcome).toEqual({ kind: 'try-later', retryAfterSeconds: 3, requestId: 'r' })
    expect(upgrade).toMatchObject({ appName: 'App', posts: 0 })
  })

  test('does not matter where the new version asks for nothing that an app may do by itself', async () => {
    const { steps } = await runUpgrade({ newest: ok(catalogApp({ required: [byPerson('P')] })), found })
    expect(steps).toEqual(['look', 'intend', 'post', 'look'])
  })
})

test('by force a current installation is sent an upgrade once more', async () => {
  const { upgrade, sent } = await runUpgrade({ found: [ok(installation({ version: '2.0' }))] }, { force: true })
  expect(upgrade.outcome).toEqual({ kind: 'upgraded', from: '2.0', to: '2.0', ...held })
  expect(sent).toHaveLength(1)
})
