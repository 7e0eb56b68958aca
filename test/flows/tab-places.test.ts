import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { api, askForMore, installed, startTab, type TabUnderTest, upgradePath } from '../support/tab-under-test.ts'
import { unpaced } from '../support/unpaced.ts'

const { alice, bob, dave, grace } = acmeIds
const application = { kind: 'application', appId: acmeIds.botApp }

describe('in a place', () => {
  let tab: TabUnderTest
  afterEach(() => tab.stop())

  test.each(['team', 'group', 'meeting'] as const)(
    'a member of the %s sees its apps, read with the application’s token',
    async (place) => {
      tab = await startTab()
      const { status, body } = await tab.get(`${api[place]}/installations`, { as: bob })
      expect(status).toBe(200)
      const [own] = Object(body['installations'])
      expect(own).toMatchObject({ id: installed[place], version: '1.2.0', latestVersion: '1.10.0' })
      expect(tab.sandbox.journal.map(({ token }) => token)).toEqual(tab.sandbox.journal.map(() => application))
    },
  )

  test('an owner of the team upgrades its app, with the application’s token', async () => {
    tab = await startTab()
    const { body } = await tab.post(upgradePath('team'))
    expect(body).toMatchObject({ kind: 'upgraded', from: '1.2.0', to: '1.10.0' })
    expect(tab.posts()).toMatchObject([{ route: '/teams/{id}/installedApps/{id}/upgrade', token: application }])
  })

  test('a plain member does not, and is told who may', async () => {
    tab = await startTab()
    const { status, body } = await tab.post(upgradePath('team'), {}, { as: bob })
    expect(status).toBe(200)
    expect(body).toMatchObject({ kind: 'refused', reason: 'not-allowed-person' })
    expect(body['detail']).toContain('Alice Adams')
    expect(tab.posts()).toEqual([])
  })

  test('a plain member does where members may, but accepts no new permissions', async () => {
    tab = await startTab({ env: { UPGRADE_POLICY: 'members' } })
    const consent = askForMore(tab.sandbox.tenant)
    const refused = await tab.post(upgradePath('team'), { consent }, { as: bob })
    expect(refused.body).toMatchObject({ kind: 'refused', reason: 'not-allowed-person' })
    expect(tab.posts()).toEqual([])
    const accepted = await tab.post(upgradePath('team'), { consent })
    expect(accepted.body).toMatchObject({ kind: 'upgraded' })
  })

  test('a plain member’s upgrade that asks nothing new goes through where members may', async () => {
    tab = await startTab({ env: { UPGRADE_POLICY: 'members' } })
    expect((await tab.post(upgradePath('team'), {}, { as: bob })).body).toMatchObject({ kind: 'upgraded' })
  })

  test('who is an owner no longer is found out within a minute of the act, not of the sign-in', async () => {
    tab = await startTab()
    const [team] = tab.sandbox.tenant.teams
    const membership = team?.members.find(({ userId }) => userId === alice)
    if (membership) membership.roles = []
    expect((await tab.post(upgradePath('team'))).body).toMatchObject({ kind: 'refused', reason: 'not-allowed-person' })
  })

  test('any member of a chat upgrades its app, new permissions and all', async () => {
    tab = await startTab()
    const consent = askForMore(tab.sandbox.tenant, 'ChatMessage.Read.Chat')
    const { body } = await tab.post(upgradePath('group'), { consent }, { as: dave })
    expect(body).toMatchObject({ kind: 'upgraded', to: '1.10.0' })
    expect(tab.posts()).toMatchObject([{ route: '/chats/{id}/installedApps/{id}/upgrade', token: application }])
  })

  test('in a meeting new permissions are for its chat, where Teams says who organizes it', async () => {
    tab = await startTab()
    const consent = askForMore(tab.sandbox.tenant, 'ChatMessage.Read.Chat')
    const { body } = await tab.post(upgradePath('meeting'), { consent })
    expect(body).toMatchObject({ kind: 'refused', reason: 'not-allowed-person' })
    expect(body['detail']).toContain('upgrade app')
    expect(tab.posts()).toEqual([])
  })

  test.each(['team', 'group'] as const)('a guest of the %s looks and changes nothing', async (place) => {
    tab = await startTab()
    expect((await tab.get(`${api[place]}/installations`, { as: grace })).status).toBe(200)
    const { body } = await tab.post(upgradePath(place), {}, { as: grace })
    expect(body).toMatchObject({ kind: 'refused', reason: 'not-allowed-person' })
    expect(tab.posts()).toEqual([])
  })

  test.each(['team', 'group'] as const)(
    'who Graph calls a guest of the %s is one, whatever the token says',
    async (place) => {
      tab = await startTab()
      const { teams, chats } = tab.sandbox.tenant
      const members = (place === 'team' ? teams : chats)[0]?.members
      const membership = members?.find(({ userId }) => userId === bob)
      if (membership) membership.roles = ['guest']
      const { body } = await tab.post(upgradePath(place), {}, { as: bob })
      expect(body).toMatchObject({ kind: 'refused', reason: 'not-allowed-person' })
      expect(body['detail']).toMatch(/guest/i)
      expect(tab.posts()).toEqual([])
    },
  )

  test('an installation of another place is not here, in the words for a place that is not', async () => {
    tab = await startTab()
    const { text: notHere } = await tab.get('/api/tab/teams/x/installations')
    for (const id of [installed.me, installed.team, 'x']) {
      const answer = await tab.post(upgradePath('group', id))
      expect([answer.status, answer.text]).toEqual([404, notHere])
    }
    expect(tab.posts()).toEqual([])
  })

  test.each([
    ...['chats/19:x@thread.skype', 'chats/19:general@thread.tacv2', 'chats/19:x@evil.example', 'chats/x'],
    ...['teams/19:general@thread.tacv2', 'teams/me'],
  ])('Graph is not asked about %s, which cannot be the id of one', async (place) => {
    tab = await startTab()
    expect((await tab.get(`/api/tab/${place}/installations`)).status).toBe(404)
    expect(tab.calls()).toEqual([])
  })

  test('the history of a place is for its members, and names who asked', async () => {
    tab = await startTab({ store: 'embedded' })
    await tab.post(upgradePath('team'))
    const { body } = await tab.get(`${api.team}/history`, { as: bob })
    expect(body).toMatchObject({ entries: [{ actor: { via: 'tab', name: 'Alice Adams' }, outcome: { to: '1.10.0' } }] })
    expect(JSON.stringify(body)).not.toContain(alice)
    expect((await tab.get(`${api.team}/history`, { as: dave })).status).toBe(404)
  })

  test('what Graph finally refuses to list is told as that: why, and by which of its requests', async () => {
    tab = await startTab()
    const message = 'Missing role permissions on the request.'
    tab.graphFault(
      { route: '/teams/{id}/installedApps' },
      { kind: 'status', status: 403, code: 'Forbidden', message },
      9,
    )
    for (const ask of [() => tab.get(`${api.team}/installations`), () => tab.post(upgradePath('team'))]) {
      const answer = await ask()
      expect(answer.status).toBe(403)
      expect(answer.body).toMatchObject({
        type: '/problems/refused',
        status: 403,
        reason: 'missing-permission',
        detail: expect.stringContaining(message),
        requestId: tab.sandbox.journal.at(-1)?.requestId,
      })
    }
    expect(tab.posts()).toEqual([])
  })

  test('that who is in a team cannot be read is one more reason for nothing to be here', async () => {
    tab = await startTab()
    tab.graphFault(
      { route: '/teams/{id}/members' },
      { kind: 'status', status: 403, code: 'Forbidden', message: 'Missing role permissions on the request.' },
      9,
    )
    const { status, body } = await tab.post(upgradePath('team'))
    expect(status).toBe(404)
    expect(body['detail']).toContain('TeamMember.Read.Group')
    expect(tab.posts()).toEqual([])
  })
})

