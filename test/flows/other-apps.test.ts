import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { application, type CatalogApp, installedApp, type Tenant } from '../../src/sandbox/tenant.ts'
import { alice, type BotUnderTest, bob, places, startBot } from '../support/bot-under-test.ts'
import { cardOf, textOf } from '../support/teams.ts'

let bot: BotUnderTest
afterEach(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

type Seed = { name: string; installed: string; newest: string; asksMore?: boolean }

/** An app of the bot's own Entra app, installed in the team. */
function install(tenant: Tenant, { name, installed, newest, asksMore = false }: Seed): CatalogApp {
  const id = `${String(tenant.catalog.length).padStart(8, '0')}-1111-4111-8111-111111111111`
  const define = (version: string, more: boolean) => ({
    version,
    publishingState: 'published' as const,
    clientAppId: acmeIds.botApp,
    permissions: more ? [application('ChannelMessage.Read.Group')] : [],
  })
  const app: CatalogApp = {
    id,
    externalId: `${name.toLowerCase()}-external`,
    displayName: name,
    distributionMethod: 'organization',
    definitions: [define(installed, false), ...(newest === installed ? [] : [define(newest, asksMore)])],
  }
  tenant.catalog.push(app)
  tenant.teams[0]?.installations.push(installedApp(app, installed))
  return app
}

/** Rights over any app, as an admin grants them for `upgrade all`. */
function grantAllApps(tenant: Tenant): void {
  const roles = ['Team', 'Chat', 'User'].map((kind) => `TeamsAppInstallation.ReadWriteAndConsentFor${kind}.All`)
  tenant.tokens['sandbox-app'] = {
    kind: 'application',
    appId: acmeIds.botApp,
    roles: [...roles, 'AppCatalog.Read.All', 'TeamMember.Read.All'],
  }
}

async function startWith(seeds: Seed[], options: Parameters<typeof startBot>[0] = {}): Promise<void> {
  bot = await startBot(options)
  const team = bot.sandbox.tenant.teams[0]
  if (team) team.installations = team.installations.slice(0, 1)
  grantAllApps(bot.sandbox.tenant)
  for (const seed of seeds) install(bot.sandbox.tenant, seed)
}

const type = (text: string) => bot.teams.send(bot.teams.typed(text, places.channel, alice))
const installedVersion = (name: string) => {
  const app = bot.sandbox.tenant.catalog.find(({ displayName }) => displayName === name)
  return bot.sandbox.tenant.teams[0]?.installations.find(({ appId }) => appId === app?.id)?.version
}

test('apps lists what is installed here with installed and newest version, and its buttons upgrade each', async () => {
  await startWith([
    { name: 'Polls', installed: '1.0', newest: '2.0' },
    { name: 'Notes', installed: '3.0', newest: '3.0' },
  ])
  await type('apps')
  const list = await bot.teams.until((text) => text.includes('Polls') && text.includes('Notes'))
  expect(list.shown.at(-1)?.text).toMatch(/1\.0.*2\.0/)
  const polls = bot.sandbox.tenant.catalog.find(({ displayName }) => displayName === 'Polls')
  const button = cardOf(list).buttons.find(({ data }) => Object.values(data).includes(polls?.id))
  await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice, { data: button?.data ?? {} }))
  await bot.until(() => installedVersion('Polls') === '2.0')
  expect(bot.installed('channel')).toBe('1.2.0')
  expect(bot.calls().filter((call) => call === 'GET /appCatalogs/teamsApps').length).toBeLessThanOrEqual(2)
})

test('more than ten apps come in pages', async () => {
  await startWith(
    Array.from({ length: 14 }, (_, i) => ({
      name: `App ${String(i).padStart(2, '0')}`,
      installed: '1.0',
      newest: '1.0',
    })),
  )
  await type('apps')
  const first = await bot.teams.until((text) => text.includes('App 00'))
  expect(first.shown.at(-1)?.text).not.toContain('App 12')
  const next = cardOf(first).buttons.find(({ verb }) => verb === 'apps')
  const { body } = await bot.teams.send(
    bot.teams.pressed('apps', places.channel, alice, { on: first.id, data: next?.data ?? {} }),
  )
  expect(textOf(body)).toContain('App 12')
})

test('what Graph lists but this bot may not upgrade gets no button; that Self rights show nothing else is said', async () => {
  bot = await startBot()
  await bot.teams.send(bot.teams.typed('apps', places.personal, alice))
  const own = await bot.teams.until((text) => text.includes('Acme Assistant'))
  expect(own.shown.at(-1)?.text).toMatch(/Self/)
})

test.each([
  ['upgrade polls'],
  ['upgrade POLLS!'],
  ['update polls-external'],
  ['upgrade 00000003-1111-4111-8111-111111111111'],
])('"%s" upgrades the one app it names', async (words) => {
  await startWith([{ name: 'Polls', installed: '1.0', newest: '2.0' }])
  await type(words)
  await bot.teams.until((text) => text.includes('Upgraded') && text.includes('Polls'))
  expect(installedVersion('Polls')).toBe('2.0')
  expect(bot.posts()).toHaveLength(1)
})

test('a name that several apps have is asked about, one that none has gets the nearest', async () => {
  await startWith([
    { name: 'Polls for teams', installed: '1.0', newest: '2.0' },
    { name: 'Polls for fun', installed: '1.0', newest: '2.0' },
  ])
  await type('upgrade polls')
  const which = await bot.teams.until((text) => text.includes('Polls for fun') && text.includes('Polls for teams'))
  expect(cardOf(which).buttons.filter(({ verb }) => verb === 'upgrade')).toHaveLength(2)
  await type('upgrade calendar')
  await bot.teams.until((text) => text.includes('calendar'))
  expect(bot.posts()).toEqual([])
})

