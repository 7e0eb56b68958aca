import { afterEach, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, places } from '../support/bot-under-test.ts'
import { askForMore, installed, startTab, type TabUnderTest, upgradePath } from '../support/tab-under-test.ts'

let tab: TabUnderTest
afterEach(() => tab.stop())

const mine = '/api/tab/me/installations'
const delegated = { kind: 'delegated', appId: acmeIds.botApp, userId: acmeIds.alice }
const meRoute = '/me/teamwork/installedApps/{id}/upgrade'

const required = () =>
  tab.sandbox.tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')?.permissions

test('a person sees their own apps: installed and newest version, and what the update would ask for', async () => {
  tab = await startTab()
  const { status, body, headers } = await tab.get(mine)
  expect(status).toBe(200)
  expect(body).toEqual({
    installations: [
      {
        id: installed.me,
        app: { id: acmeIds.assistant, externalId: acmeIds.assistantManifest, name: 'Acme Assistant' },
        version: '1.2.0',
        latestVersion: '1.10.0',
        update: 'probably-automatic',
        permissions: { added: [], kept: required(), dropped: [] },
      },
    ],
  })
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('access-control-allow-origin')).toBeNull()
  expect(headers.get('set-cookie')).toBeNull()
  expect(tab.sandbox.journal.filter(({ route }) => route.startsWith('/me/'))).toMatchObject([{ token: delegated }])
})

test('their upgrade goes through /me with their own token, and the history says so', async () => {
  tab = await startTab({ store: 'embedded' })
  const { status, body } = await tab.post(upgradePath('me'), {})
  expect(status).toBe(200)
  expect(body).toMatchObject({ kind: 'upgraded', from: '1.2.0', to: '1.10.0', missing: [], lost: [] })
  expect(tab.posts()).toMatchObject([{ route: meRoute, token: delegated, status: 204 }])
  expect(tab.installed('personal')).toBe('1.10.0')
  expect(tab.sandbox.journal.filter(({ route }) => route.startsWith('/users/'))).toEqual([])
  const history = await tab.get('/api/tab/me/history')
  expect(history.body).toEqual({
    entries: [
      {
        id: expect.any(String),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        actor: { via: 'tab', name: 'Alice Adams' },
        externalId: acmeIds.assistantManifest,
        appName: 'Acme Assistant',
        consent: required(),
        outcome: body,
        requestId: tab.posts()[0]?.requestId,
        isRecovered: false,
      },
    ],
    next: null,
  })
})

test('history comes in pages of twenty, newest first', async () => {
  tab = await startTab({ store: 'embedded', env: { PERSON_LIMIT: '100' } })
  for (let i = 0; i < 22; i++) await tab.post(upgradePath('me'))
  const first = await tab.get('/api/tab/me/history')
  expect(first.body['entries']).toHaveLength(20)
  const rest = await tab.get(`/api/tab/me/history?after=${encodeURIComponent(String(first.body['next']))}`)
  expect(rest.body).toMatchObject({ entries: [{}, { outcome: { kind: 'upgraded' } }], next: null })
})

test('without a store there is no history, and upgrades work', async () => {
  tab = await startTab()
  expect((await tab.post(upgradePath('me'))).body).toMatchObject({ kind: 'upgraded' })
  const history = await tab.get('/api/tab/me/history')
  expect([history.status, history.body['type']]).toEqual([503, '/problems/unavailable'])
})

test('what is current already is not sent again, unless that is asked for', async () => {
  tab = await startTab()
  await tab.post(upgradePath('me'))
  expect((await tab.post(upgradePath('me'))).body).toEqual({ kind: 'already-latest', version: '1.10.0' })
  expect(tab.posts()).toHaveLength(1)
  await tab.post(upgradePath('me'), { force: true })
  expect(tab.posts()).toHaveLength(2)
})

describe('new permissions', () => {
  test('are asked about, and a yes to exactly the set that was shown goes to Graph', async () => {
    tab = await startTab()
    const asked = askForMore(tab.sandbox.tenant, 'TeamsAppInstallation.Read.User')
    const { body: list } = await tab.get(mine)
    expect(list).toMatchObject({ installations: [{ update: 'consent' }] })
    const first = await tab.post(upgradePath('me'), {})
    expect(first.body).toMatchObject({
      kind: 'needs-consent',
      added: [{ permissionValue: 'TeamsAppInstallation.Read.User', permissionType: 'application' }],
      dropped: [{ permissionValue: 'TeamsAppInstallation.Read.Group' }],
    })
    expect(tab.posts()).toEqual([])
    const consent = [...Object(first.body['added']), ...Object(first.body['kept'])]
    const second = await tab.post(upgradePath('me'), { consent })
    expect(second.body).toMatchObject({ kind: 'upgraded', to: '1.10.0' })
    expect(tab.posts()).toMatchObject([
      { route: meRoute, token: delegated, body: { consentedPermissionSet: { resourceSpecificPermissions: asked } } },
    ])
  })

  test('a yes to less, to more or to something else is no yes', async () => {
    tab = await startTab()
    const asked = askForMore(tab.sandbox.tenant)
    const more = { permissionValue: 'Chat.Manage.Chat', permissionType: 'application' }
    for (const consent of [[], asked.slice(1), [...asked, more], [more]]) {
      expect((await tab.post(upgradePath('me'), { consent })).body).toMatchObject({ kind: 'needs-consent' })
    }
    expect(tab.posts()).toEqual([])
  })
})

