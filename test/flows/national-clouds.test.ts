import { afterEach, expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { alice, type BotUnderTest, type PlaceName, places, startBot } from '../support/bot-under-test.ts'
import { rolloutPresses, textIn } from '../support/rollout-presses.ts'
import { api, startTab, type TabUnderTest, upgradePath } from '../support/tab-under-test.ts'

let running: BotUnderTest | TabUnderTest | undefined
afterEach(async () => {
  await running?.stop()
  running = undefined
})

const installations = () => running?.sandbox.journal.filter(({ path }) => path.includes('installedApps')) ?? []

async function ask(cloud: string, place: PlaceName, text: string) {
  const bot = await startBot({ env: { CLOUD: cloud } })
  running = bot
  await bot.teams.send(bot.teams.typed(text, places[place], alice))
  return bot
}

test.each([
  ['gcc-high', 'personal', 'GCC High', 'Open this app’s tab'],
  ['dod', 'personal', 'the DoD cloud', 'Open this app’s tab'],
  ['china', 'personal', '21Vianet', 'Manage your apps'],
  ['china', 'channel', '21Vianet', 'Manage team › Apps'],
] as const)(
  'in %s what Graph cannot do in a %s conversation is refused with words',
  async (cloud, place, where, instead) => {
    const bot = await ask(cloud, place, 'upgrade app')
    const { shown } = await bot.teams.until((shown) => shown.includes('Refused'))
    const text = shown.at(-1)?.text
    expect(text).toContain(where)
    expect(text).toContain(instead)
    expect(text).not.toMatch(/Error|undefined|null/)
    expect(installations()).toEqual([])
    expect(bot.installed(place)).toBe('1.2.0')
  },
)

test('what the cloud does not offer is no secret to status either', async () => {
  const bot = await ask('gcc-high', 'personal', 'status')
  await bot.teams.until((shown) => shown.includes('GCC High'))
  expect(installations()).toEqual([])
})

test.each([
  ['gcc-high', 'channel'],
  ['dod', 'group'],
  ['china', 'group'],
] as const)('in %s the app of a %s conversation is upgraded as anywhere', async (cloud, place) => {
  const bot = await ask(cloud, place, 'upgrade app')
  await bot.teams.until((shown) => shown.includes('Upgraded'))
  expect(bot.installed(place)).toBe('1.10.0')
})

test('in GCC High a person upgrades their own app in the tab, with their own sign-in', async () => {
  const tab = await startTab({ env: { CLOUD: 'gcc-high' } })
  running = tab
  expect(await tab.post(upgradePath('me'), {})).toMatchObject({ status: 200, body: { kind: 'upgraded', to: '1.10.0' } })
  expect(installations()).not.toEqual([])
  for (const { token } of installations()) expect(token).toMatchObject({ kind: 'delegated', userId: acmeIds.alice })
})

test.each([
  ['me', 'Apps › Manage your apps'],
  ['team', 'Manage team › Apps'],
] as const)('in China the tab of %s says why there is no list, and what to do instead', async (place, instead) => {
  const tab = await startTab({ env: { CLOUD: 'china' } })
  running = tab
  const { status, body } = await tab.get(`${api[place]}/installations`)
  expect([status, body['type'], body['reason']]).toEqual([403, '/problems/refused', 'unsupported'])
  expect(body['detail']).toMatch(/21Vianet/)
  expect(body['detail']).toContain(instead)
  expect(installations()).toEqual([])
})

test('a rollout’s plan in the tab says what is left out in China, and when upgrades are sent', async () => {
  const env = { CLOUD: 'china', ROLLOUT_ADMINS: acmeIds.alice, ROLLOUT_WINDOW: '22:00-06:00 Asia/Shanghai' }
  const tab = await startTab({ store: 'embedded', env })
  running = tab
  await tab.storeOpened()
  const { body } = await tab.post('/api/tab/rollouts/preview', {})
  expect(body).toMatchObject({
    kind: 'ok',
    notOffered: [expect.stringContaining('Manage team › Apps'), expect.stringContaining('Manage your apps')],
    usual: { window: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' } },
  })
})

test('a rollout in China is about chats alone: what Graph does not offer there is neither looked for nor counted', async () => {
  const tenant = acmeTenant()
  for (const token of Object.values(tenant.tokens)) {
    if (token.kind === 'application') token.roles = token.roles.filter((role) => !/^Team\./.test(role))
  }
  const env = { CLOUD: 'china', ROLLOUT_ADMINS: acmeIds.alice }
  const bot = await startBot({ store: 'embedded', tenant, env })
  running = bot
  await bot.storeOpened()
  const { plan, press, shows, upgrades } = rolloutPresses(() => bot)
  const card = await plan('group')
  expect(textIn(card)).toContain('Manage team › Apps')
  await press(card, 'Start', alice, 'group')
  await shows(card, 'Done', '2 of 2 places (100 %)')
  expect(upgrades().map(({ route }) => route)).toEqual(Array(2).fill('/chats/{id}/installedApps/{id}/upgrade'))
})