describe('a person who is not there', () => {
  let tab: TabUnderTest
  beforeAll(async () => {
    tab = await startTab({
      limits: noLimits(),
      env: { PERSON_LIMIT: '100000', ...unpaced },
    })
    const { tenant } = tab.sandbox
    // A team and a chat with the same app in it, where Dave is not.
    const [team] = tenant.teams
    const [chat] = tenant.chats
    if (team) tenant.teams.push({ ...team, id: hiddenTeam, members: [{ userId: alice, roles: ['owner'] }] })
    if (chat) tenant.chats.push({ ...chat, id: hiddenChat, members: [{ userId: alice, roles: ['owner'] }] })
  })
  afterAll(() => tab.stop())

  const hiddenTeam = '44444444-4444-4444-8444-444444444444'
  const hiddenChat = '19:hiddenchat@thread.v2'
  const absentTeam = '55555555-5555-4555-8555-555555555555'
  const absentChat = '19:absentchat@thread.v2'

  const everyRoute = (place: string, id: string) =>
    [
      ['GET', `${place}/installations`],
      ['GET', `${place}/history`],
      ['GET', `${place}/events`],
      ['POST', `${place}/installations/${encodeURIComponent(id)}/upgrade`],
    ] as const

  async function answers(place: string, id: string) {
    const all = await Promise.all(everyRoute(place, id).map(([method, path]) => tab.send(method, path, { as: dave })))
    return all.map(({ status, text, headers }) => [status, text, headers.get('content-type')])
  }

  test.each([
    ['team', `/api/tab/teams/${hiddenTeam}`, `/api/tab/teams/${absentTeam}`, hiddenTeam],
    ['chat', `/api/tab/chats/${hiddenChat}`, `/api/tab/chats/${absentChat}`, hiddenChat],
  ])('cannot tell a %s that is not for them from one that is not there', async (_what, hidden, absent, placeId) => {
    const id = installationId(placeId, acmeIds.assistant)
    const [forHidden, forAbsent] = [await answers(hidden, id), await answers(absent, id)]
    expect(forHidden).toEqual(forAbsent)
    expect(new Set(forHidden.map(([status]) => status))).toEqual(new Set([404]))
    expect(new Set(forHidden.map(([, text]) => text)).size).toBe(1)
    expect(tab.posts()).toEqual([])
  })

  const knownIds = [
    ...[hiddenTeam, absentTeam, acmeIds.team, acmeIds.teamInternal, alice, bob, acmeIds.tenant, acmeIds.assistant],
    ...[hiddenChat, absentChat, acmeIds.groupChat, acmeIds.meetingChat, '19:channel0002@thread.tacv2'],
    ...[...Object.values(installed), installationId(hiddenTeam, acmeIds.assistant)],
    ...[installationId(bob, acmeIds.assistant), installationId(acmeIds.team, acmeIds.polls)],
  ]
  const nastyIds = [
    '..',
    '.',
    '../me',
    'me',
    '$count',
    "' or 1 eq 1",
    '%00',
    '*',
    'a/b',
    'a?b=c',
    'a#b',
    '\u202e',
    'x'.repeat(900),
  ]
  const anyId = fc.oneof(
    fc.constantFrom(...knownIds),
    fc.constantFrom(...nastyIds),
    fc.string({ minLength: 1, maxLength: 60 }),
  )

  /** Where Dave is: his own apps and two chats. */
  const ownIds = [installationId(dave, acmeIds.assistant), installed.group, installed.meeting]

  test('whatever ids a request has, nothing is changed where its person is not, and nothing is told', async () => {
    const { text: nothingHere } = await tab.get(`/api/tab/teams/${absentTeam}/installations`, { as: dave })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('teams', 'chats'),
        anyId,
        anyId,
        fc.constantFrom('list', 'upgrade', 'history', 'events'),
        async (kind, place, id, what) => {
          const isOwn = kind === 'chats' && [acmeIds.groupChat, acmeIds.meetingChat].some((one) => one === place)
          fc.pre(!isOwn || (what === 'upgrade' && !ownIds.includes(id)))
          const base = `/api/tab/${kind}/${encodeURIComponent(place)}`
          const path = {
            list: `${base}/installations`,
            upgrade: `${base}/installations/${encodeURIComponent(id)}/upgrade`,
            history: `${base}/history`,
            events: `${base}/events`,
          }[what]
          const answer = await tab.send(what === 'upgrade' ? 'POST' : 'GET', path, { as: dave })
          // A path that is none (of dots, say) gets the answer of every unknown path.
          expect(answer.status).toBe(404)
          if (answer.headers.get('content-type') === 'application/problem+json') expect(answer.text).toBe(nothingHere)
          else expect(answer.body).toEqual({ error: 'not found' })
          expect(tab.posts()).toEqual([])
        },
      ),
      propertyRuns(150),
    )
  })

  test('whatever installation a person names as their own, only one of their own is upgraded', async () => {
    await fc.assert(
      fc.asyncProperty(anyId, async (id) => {
        fc.pre(!ownIds.includes(id))
        const answer = await tab.post(`/api/tab/me/installations/${encodeURIComponent(id)}/upgrade`, {}, { as: dave })
        expect(answer.status).toBe(404)
        expect(tab.posts()).toEqual([])
      }),
      propertyRuns(60),
    )
  })

  test('and with the right ids it would have been upgraded', async () => {
    const path = `/api/tab/teams/${hiddenTeam}/installations/${installationId(hiddenTeam, acmeIds.assistant)}/upgrade`
    expect((await tab.post(path)).body).toMatchObject({ kind: 'upgraded' })
  })
})
