import { afterEach, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import {
  alice,
  type BotUnderTest,
  bob,
  type PlaceName,
  places,
  startBot,
  upgradeRoutes,
} from '../support/bot-under-test.ts'

const everywhere: PlaceName[] = ['personal', 'group', 'meeting', 'channel', 'thread']
const list = {
  personal: '/users/{id}/teamwork/installedApps',
  group: '/chats/{id}/installedApps',
  channel: '/teams/{id}/installedApps',
}

let bot: BotUnderTest
afterEach(async () => {
  expect(bot.teams.unexpected).toEqual([])
  await bot.stop()
})

const saysUpgraded = (text: string) => text.includes('1.2.0') && text.includes('1.10.0') && text.includes('Upgraded')

describe.each(everywhere)('in a %s conversation', (place) => {
  test('what is typed upgrades the app of that conversation, with an application token', async () => {
    bot = await startBot({ realSecond: true })
    const answer = await bot.teams.send(bot.teams.typed('upgrade app', places[place], alice))
    expect(answer).toMatchObject({ status: 200, body: null })
    const { shown } = await bot.teams.until(saysUpgraded)
    expect(shown.at(-1)?.text).toContain('Acme Assistant')
    expect(bot.installed(place)).toBe('1.10.0')
    for (const other of everywhere) {
      if (upgradeRoutes[other] !== upgradeRoutes[place]) expect(bot.installed(other)).toBe('1.2.0')
    }
    expect(bot.posts()).toMatchObject([{ route: upgradeRoutes[place], token: { kind: 'application' }, status: 204 }])
  })

  test('what is pressed upgrades it too, and the pressed card changes for everybody', async () => {
    bot = await startBot()
    await bot.teams.send(bot.teams.typed('help', places[place], alice))
    const { id: on } = await bot.teams.until((text) => text.includes('upgrade app'))
    const answer = await bot.teams.send(bot.teams.pressed('upgrade', places[place], alice, { on }))
    expect(answer).toMatchObject({
      status: 200,
      body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' },
    })
    expect((await bot.teams.until(saysUpgraded)).id).toBe(on)
    expect(bot.teams.messages).toHaveLength(1)
    expect(bot.posts()).toHaveLength(1)
    expect(bot.installed(place)).toBe('1.10.0')
  })

  test('a button of a client without Action.Execute does the same', async () => {
    bot = await startBot()
    await bot.teams.send(bot.teams.typed('help', places[place], alice))
    const { id: on } = await bot.teams.until((text) => text.includes('upgrade app'))
    await bot.teams.send(bot.teams.submitted({ verb: 'upgrade' }, places[place], alice, on))
    expect((await bot.teams.until(saysUpgraded)).id).toBe(on)
    expect(bot.teams.messages).toHaveLength(1)
    expect(bot.posts()).toHaveLength(1)
  })
})

test.each(['personal', 'group', 'channel'] as const)(
  'one upgrade in a %s conversation costs one catalog call, one list, one POST and one reading back',
  async (place) => {
    // Without a tenant's limits, which may ask for one of them again.
    bot = await startBot({ limits: noLimits() })
    await bot.teams.send(bot.teams.typed('upgrade app', places[place], alice))
    await bot.teams.until(saysUpgraded)
    const [read, changed] = [`GET ${list[place]}`, `POST ${upgradeRoutes[place]}`]
    // In a team the person's role is looked up too, once a minute; elsewhere the roster of Teams tells.
    const whoAsks = place === 'channel' ? ['GET /teams/{id}/members'] : []
    expect(bot.calls()).toEqual([...whoAsks, 'GET /appCatalogs/teamsApps', read, changed, read])
  },
)

test('the catalog is asked once, however many ask at the same time or later', async () => {
  bot = await startBot({ latencyMs: 100 })
  const asks = ['personal', 'channel', 'group'] as const
  await Promise.all(asks.map((place) => bot.teams.send(bot.teams.typed('upgrade', places[place], alice))))
  for (const place of asks) await bot.until(() => bot.installed(place) === '1.10.0')
  await bot.teams.send(bot.teams.typed('status', places.channel, alice))
  expect(bot.calls().filter((call) => call === 'GET /appCatalogs/teamsApps')).toHaveLength(1)
})

test('what is the newest already is not upgraded, and nothing is changed', async () => {
  bot = await startBot()
  await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
  await bot.teams.until(saysUpgraded)
  await bot.teams.send(bot.teams.typed('update app', places.channel, alice))
  const { shown } = await bot.teams.until((text) => text.includes('Upgrade anyway'))
  expect(shown.at(-1)?.text).toContain('1.10.0')
  expect(bot.posts()).toHaveLength(1)
})

test('Upgrade anyway asks Graph where it reports the catalog’s version as the installed one', async () => {
  bot = await startBot()
  bot.sandbox.tenant.behaviours.versionReported = 'catalog'
  await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
  const { id: on } = await bot.teams.until((text) => text.includes('Upgrade anyway'))
  expect(bot.installed('channel')).toBe('1.2.0')
  await bot.teams.send(bot.teams.pressed('upgrade-anyway', places.channel, alice, { on }))
  await bot.teams.until((text) => text.includes('Upgraded'))
  expect(bot.installed('channel')).toBe('1.10.0')
  expect(bot.posts()).toHaveLength(1)
})

test('the ids in a card’s data are never looked at: the conversation decides', async () => {
  bot = await startBot()
  const forged = {
    teamId: acmeIds.team,
    chatId: acmeIds.groupChat,
    userId: acmeIds.bob,
    scope: { kind: 'team', teamId: acmeIds.team },
    installationId: 'x',
    externalId: 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee',
    tenantId: '99999999-9999-4999-8999-999999999999',
    from: { aadObjectId: acmeIds.alice },
    force: true,
  }
  await bot.teams.send(bot.teams.pressed('upgrade', { ...places.personal, id: 'a:bob' }, bob, { data: forged }))
  await bot.teams.send(bot.teams.submitted({ verb: 'upgrade', ...forged }, { ...places.personal, id: 'a:bob' }, bob))
  await bot.until(() => bot.posts().length > 0)
  await bot.stop()
  expect(bot.posts().map(({ path }) => path.split('/installedApps')[0])).toEqual([`/users/${acmeIds.bob}/teamwork`])
})