test('upgrade all shows the plan first, then does what it said, one after the other, and reports each', async () => {
  await startWith([
    { name: 'Behind', installed: '1.0', newest: '2.0' },
    { name: 'Later', installed: '1.0', newest: '1.1' },
    { name: 'Current', installed: '3.0', newest: '3.0' },
    { name: 'Asking', installed: '1.0', newest: '2.0', asksMore: true },
  ])
  await type('upgrade all')
  const plan = await bot.teams.until((text) => text.includes('Behind') && text.includes('Asking'))
  expect(bot.posts()).toEqual([])
  const start = cardOf(plan).buttons.find(({ verb }) => verb === 'upgrade-all-start')
  await bot.teams.send(
    bot.teams.pressed('upgrade-all-start', places.channel, alice, { on: plan.id, data: start?.data ?? {} }),
  )
  const report = await bot.teams.until((text) => /3 of 3/.test(text))
  expect(report.id).toBe(plan.id)
  expect(['Behind', 'Later', 'Current', 'Asking'].map(installedVersion)).toEqual(['2.0', '1.1', '3.0', '1.0'])
  expect(bot.installed('channel')).toBe('1.10.0')
  expect(bot.posts()).toHaveLength(3)
})

test('upgrade all runs once at a time in a place; who presses meanwhile is told so, and somewhere else it runs', async () => {
  await startWith([{ name: 'Behind', installed: '1.0', newest: '2.0' }])
  const press = (place: typeof places.channel | typeof places.personal) =>
    bot.teams.send(bot.teams.pressed('upgrade-all-start', place, alice))
  const goOn = bot.graphHangs({ method: 'POST' })
  const first = press(places.channel)
  await bot.until(() => bot.posts().length > 0)
  expect(textOf((await press(places.channel)).body)).toContain('being upgraded already')
  expect(textOf((await press(places.personal)).body)).not.toContain('being upgraded already')
  goOn()
  expect(textOf((await first).body)).toMatch(/2 of 2/)
  expect(textOf((await press(places.channel)).body)).not.toContain('being upgraded already')
})

test('upgrade all by somebody who may not is refused to them alone', async () => {
  await startWith([{ name: 'Behind', installed: '1.0', newest: '2.0' }])
  await type('upgrade all')
  const plan = await bot.teams.until((text) => text.includes('Behind'))
  const { body } = await bot.teams.send(bot.teams.pressed('upgrade-all-start', places.channel, bob, { on: plan.id }))
  expect(textOf(body)).toContain('Alice Adams')
  expect(bot.posts()).toEqual([])
  expect(plan.shown).toHaveLength(1)
})

test('an app reference that is not installed in this conversation upgrades nothing', async () => {
  await startWith([])
  for (const app of [acmeIds.expenses, 'x', "' or id ne '", '..', '../../me']) {
    await bot.teams.send(bot.teams.pressed('upgrade', places.personal, alice, { data: { app } }))
  }
  expect(bot.posts()).toEqual([])
})

test.each(['apps', 'upgrade polls', 'upgrade all'])(
  'when "%s" finds the list unreadable, "Try again" lists the apps and upgrades none',
  async (words) => {
    await startWith([{ name: 'Polls', installed: '1.0', newest: '2.0' }])
    bot.graphFault({ method: 'GET', route: /installedApps$/ }, { kind: 'status', status: 400, code: 'Odd' })
    await type(words)
    const trouble = await bot.teams.until((text) => text.includes('The apps here'))
    const again = cardOf(trouble).buttons.find(({ title }) => title === 'Try again')
    const verb = String(again?.verb)
    const { body } = await bot.teams.send(
      bot.teams.pressed(verb, places.channel, alice, { on: trouble.id, data: again?.data ?? {} }),
    )
    expect(textOf(body)).toContain('Polls')
    expect(bot.posts()).toEqual([])
  },
)

test('upgrade all whose list cannot be read says so to who started it; the plan stays for the others', async () => {
  await startWith([{ name: 'Behind', installed: '1.0', newest: '2.0' }])
  await type('upgrade all')
  const plan = await bot.teams.until((text) => text.includes('Behind'))
  bot.graphFault({ method: 'GET', route: /installedApps$/ }, { kind: 'status', status: 400, code: 'Odd' })
  const { body } = await bot.teams.send(bot.teams.pressed('upgrade-all-start', places.channel, alice, { on: plan.id }))
  expect(textOf(body)).toContain('The apps here')
  expect(plan.shown).toHaveLength(1)
})

test('what a later look at another app found is what its status tells', async () => {
  await startWith([{ name: 'Polls', installed: '1.0', newest: '2.0' }], {
    store: 'embedded',
    pacing: { looksAfterSeconds: [1, 2, 2] },
  })
  bot.sandbox.tenant.behaviours.propagationMs = 3_000
  await type('upgrade polls')
  await bot.teams.until((text) => /accepted/i.test(text))
  const later = await bot.teams.until((text) => text.includes('Upgraded') && text.includes('Polls'))
  const status = cardOf(later).buttons.find(({ verb }) => verb === 'status')
  const { body } = await bot.teams.send(
    bot.teams.pressed('status', places.channel, alice, { on: later.id, data: status?.data ?? {} }),
  )
  expect(textOf(body)).toMatch(/Last upgrade\n.*\n1\.0 → 2\.0\nUpgraded\n/)
})