test('a person who has not agreed that the app acts for them is sent to do so, and goes on with the same sign-in', async () => {
  tab = await startTab()
  const { signedInWith } = tab.sandbox.tenant
  if (signedInWith) signedInWith.scopes = []
  for (const answer of [await tab.get(mine), await tab.post(upgradePath('me'))]) {
    expect([answer.status, answer.body['type']]).toEqual([403, '/problems/consent-required'])
  }
  const back = encodeURIComponent('http://localhost:1234/tab/auth-end.html')
  const agreed = await fetch(`${tab.issuer}/oauth2/v2.0/authorize?redirect_uri=${back}&state=s`, { redirect: 'manual' })
  expect(agreed.headers.get('location')).toBe('http://localhost:1234/tab/auth-end.html#code=sandbox&state=s')
  expect((await tab.get(mine)).status).toBe(200)
  expect((await tab.post(upgradePath('me'))).body).toMatchObject({ kind: 'upgraded' })
})

test('the newest version is unknown where the app may not read the catalog, and the upgrade works all the same', async () => {
  tab = await startTab()
  const token = tab.sandbox.tenant.tokens['sandbox-app']
  if (token?.kind === 'application') token.roles = token.roles.filter((role) => role !== 'AppCatalog.Read.All')
  expect((await tab.get(mine)).body).toMatchObject({
    installations: [{ latestVersion: null, update: 'unknown', permissions: { added: [], kept: [], dropped: [] } }],
  })
})

test('an upgrade typed in the chat and one pressed in the tab at the same moment are one upgrade', async () => {
  tab = await startTab({ latencyMs: 100 })
  const [, pressed] = await Promise.all([
    tab.teams.send(tab.teams.typed('upgrade app', places.personal, alice)),
    tab.post(upgradePath('me')),
  ])
  await tab.teams.until((text) => /Upgraded|has version/.test(text))
  expect(['upgraded', 'already-latest']).toContain(pressed.body['kind'])
  expect(tab.posts()).toHaveLength(1)
})

test('an expired sign-in is refused, and a fresh one goes on', async () => {
  tab = await startTab()
  const token = await tab.tokenOf(acmeIds.alice, { lifeSeconds: -120 })
  expect((await tab.get(mine, { token })).status).toBe(401)
  expect((await tab.get(mine)).status).toBe(200)
})

test('a guest may look at their apps and upgrade none', async () => {
  tab = await startTab()
  expect((await tab.get(mine, { as: acmeIds.grace })).body).toMatchObject({ installations: [{ version: '1.2.0' }] })
  const { body: list } = await tab.get(mine, { as: acmeIds.grace })
  const [own] = Object(list['installations'])
  const path = `${mine}/${encodeURIComponent(own.id)}/upgrade`
  const answer = await tab.post(path, {}, { as: acmeIds.grace })
  expect(answer.body).toMatchObject({ kind: 'refused', reason: 'not-allowed-person', requestId: null })
  expect(tab.posts()).toEqual([])
})

describe('a body that is not what it should be', () => {
  test.each<[string, unknown, number]>([
    ['a list', [], 400],
    ['a consent that is none', { consent: 'yes' }, 400],
    ['a permission of no type', { consent: [{ permissionValue: 'A.B.C' }] }, 400],
    ['a force that is a text', { force: 'true' }, 400],
    ['no JSON', '{', 400],
    ['a prototype', '{"__proto__": {"force": true}}', 400],
    ['too deep', '['.repeat(50) + ']'.repeat(50), 400],
    ['too long', JSON.stringify({ filler: 'x'.repeat(300_000) }), 413],
  ])('%s', async (_what, body, status) => {
    tab = await startTab()
    const answer = await tab.post(upgradePath('me'), body)
    expect([answer.status, answer.body['type']]).toEqual([status, '/problems/bad-request'])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(tab.posts()).toEqual([])
  })

  test('another content type', async () => {
    tab = await startTab()
    const answer = await tab.post(upgradePath('me'), 'consent=1', { headers: { 'content-type': 'text/plain' } })
    expect([answer.status, answer.body['type']]).toEqual([415, '/problems/bad-request'])
  })
})

test('pages of other sites are told nothing of what they may do here', async () => {
  tab = await startTab()
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  const answers = [
    await tab.send('OPTIONS', upgradePath('me'), { token: null, headers }),
    await tab.get(mine, { headers }),
    await tab.send('GET', mine, { token: null, headers: { ...headers, cookie: 'token=x' } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([405, 200, 401])
  for (const answer of answers) {
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('who is not signed in may send a large body and learns no more from it', async () => {
  tab = await startTab()
  const answer = await tab.post(upgradePath('me'), 'x'.repeat(5_000_000), { token: 'x' }).catch(() => null)
  if (answer) expect(answer.status).toBe(401)
  expect((await tab.get(mine)).status).toBe(200)
})

test('Graph that cannot be reached is told, with a time to try again', async () => {
  tab = await startTab()
  tab.graphFault({ route: '/me/teamwork/installedApps' }, { kind: 'status', status: 503, retryAfter: '2' }, 5)
  const answer = await tab.get(mine)
  expect([answer.status, answer.body['type'], answer.headers.get('retry-after')]).toEqual([
    503,
    '/problems/unavailable',
    '2',
  ])
})

test('while the keys cannot be read nobody is let in, and nobody is told that their sign-in is wrong', async () => {
  tab = await startTab({ env: { TAB_OPENID_METADATA: 'http://127.0.0.1:1/openid' } })
  const answer = await tab.get(mine)
  expect([answer.status, answer.body['type']]).toEqual([503, '/problems/unavailable'])
})

test('without an Entra app of its own the tab takes nobody’s token', async () => {
  tab = await startTab({ env: { TAB_CLIENT_ID: '' } })
  expect((await tab.get(mine)).status).toBe(401)
})
