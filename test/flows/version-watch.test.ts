import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { alice, type BotUnderTest, bob, places, startBot } from '../support/bot-under-test.ts'
import { patienceMs, rolloutPresses, textIn } from '../support/rollout-presses.ts'
import { cardOf } from '../support/teams.ts'

let bot: BotUnderTest
const { press, shows, upgrades } = rolloutPresses(() => bot)
afterEach(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

const begin = async (mode: 'offer' | 'automatic') => {
  bot = await startBot({
    store: 'embedded',
    env: { ROLLOUT_ADMINS: acmeIds.alice, ALLOWED_TENANTS: acmeIds.tenant, VERSION_WATCH: mode },
    pacing: { versionWatchSeconds: 1 },
  })
}

const looks = () => bot.calls().filter((call) => call === 'GET /appCatalogs/teamsApps').length

/** Until the catalog was looked at so many more times. */
async function looked(times: number): Promise<void> {
  const before = looks()
  await bot.until(() => looks() >= before + times, patienceMs)
}

function publish(version: string, ...more: string[]): void {
  const [assistant] = bot.sandbox.tenant.catalog
  const newest = assistant?.definitions.find((definition) => definition.version === '1.10.0')
  if (!assistant || !newest) throw new Error('Acme has an assistant')
  const permissions = [...newest.permissions, ...more.map(application)]
  assistant.definitions.push({ ...newest, version, permissions })
}

test('a newer version is offered once to each admin who has talked to the bot, also after a restart, and can be started there', async () => {
  await begin('offer')
  await bot.teams.send(bot.teams.typed('help', places.personal, bob))
  await looked(2)
  expect(bot.teams.messages.some(({ shown }) => shown.at(-1)?.text.includes('A new version'))).toBe(false)
  await bot.teams.send(bot.teams.typed('help', places.personal, alice))
  const first = await bot.teams.until(
    (text) => text.includes('A new version of this app is in your catalog'),
    patienceMs,
  )
  expect(first.conversationId).toBe(places.personal.id)
  expect(textIn(first)).toContain('1.10.0')
  publish('1.11.0', 'ChannelMessage.Read.Group')
  const second = await bot.teams.until((text) => text.includes('1.11.0'), patienceMs)
  expect(textIn(second)).toContain('ChannelMessage.Read.Group')
  const messages = bot.teams.messages.length
  await bot.restartApp()
  await looked(2)
  expect(bot.teams.messages).toHaveLength(messages)
  expect(upgrades()).toEqual([])
  await press(second, 'Accept and start')
  await shows(second, 'Done', '8 of 8 places')
  expect(bot.installed('personal')).toBe('1.11.0')
})

test('automatic: what asks for nothing new is rolled out by itself and told; what asks for more is offered', async () => {
  await begin('automatic')
  await bot.teams.send(bot.teams.typed('help', places.personal, alice))
  const told = await bot.teams.until(
    (text) => text.includes('Acme Assistant 1.10.0 is rolled out by itself'),
    patienceMs,
  )
  expect((await press(told, 'Show')).text).toContain('Started by The version watch.')
  await shows(told, 'Done', '8 of 8 places')
  expect(bot.installed('group')).toBe('1.10.0')
  publish('1.11.0', 'ChannelMessage.Read.Group')
  const offer = await bot.teams.until((text) => text.includes('1.11.0'), patienceMs)
  expect(cardOf(offer).buttons.map(({ title }) => title)).toContain('Accept and start')
  expect(bot.installed('group')).toBe('1.10.0')
})
