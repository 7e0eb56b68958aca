import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { application, type Tenant } from '../../src/sandbox/tenant.ts'
import {
  alice,
  type BotUnderTest,
  bob,
  grace,
  installedIn,
  type PlaceName,
  places,
  startBot,
  upgradeRoutes,
} from '../support/bot-under-test.ts'
import { cardOf, textOf } from '../support/teams.ts'

const scopes: PlaceName[] = ['personal', 'group', 'channel']

/** A permission that means something in each place. */
const newHere: Partial<Record<PlaceName, string>> = {
  personal: 'TeamsAppInstallation.Read.User',
  group: 'ChatMessage.Read.Chat',
  channel: 'ChannelMessage.Read.Group',
}

let bot: BotUnderTest
afterEach(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

/** The newest version asks for one permission more than is consented, and for one less. */
function askForMore(name = 'ChannelMessage.Read.Group'): void {
  const assistant = bot.sandbox.tenant.catalog.find(({ id }) => id === acmeIds.assistant)
  const newest = assistant?.definitions.find(({ version }) => version === '1.10.0')
  if (newest) newest.permissions = [...newest.permissions.slice(1), application(name)]
}

/** The right to read grants that does not hang on a grant itself. */
function grantRead(tenant: Tenant): void {
  const token = tenant.tokens['sandbox-app']
  if (token?.kind === 'application') token.roles.push('TeamsAppInstallation.ReadForTeam.All')
}

/** What an upgrade changed shows from now on, however long it was to take. */
function nothingLagsIn(place: PlaceName): void {
  const installed = installedIn(bot.sandbox.tenant, place)
  if (!installed?.lag) throw new Error('nothing was late')
  delete installed.lag
}

/** Types `upgrade app` and gives the message with the question, and the data of its buttons. */
async function askedFor(place: PlaceName) {
  await bot.teams.send(bot.teams.typed('upgrade app', places[place], alice))
  const message = await bot.teams.until((text) => text.includes('Accept and upgrade'))
  const data = (verb: string) => cardOf(message).buttons.find((button) => button.verb === verb)?.data ?? {}
  return { on: message.id, accept: data('accept'), notNow: data('not-now') }
}

const press = (verb: string, place: PlaceName, by = alice, how: { on?: string; data?: object } = {}) =>
  bot.teams.send(bot.teams.pressed(verb, places[place], by, how))

describe.each(scopes)('in a %s conversation', (place) => {
  test('the card tells new, kept and dropped permissions; Accept sends exactly the required set and shows it granted', async () => {
    bot = await startBot()
    const name = newHere[place] ?? ''
    askForMore(name)
    const { on, accept } = await askedFor(place)
    expect(bot.posts()).toEqual([])
    const question = bot.teams.messages.at(-1)?.shown.at(-1)?.text ?? ''
    expect(question).toMatch(new RegExp(`New\\n.*\\n${name}`))
    expect(question).toMatch(/No longer asked for\n.*\nTeamsAppInstallation\.Read\.Group/)
    await press('accept', place, alice, { on, data: accept })
    const { id, shown } = await bot.teams.until((text) => text.includes('Upgraded'))
    expect(id).toBe(on)
    expect(shown.at(-1)?.text).toMatch(new RegExp(`granted[^]*${name}`, 'i'))
    expect(bot.posts()).toMatchObject([{ route: upgradeRoutes[place], status: 204 }])
    const newest = bot.sandbox.tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')
    expect(bot.posts()[0]?.body).toEqual({
      consentedPermissionSet: { resourceSpecificPermissions: newest?.permissions },
    })
  })

  test('the older form of the body carries the same consent by its names', async () => {
    bot = await startBot({
      env: { GRAPH_VERSION: 'beta', UPGRADE_BODY: 'grantedResourceSpecificApplicationPermissions' },
    })
    askForMore()
    const { on, accept } = await askedFor(place)
    await press('accept', place, alice, { on, data: accept })
    await bot.teams.until((text) => text.includes('Upgraded'))
    const names = [
      'TeamMember.Read.Group',
      'TeamsAppInstallation.Read.Chat',
      'ChatMember.Read.Chat',
      'ChannelMessage.Read.Group',
    ]
    expect(bot.posts()[0]?.body).toEqual({ grantedResourceSpecificApplicationPermissions: names })
  })

  test('Not now changes nothing and is remembered; the question comes again only when somebody asks', async () => {
    bot = await startBot({ store: 'embedded' })
    await bot.storeOpened()
    askForMore()
    const { on, notNow } = await askedFor(place)
    const { body } = await press('not-now', place, alice, { on, data: notNow })
    expect(textOf(body)).toMatch(/keeps working/)
    await bot.teams.send(bot.teams.typed('status', places[place], alice))
    await bot.teams.until((text) => /not now/i.test(text))
    expect(bot.posts()).toEqual([])
    expect(bot.installed(place)).toBe('1.2.0')
    expect((await askedFor(place)).accept).toMatchObject({ verb: 'accept' })
  })

  test('what is asked for having changed in between, the card asks again', async () => {
    bot = await startBot()
    askForMore()
    const { on, accept } = await askedFor(place)
    askForMore('ChannelSettings.Read.Group')
    await press('accept', place, alice, { on, data: accept })
    await bot.teams.until((text) => text.includes('ChannelSettings.Read.Group') && text.includes('Accept and upgrade'))
    expect(bot.posts()).toEqual([])
  })

  test('a yes to nothing in particular is no yes', async () => {
    bot = await startBot()
    askForMore()
    const { on } = await askedFor(place)
    for (const data of [{}, { set: '' }, { set: '*' }, { set: ['a'] }, { consent: true }]) {
      await press('accept', place, alice, { on, data })
    }
    expect(bot.posts()).toEqual([])
  })
})

describe('who may', () => {
  test('a plain member is refused with the owner’s name, and the card of the others stays', async () => {
    bot = await startBot()
    askForMore()
    const { on, accept } = await askedFor('channel')
    const { body } = await press('accept', 'channel', bob, { on, data: accept })
    expect(textOf(body)).toContain('Alice Adams')
    expect(bot.posts()).toEqual([])
    expect(bot.teams.messages.find(({ id }) => id === on)?.shown).toHaveLength(1)
    await press('not-now', 'channel', bob, { on, data: accept })
    expect(bot.teams.messages.find(({ id }) => id === on)?.shown).toHaveLength(1)
  })

  test('members may upgrade where the policy says so, and still not consent', async () => {
    bot = await startBot({ env: { UPGRADE_POLICY: 'members' } })
    await bot.teams.send(bot.teams.typed('upgrade app', places.channel, bob))
    await bot.teams.until((text) => text.includes('Upgraded'))
    await bot.stop()
    bot = await startBot({ env: { UPGRADE_POLICY: 'members' } })
    askForMore()
    const { on, accept } = await askedFor('channel')
    const { body } = await press('accept', 'channel', bob, { on, data: accept })
    expect(textOf(body)).toContain('Alice Adams')
    expect(bot.posts()).toEqual([])
  })

  test.each(['personal', 'group', 'channel'] as const)(
    'a guest upgrades nothing in a %s conversation',
    async (place) => {
      bot = await startBot()
      await bot.teams.send(bot.teams.typed('upgrade app', places[place], grace))
      await bot.teams.until((text) => /guest/i.test(text))
      expect(bot.posts()).toEqual([])
    },
  )

  test('a person of another tenant upgrades nothing', async () => {
    bot = await startBot()
    const visitor = { id: '29:visitor', name: 'Visitor', aadObjectId: '44444444-4444-4444-8444-000000000001' }
    bot.teams.people.push({ ...visitor, tenantId: '99999999-9999-4999-8999-999999999999' })
    await bot.teams.send(bot.teams.typed('upgrade app', places.group, visitor))
    await bot.teams.until((text) => /organization/i.test(text))
    expect(bot.posts()).toEqual([])
  })

  test('a person whom the roster does not know upgrades nothing', async () => {
    bot = await startBot()
    const stranger = { id: '29:stranger', name: 'Stranger', aadObjectId: acmeIds.carol }
    await bot.teams.send(bot.teams.typed('upgrade app', places.group, stranger))
    await bot.teams.until((text) => /did not say who you are/i.test(text))
    expect(bot.posts()).toEqual([])
  })

  test('roles that cannot be read are a refusal that names the permission to grant', async () => {
    bot = await startBot()
    bot.graphFault(
      { route: /members$/ },
      { kind: 'status', status: 403, code: 'Forbidden', message: 'Missing role permissions on the request.' },
      100,
    )
    await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
    await bot.teams.until((text) => text.includes('TeamMember.Read.Group'))
    expect(bot.posts()).toEqual([])
  })

  test('ownership that was taken away counts within a minute, and nobody else’s role is used', async () => {
    bot = await startBot()
    const team = bot.sandbox.tenant.teams[0]
    for (const member of team?.members ?? []) if (member.userId === acmeIds.alice) member.roles = []
    await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
    await bot.teams.until((text) => /Only an owner/.test(text))
    expect(bot.posts()).toEqual([])
  })

  test('in a meeting chat anybody upgrades, and only an organizer or a presenter accepts new permissions', async () => {
    bot = await startBot()
    askForMore()
    bot.teams.meetingRoles.set(acmeIds.alice, 'Attendee')
    const { on, accept } = await askedFor('meeting')
    const refused = await press('accept', 'meeting', alice, { on, data: accept })
    expect(textOf(refused.body)).toMatch(/organizer or a presenter/i)
    bot.teams.meetingRoles.set(acmeIds.alice, 'Presenter')
    await press('accept', 'meeting', alice, { on, data: accept })
    await bot.teams.until((text) => text.includes('Upgraded'))
    expect(bot.posts()).toHaveLength(1)
  })
})

describe('what arrived', () => {
  test.each([
    ['missing', 'ChannelMessage.Read.Group', /missing/i],
    ['lost', 'TeamMember.Read.Group', /granted before, but no longer/i],
  ] as const)('permissions that are %s are told, with what to do', async (grantsArrive, name, words) => {
    bot = await startBot()
    askForMore()
    bot.sandbox.tenant.behaviours.grantsArrive = grantsArrive
    const { on, accept } = await askedFor('channel')
    await press('accept', 'channel', alice, { on, data: accept })
    const { shown } = await bot.teams.until((text) => text.includes('Upgraded') && words.test(text))
    expect(shown.at(-1)?.text).toContain(name)
  })

  test('permissions that arrive late are looked for again, and the same card tells when they are there', async () => {
    bot = await startBot({ store: 'embedded', pacing: { looksAfterSeconds: [1, 2] } })
    await bot.storeOpened()
    askForMore()
    Object.assign(bot.sandbox.tenant.behaviours, { grantsArrive: 'late', grantsLagMs: 3_600_000 })
    const { on, accept } = await askedFor('channel')
    await press('accept', 'channel', alice, { on, data: accept })
    await bot.teams.until((text) => /missing/i.test(text))
    nothingLagsIn('channel')
    const { id } = await bot.teams.until((text) => text.includes('Upgraded') && !/missing/i.test(text))
    expect(id).toBe(on)
    expect(installedIn(bot.sandbox.tenant, 'channel')?.version).toBe('1.10.0')
    expect(bot.posts()).toHaveLength(1)
  })

  test('permissions that get lost in an upgrade that asked for nothing new are noticed, and the card says so', async () => {
    bot = await startBot({ store: 'embedded', pacing: { looksAfterSeconds: [1, 1] } })
    await bot.storeOpened()
    Object.assign(bot.sandbox.tenant.behaviours, { grantsArrive: 'lost', consentedSetReports: 'consented' })
    grantRead(bot.sandbox.tenant)
    await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
    const { id } = await bot.teams.until((text) => text.includes('Upgraded'))
    const later = await bot.teams.until((text) => /granted before, but no longer/i.test(text))
    expect(later.id).toBe(id)
    expect(bot.posts()).toHaveLength(1)
  })

  test('a version that shows late is looked for again, and the same card tells when it is there', async () => {
    bot = await startBot({ store: 'embedded', pacing: { looksAfterSeconds: [1, 2, 2] } })
    await bot.storeOpened()
    bot.sandbox.tenant.behaviours.propagationMs = 3_600_000
    await bot.teams.send(bot.teams.typed('upgrade app', places.personal, alice))
    const { id } = await bot.teams.until((text) => /accepted/i.test(text))
    nothingLagsIn('personal')
    const later = await bot.teams.until((text) => text.includes('Upgraded'))
    expect(later.id).toBe(id)
    expect(bot.posts()).toHaveLength(1)
  })
})

describe('questions that must not go in a circle', () => {
  test('what is at the newest version by Graph’s word and lacks permissions can be accepted', async () => {
    bot = await startBot()
    askForMore()
    const installation = installedIn(bot.sandbox.tenant, 'channel')
    if (installation) installation.version = '1.10.0'
    const { on, accept } = await askedFor('channel')
    await press('accept', 'channel', alice, { on, data: accept })
    await bot.teams.until((text) => text.includes('ChannelMessage.Read.Group') && /granted/i.test(text))
    expect(bot.posts()).toHaveLength(1)
  })

  test('a yes while the catalog cannot be read sends nothing', async () => {
    bot = await startBot()
    askForMore()
    const { on, accept } = await askedFor('channel')
    const refused = {
      kind: 'status',
      status: 403,
      code: 'Forbidden',
      message: 'Missing role permissions on the request.',
    } as const
    bot.graphFault({ route: '/appCatalogs/teamsApps' }, refused, 100)
    await press('accept', 'channel', alice, { on, data: accept })
    expect(bot.posts()).toEqual([])
  })

  test('a version published meanwhile that asks for more is a question, not a refusal', async () => {
    bot = await startBot()
    await bot.teams.send(bot.teams.typed('status', places.channel, alice))
    await bot.teams.until((text) => text.includes('1.10.0'))
    askForMore()
    await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
    await bot.teams.until((text) => text.includes('Accept and upgrade'))
    expect(bot.installed('channel')).toBe('1.2.0')
  })

  test('a refused person in between does not make two of one upgrade', async () => {
    bot = await startBot()
    const goOn = bot.graphHangs({ method: 'POST' })
    const send = (by = alice) => bot.teams.send(bot.teams.pressed('upgrade', places.channel, by))
    const first = send()
    await send(bob)
    const last = send()
    await bot.until(() => bot.posts().length > 0)
    await sleep(300)
    goOn()
    await Promise.all([first, last])
    expect(bot.posts()).toHaveLength(1)
  })

  test('Not now to another set than the one asked for by now puts nothing off', async () => {
    bot = await startBot({ store: 'embedded' })
    await bot.storeOpened()
    askForMore()
    const { on, notNow } = await askedFor('channel')
    await press('not-now', 'channel', alice, { on, data: { ...notNow, set: 'something else' } })
    await bot.teams.send(bot.teams.typed('status', places.channel, alice))
    const { shown } = await bot.teams.until((text) => text.includes('Status') && text.includes('1.10.0'))
    expect(shown.at(-1)?.text).not.toMatch(/said “Not now”/)
  })
})
