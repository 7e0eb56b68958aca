import { afterEach, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { Tenant } from '../../src/sandbox/tenant.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { alice, type BotUnderTest, installedIn, type PlaceName, places, startBot } from '../support/bot-under-test.ts'
import { textOf } from '../support/teams.ts'

const scopes: PlaceName[] = ['personal', 'group', 'channel']

let bot: BotUnderTest
afterEach(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

const weakRoles = (tenant: Tenant, roles: string[]) => {
  tenant.tokens['sandbox-app'] = { kind: 'application', appId: acmeIds.botApp, roles }
}

async function ask(place: PlaceName) {
  await bot.teams.send(bot.teams.typed('upgrade app', places[place], alice))
}

async function cardText(words: string): Promise<string> {
  const { shown } = await bot.teams.until((text) => text.includes(words))
  return shown.at(-1)?.text ?? ''
}

describe.each(scopes)('in a %s conversation', (place) => {
  test('an app that is not there is said to be missing or hidden, with what to check', async () => {
    bot = await startBot()
    const { tenant } = bot.sandbox
    for (const holder of [...tenant.people, ...tenant.chats, ...tenant.teams]) holder.installations = []
    await ask(place)
    const text = await cardText('webApplicationInfo')
    expect(text).toMatch(/not installed/i)
    expect(bot.posts()).toEqual([])
  })

  test('a version that asks for new permissions is not installed; the card lists them by name', async () => {
    bot = await startBot()
    const assistant = bot.sandbox.tenant.catalog.find(({ id }) => id === acmeIds.assistant)
    const newest = assistant?.definitions.find(({ version }) => version === '1.10.0')
    newest?.permissions.push(application('ChannelMessage.Read.Group'))
    await ask(place)
    expect(await cardText('ChannelMessage.Read.Group')).toContain('TeamMember.Read.Group')
    expect(bot.posts()).toEqual([])
    expect(bot.installed(place)).toBe('1.2.0')
  })

  test('a missing permission is named, with Graph’s request id and who can fix it', async () => {
    bot = await startBot()
    weakRoles(bot.sandbox.tenant, ['AppCatalog.Read.All'])
    const installation = installedIn(bot.sandbox.tenant, place)
    if (installation) installation.consented = []
    await ask(place)
    const text = await cardText('TeamsAppInstallation.ReadWrite')
    const refused = bot.sandbox.journal.findLast(({ status }) => status === 403)
    expect(refused).toBeDefined()
    expect(text).toContain(refused?.requestId ?? 'no refusal')
    expect(text).toMatch(/admin/i)
  })

  test('without the permission to read the catalog it upgrades all the same', async () => {
    bot = await startBot()
    const { tenant } = bot.sandbox
    const kind = { personal: 'User', group: 'Chat', channel: 'Team' }[place as 'personal' | 'group' | 'channel']
    weakRoles(tenant, [`TeamsAppInstallation.ReadWriteAndConsentSelfFor${kind}.All`])
    for (const app of tenant.catalog) for (const definition of app.definitions) definition.permissions = []
    await ask(place)
    await cardText('Upgraded')
    expect(bot.installed(place)).toBe('1.10.0')
  })

  test('a new version that does not show yet is called accepted, not upgraded', async () => {
    bot = await startBot()
    bot.sandbox.tenant.behaviours.propagationMs = 60_000
    await ask(place)
    const text = await cardText('accepted')
    expect(text).toContain('1.10.0')
    expect(text).not.toMatch(/Upgraded/)
    expect(bot.posts()).toHaveLength(1)
  })

  test('a new version that shows a little later is waited for', async () => {
    bot = await startBot()
    bot.sandbox.tenant.behaviours.propagationMs = 300
    await ask(place)
    expect(await cardText('Upgraded')).toContain('1.10.0')
    expect(bot.posts()).toHaveLength(1)
  })

  test('an app whose manifest names another Entra app gets both causes told', async () => {
    bot = await startBot()
    for (const app of bot.sandbox.tenant.catalog) {
      for (const definition of app.definitions) definition.clientAppId = '99999999-9999-4999-8999-999999999999'
    }
    await ask(place)
    await cardText('webApplicationInfo')
    expect(bot.posts()).toEqual([])
  })

  test.each([
    [403, 'Forbidden', "AAD App Id 'a' is not allowed to manage the Teams App 'b'", 'webApplicationInfo'],
    [
      400,
      'ResourceSpecificPermissionsMismatch',
      'The app requires permissions that were not consented.',
      'ResourceSpecificPermissionsMismatch',
    ],
    [403, 'Forbidden', 'This request is forbidden.', 'This request is forbidden.'],
    [412, 'PreconditionFailed', 'IsUserAuthorizedToGrantGroupResourceSpecificPermissionsRequest', 'owner'],
    [400, 'BadRequest', 'Something nobody documented.', 'Something nobody documented.'],
    [409, 'Conflict', 'Something nobody documented either.', 'Something nobody documented either.'],
  ])('a %d %s is told as a refusal, with its request id', async (status, code, message, words) => {
    bot = await startBot()
    bot.graphFault({ method: 'POST' }, { kind: 'status', status, code, message })
    await ask(place)
    const text = await cardText(words)
    expect(text).toContain(bot.posts()[0]?.requestId)
    expect(bot.posts()).toHaveLength(1)
    expect(bot.installed(place)).toBe('1.2.0')
  })
})

test('status tells the installed and the newest version and changes nothing', async () => {
  bot = await startBot()
  for (const place of scopes) {
    await bot.teams.send(bot.teams.typed('status', places[place], alice))
    const text = await cardText('1.10.0')
    expect(text).toContain('1.2.0')
    bot.teams.messages.length = 0
  }
  expect(bot.posts()).toEqual([])
})

test('either answer of Graph to an upgrade of what is current already is a good end', async () => {
  for (const upgradeWhenCurrent of ['no-content', 'conflict', 'bad-request'] as const) {
    bot = await startBot()
    bot.sandbox.tenant.behaviours.upgradeWhenCurrent = upgradeWhenCurrent
    const installation = installedIn(bot.sandbox.tenant, 'personal')
    if (installation) installation.version = '1.10.0'
    const { body } = await bot.teams.send(bot.teams.pressed('upgrade-anyway', places.personal, alice))
    await bot.stop()
    expect(bot.posts()).toHaveLength(1)
    expect(textOf(body)).toMatch(/Upgraded|newest/)
  }
})

test('a person or a team that is not known to Teams gets a clear card and nothing is called', async () => {
  bot = await startBot()
  const nobody = { id: '29:anonymous', name: 'Somebody' }
  await bot.teams.send(bot.teams.typed('upgrade app', places.group, nobody))
  await cardText('Entra')
  const elsewhere = { ...places.channel, channelData: { team: { id: '19:unknown@thread.tacv2' } } }
  await bot.teams.send(bot.teams.typed('upgrade app', elsewhere, alice))
  await cardText('team')
  expect(bot.sandbox.journal).toEqual([])
})

test('both forms of the body carry the permissions the new version asks for', async () => {
  const names = [
    'TeamsAppInstallation.Read.Group',
    'TeamMember.Read.Group',
    'TeamsAppInstallation.Read.Chat',
    'ChatMember.Read.Chat',
  ]
  const v1 = await upgradeWith({})
  expect(v1).toMatchObject({
    consentedPermissionSet: { resourceSpecificPermissions: expect.arrayContaining([application(names[0] ?? '')]) },
  })
  const beta = await upgradeWith({
    GRAPH_VERSION: 'beta',
    UPGRADE_BODY: 'grantedResourceSpecificApplicationPermissions',
  })
  expect(beta).toEqual({ grantedResourceSpecificApplicationPermissions: names })

  async function upgradeWith(env: Record<string, string>) {
    bot = await startBot({ env })
    await ask('channel')
    await cardText('Upgraded')
    await bot.stop()
    return bot.posts()[0]?.body
  }
})
