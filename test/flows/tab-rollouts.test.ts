import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { crowdedTenant, crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { type Ask, startTab, type TabAnswer, type TabUnderTest } from '../support/tab-under-test.ts'

let tab: TabUnderTest

const base = '/api/tab/rollouts'
const { alice, bob, carol, grace } = acmeIds
const nowhere = crowdId('99999999', 1)

/** A crowd whose places are to be upgraded, and Acme's own people beside it, two of them admins. */
beforeAll(async () => {
  const tenant = crowdedTenant({ teams: 80 })
  tenant.people.push(...acmeTenant().people.map((person) => ({ ...person, installations: [] })))
  const env = { ROLLOUT_ADMINS: `${alice.toUpperCase()},${bob},${grace}`, PERSON_LIMIT: '200' }
  tab = await startTab({ store: 'embedded', tenant, env: { ...env, ROLLOUT_APPROVAL_ABOVE: '20' } })
})
afterAll(() => tab?.stop())

/** `targets.csv` of some teams of the crowd; each test has its own. */
const teams = (from: number, to: number) =>
  ['kind,id', ...Array.from({ length: to - from }, (_, i) => `team,${crowdId('33333333', from + i)}`)].join('\n')

const atOnce = (from: number, to: number) => ({ include: teams(from, to), waves: '100' })

const isOf = (from: number, to: number) => (path: string) => {
  const i = Number(/33333333-0000-4000-8000-(\d{12})/.exec(path)?.[1] ?? -1)
  return i >= from && i < to
}

/** Upgrades that were sent to some teams of the crowd. */
const upgrades = (from = 0, to = 80) =>
  tab.posts().filter(({ route, path }) => route.endsWith('/upgrade') && isOf(from, to)(path))

const listed = async (ask?: Ask): Promise<unknown[]> => Object((await tab.get(base, ask)).body['rollouts'])

async function begin(body: object): Promise<string> {
  const answer = await tab.post(base, body)
  expect([answer.status, answer.body['kind']]).toEqual([200, 'started'])
  return String(answer.body['id'])
}

async function statusOf(id: string, ask?: Ask) {
  const { body } = await tab.get(`${base}/${id}`, ask)
  return Object(body)
}

async function reached(id: string, state: string, hasReached = (_counts: Record<string, number>) => true) {
  const deadline = performance.now() + 90_000
  for (;;) {
    const status = await statusOf(id)
    if (status.state === state && hasReached(status.counts)) return status
    if (performance.now() > deadline) throw new Error(`it is ${JSON.stringify(status)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0)

test('an admin plans, starts, follows and exports a rollout, and it is told of by their name', async () => {
  const plan = await tab.post(`${base}/preview`, { include: teams(0, 5) })
  expect(plan.body).toMatchObject({
    kind: 'ok',
    app: { name: 'Acme Assistant', externalId: acmeIds.assistantManifest },
    version: '1.10.0',
    asksForMore: false,
    known: { team: 5, chat: 0, user: 0 },
    notOffered: [],
    usual: { source: 'directory', window: null, approvalAbove: 20 },
  })
  expect(upgrades()).toEqual([])
  const id = await begin({ ...atOnce(0, 5), acceptedSet: plan.body['hash'] })
  const status = await reached(id, 'ended')
  expect(status).toMatchObject({
    id,
    version: '1.10.0',
    total: 5,
    counts: { upgraded: 5, pending: 0 },
    startedBy: { via: 'tab', name: 'Alice Adams' },
    isOwn: true,
    commands: [],
  })
  expect(JSON.stringify(status)).not.toContain(alice)
  expect(upgrades(0, 5)).toHaveLength(5)
  expect(await listed()).toMatchObject([{ id, counts: { upgraded: 5 } }])
  const { body: timeline } = await tab.get(`${base}/${id}/timeline`)
  const buckets: { done: number; failed: number }[] = Object(timeline['buckets'])
  expect(buckets.reduce((all, { done }) => all + done, 0)).toBe(5)

  const csv = await tab.get(`${base}/${id}/export?format=csv`)
  expect(csv.headers.get('content-disposition')).toBe(
    `attachment; filename="rollout-acme-assistant-1-10-0-${id.slice(0, 8)}.csv"`,
  )
  const [header, ...rows] = csv.text.trim().split('\r\n')
  expect(header).toMatch(/^kind,id,state,from,to,/)
  expect(rows).toHaveLength(5)
  expect(rows.every((row) => row.includes(',upgraded,1.2.0,1.10.0,'))).toBe(true)
  const json = await tab.get(`${base}/${id}/export?format=json`)
  expect(JSON.parse(json.text)).toHaveLength(5)
})

describe('nobody else may', () => {
  const refusals: [who: string, ask: Ask, status: number, type: string, words: RegExp][] = [
    ['a member who is not named', { as: carol }, 403, '/problems/not-allowed', /ROLLOUT_ADMINS/],
    ['a guest, even one who is named', { as: grace }, 403, '/problems/not-allowed', /Guests/],
    ['somebody who is not signed in', { token: null }, 401, '/problems/unauthorized', /Teams/],
  ]
  test('look at, plan, start or command a rollout, and each is told who may', async () => {
    const id = await begin({ ...atOnce(0, 2), dryRun: true })
    await reached(id, 'ended')
    const [before, sent] = [await listed(), upgrades().length]
    const calls: ((ask: Ask) => Promise<TabAnswer>)[] = [
      (ask) => tab.get(base, ask),
      (ask) => tab.post(`${base}/preview`, {}, ask),
      (ask) => tab.post(base, atOnce(0, 80), ask),
      ...['', '/targets', '/timeline', '/export'].map((path) => (ask: Ask) => tab.get(`${base}/${id}${path}`, ask)),
      (ask) => tab.post(`${base}/${id}/abort`, undefined, ask),
    ]
    for (const [who, ask, status, type, words] of refusals) {
      for (const call of calls) {
        const answer = await call(ask)
        expect([who, answer.status, answer.body['type']]).toEqual([who, status, type])
        expect(answer.body['detail']).toMatch(words)
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
      }
    }
    expect(await listed()).toEqual(before)
    expect(upgrades()).toHaveLength(sent)
  })

  test('and the page asks whether it has something to show without a refusal', async () => {
    expect((await tab.get(`${base}/access`)).body).toEqual({ mayRollOut: true, usualSource: 'directory' })
    const carols = await tab.get(`${base}/access`, { as: carol })
    expect([carols.status, carols.body]).toEqual([
      200,
      { mayRollOut: false, whoMay: expect.stringContaining('ROLLOUT_ADMINS') },
    ])
  })

  test('an admin of another tenant finds nothing of this one, by id or otherwise', async () => {
    const id = await begin({ include: teams(5, 7), gate: 'manual', waves: '1,100' })
    tab.sandbox.tenant.id = crowdId('88888888', 1)
    const token = await tab.tokenOf(bob, { lifeSeconds: 3_000 })
    tab.sandbox.tenant.id = acmeIds.tenant
    expect((await tab.get(base, { token })).body).toEqual({ rollouts: [] })
    const paths = ['', '/targets', '/timeline', '/export'].map((path) => `${base}/${id}${path}`)
    for (const path of paths) expect((await tab.get(path, { token })).status).toBe(404)
    expect((await tab.post(`${base}/${id}/abort`, {}, { token })).status).toBe(404)
    expect((await reached(id, 'waiting')).counts.upgraded).toBe(1)
    await tab.post(`${base}/${id}/abort`)
  })
})

test('an id that is nobody’s is not found, whatever is asked of it', async () => {
  for (const id of [nowhere, 'x'.repeat(900), '%00', '..%2f..']) {
    expect((await tab.get(`${base}/${id}`)).status).toBe(404)
    expect((await tab.post(`${base}/${id}/pause`)).status).toBe(404)
  }
})

test('pause holds within two seconds, and resume goes on to the end', async () => {
  const read = '/teams/{id}/installedApps'
  const goOn = tab.graphHangs({ route: read }, 8)
  const reads = () => tab.calls().filter((call) => call === `GET ${read}`).length
  const before = reads()
  const id = await begin(atOnce(10, 18))
  await tab.until(() => reads() > before)
  const answer = await tab.post(`${base}/${id}/pause`)
  expect(answer.body).toMatchObject({ kind: 'done', rollout: { state: 'paused', reason: { kind: 'operator' } } })
  await sleep(2_000)
  goOn()
  await sleep(600)
  expect(upgrades(10, 18)).toEqual([])
  expect((await statusOf(id)).commands).toEqual(['resume', 'abort'])
  await tab.post(`${base}/${id}/resume`)
  expect((await reached(id, 'ended')).counts).toMatchObject({ upgraded: 8, pending: 0 })
  expect(upgrades(10, 18)).toHaveLength(8)
})

test('a gate by hand waits until somebody opens the next wave, once', async () => {
  const id = await begin({ include: teams(20, 24), waves: '50,100', gate: 'manual' })
  const waiting = await reached(id, 'waiting')
  expect(waiting).toMatchObject({ openWaves: 1, openTargets: 2, counts: { upgraded: 2, pending: 2 } })
  expect(waiting.commands).toContain('promote')
  const another = await tab.post(base, atOnce(22, 24), { as: bob })
  expect(another.body).toEqual({ kind: 'under-way', id })
  const both = await Promise.all([
    tab.post(`${base}/${id}/promote`, {}, { as: alice }),
    tab.post(`${base}/${id}/promote`, {}, { as: bob }),
  ])
  expect(both.map(({ body }) => body['why'] ?? body['kind']).sort()).toEqual(['done', 'wrong-state'])
  expect((await reached(id, 'ended')).counts.upgraded).toBe(4)
})

test('above the limit a second person has to agree, and the first cannot be the second', async () => {
  const id = await begin(atOnce(24, 45))
  const waiting = await reached(id, 'awaiting-approval')
  expect(waiting.commands).toEqual(['abort'])
  expect((await statusOf(id, { as: bob })).commands).toEqual(['abort', 'approve'])
  const own = await tab.post(`${base}/${id}/approve`)
  expect(own.body).toMatchObject({ kind: 'refused', why: 'same-person' })
  expect(upgrades(24, 45)).toEqual([])
  await tab.post(`${base}/${id}/approve`, {}, { as: bob })
  expect(await reached(id, 'ended')).toMatchObject({ approvedBy: { via: 'tab', name: 'Bob Brown' } })
  expect(upgrades(24, 45)).toHaveLength(21)
})

test('aborted in the middle, the report still adds up and the rest is skipped', async () => {
  const id = await begin({ include: teams(45, 55), waves: '20,100', gate: 'manual' })
  await reached(id, 'waiting')
  await tab.post(`${base}/${id}/abort`)
  const { counts } = await reached(id, 'aborted', ({ pending }) => pending === 0)
  expect(counts).toMatchObject({ upgraded: 2, skipped: 8 })
  const { text } = await tab.get(`${base}/${id}/export?format=json`)
  const states: string[] = JSON.parse(text).map(({ state }: { state: string }) => state)
  expect(states.filter((state) => state === 'skipped')).toHaveLength(8)
  expect(states).toHaveLength(sum(counts))
})

test('a list takes exactly those places, one that is left out is named so, and targets are found by state and id', async () => {
  const include = teams(60, 64).replaceAll('\n', '\r\n')
  const id = await begin({ include, exclude: teams(63, 64), waves: '100' })
  expect((await reached(id, 'ended')).counts).toMatchObject({ upgraded: 3, skipped: 1 })
  const skipped = await tab.get(`${base}/${id}/targets?state=skipped`)
  expect(skipped.body).toMatchObject({ targets: [{ id: crowdId('33333333', 63), state: 'skipped' }], next: null })
  const found = await tab.get(`${base}/${id}/targets?search=${crowdId('33333333', 62).slice(-4)}`)
  expect(found.body).toMatchObject({ targets: [{ id: crowdId('33333333', 62), state: 'upgraded', to: '1.10.0' }] })
  const first = await tab.get(`${base}/${id}/targets?limit=3`)
  const rest = await tab.get(`${base}/${id}/targets?limit=3&after=${first.body['next']}`)
  expect([Object(first.body['targets']).length, Object(rest.body['targets']).length, rest.body['next']]).toEqual([
    3,
    1,
    null,
  ])
})

describe('what is not as it should be begins nothing', () => {
  test.each<[string, unknown, number]>([
    ['a list', [], 400],
    ['a field that there is not', { ...atOnce(70, 72), tenantId: nowhere }, 400],
    ['no kind of place', { kinds: [] }, 400],
    ['a kind that is none', { kinds: ['me'] }, 400],
    ['waves that fall', { waves: '50,10' }, 400],
    ['a budget of more than everything', { maxFailures: '101%' }, 400],
    ['a timed gate without a time', { gate: 'timed' }, 400],
    ['a time without a timed gate', { gate: 'manual', gateSeconds: 5 }, 400],
    ['an app by a name', { app: { by: 'name', id: 'x' } }, 400],
    ['an actor', { actor: { via: 'tab', id: bob, name: 'Bob' } }, 400],
    ['a prototype', '{"__proto__": {"dryRun": true}}', 400],
    ['no JSON', '{', 400],
    ['a list that is too long', { include: `kind,id\n${'x'.repeat(300_000)}` }, 413],
  ])('%s', async (_what, body, status) => {
    const [before, sent] = [await listed(), upgrades().length]
    const answer = await tab.post(base, body)
    expect([answer.status, answer.body['type']]).toEqual([status, '/problems/bad-request'])
    expect(await listed()).toEqual(before)
    expect(upgrades()).toHaveLength(sent)
  })

  test('and a list of places is refused by its line', async () => {
    const before = await listed()
    const lists: [string, number | null][] = [
      ['team;1', 1],
      [`kind,id\nteam,${nowhere}\nroom,1`, 3],
      ['kind,id\n', null],
    ]
    for (const [include, line] of lists) {
      for (const path of [base, `${base}/preview`]) {
        expect((await tab.post(path, { include })).body).toMatchObject({ kind: 'bad-list', line })
      }
    }
    const unknown = await tab.post(base, { app: { by: 'externalId', id: nowhere } })
    expect(unknown.body).toEqual({ kind: 'not-in-catalog' })
    expect((await tab.get(`${base}/${nowhere}/targets?state=done`)).status).toBe(400)
    expect(await listed()).toEqual(before)
  })
})

test('without the permission to read the catalog there is no plan and no rollout, and it is said what is missing', async () => {
  const before = await listed()
  const token = tab.sandbox.tenant.tokens['sandbox-app']
  if (token?.kind !== 'application') throw new Error('the sandbox has no token for the app')
  const { roles } = token
  token.roles = roles.filter((role) => role !== 'AppCatalog.Read.All')
  const answers = [await tab.post(`${base}/preview`, {}), await tab.post(base, atOnce(0, 2))]
  token.roles = roles
  for (const { status, body } of answers) {
    expect([status, body['type'], body['reason']]).toEqual([403, '/problems/refused', 'missing-permission'])
    expect(body['detail']).toContain('AppCatalog.Read.All')
    expect(tab.sandbox.journal.map(({ requestId }) => requestId)).toContain(body['requestId'])
  }
  expect(await listed()).toEqual(before)
})

test('without a store nobody is left waiting for rollouts', async () => {
  const without = await startTab({ env: { ROLLOUT_ADMINS: alice } })
  const answer = await without.get(base)
  await without.stop()
  expect([answer.status, answer.body['type']]).toEqual([503, '/problems/unavailable'])
})

test('names that look like formulas stay text in a spreadsheet', async () => {
  const id = await begin({ include: 'kind,id\nchat,=HYPERLINK("x")', dryRun: true, waves: '100' })
  await reached(id, 'ended')
  const { text } = await tab.get(`${base}/${id}/export`)
  expect(text.trim().split('\r\n')[1]).toMatch(/^chat,"'=HYPERLINK\(""x""\)",/)
})

test('what the newest version asks for is accepted exactly, or the rollout does not begin', async () => {
  const before = await listed()
  const newest = tab.sandbox.tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')
  newest?.permissions.push(application('ChannelMessage.Read.Group'))
  const { body: plan } = await tab.post(`${base}/preview`, { include: teams(76, 78) })
  expect(plan).toMatchObject({
    asksForMore: true,
    permissions: { added: [{ permissionValue: 'ChannelMessage.Read.Group', permissionType: 'application' }] },
  })
  newest?.permissions.push(application('TeamsTab.Create.Group'))
  const late = await tab.post(base, { ...atOnce(76, 78), acceptedSet: plan['hash'] })
  expect(late.body).toMatchObject({ kind: 'permissions-changed' })
  const shown = { version: plan['version'], hash: plan['hash'] }
  expect((await tab.post(base, { ...atOnce(76, 78), shown })).body).toMatchObject({ kind: 'permissions-changed' })
  expect(await listed()).toEqual(before)

  const without = await begin(atOnce(76, 78))
  expect((await reached(without, 'ended')).counts).toMatchObject({ needsConsent: 2 })
  expect(upgrades(76, 78)).toEqual([])
  const withConsent = await begin({ ...atOnce(76, 78), acceptedSet: late.body['hash'] })
  expect((await reached(withConsent, 'ended')).counts).toMatchObject({ upgraded: 2 })
})

test('resume is refused for what the catalog has at that moment, and the page shows that from then on', async () => {
  const [app] = tab.sandbox.tenant.catalog
  const published = app?.definitions.find(({ version }) => version === '1.10.0')
  if (!app || !published) throw new Error('there is no 1.10.0')
  const set = { acceptedSet: (await tab.post(`${base}/preview`, { include: teams(64, 70) })).body['hash'] }
  const id = await begin({ include: teams(64, 70), waves: '20,60,100', gate: 'manual', ...set })
  await reached(id, 'waiting')
  app.definitions.push({ ...published, version: '1.11.0' })
  await tab.post(`${base}/${id}/promote`)
  const superseded = { kind: 'superseded', version: '1.11.0', asksForMore: false }
  expect(await reached(id, 'paused')).toMatchObject({ reason: superseded, commands: ['resume', 'abort'] })

  tab.graphFault({ path: /appCatalogs/ }, { kind: 'status', status: 503 }, 1_000)
  const unread = await tab.post(`${base}/${id}/resume`)
  expect(unread.body).toMatchObject({ kind: 'refused', why: 'catalog-unreadable', rollout: { reason: superseded } })
  tab.sandbox.clearFaults()
  const withdrawn = app.definitions.filter(({ publishingState }) => publishingState === 'published')
  for (const definition of withdrawn) definition.publishingState = 'rejected'
  const gone = await tab.post(`${base}/${id}/resume`)
  const rollout = { state: 'paused', reason: { kind: 'superseded', version: null }, commands: ['resume', 'abort'] }
  expect(gone.body).toMatchObject({ kind: 'refused', why: 'nothing-published', rollout })
  for (const definition of withdrawn) definition.publishingState = 'published'
  expect((await tab.post(`${base}/${id}/resume`)).body).toMatchObject({ kind: 'done', rollout: { version: '1.11.0' } })
  expect((await reached(id, 'waiting')).counts.pending).toBe(2)
  await tab.post(`${base}/${id}/abort`)
})
