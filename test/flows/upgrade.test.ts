import { afterEach, expect, test } from '@jest/globals'
import { alice, type BotUnderTest, type PlaceName, places, startBot, upgradeRoutes } from '../support/bot-under-test.ts'

const everywhere: PlaceName[] = ['personal', 'group', 'meeting', 'channel', 'thread']

let bot: BotUnderTest
afterEach(() => bot?.stop())

test.each(everywhere)('typed in a %s conversation, it upgrades the app of that conversation', async (place) => {
  bot = await startBot()
  const answer = await bot.teams.send(bot.teams.typed('upgrade app', places[place], alice))
  expect(answer).toMatchObject({ status: 200, body: null })
  const { shown } = await bot.teams.until((text) => text.includes('1.10.0') && text.includes('1.2.0'))
  expect(shown.at(-1)?.text).toContain('Acme Assistant')
  expect(bot.installed(place)).toBe('1.10.0')
  for (const other of everywhere) {
    if (upgradeRoutes[other] !== upgradeRoutes[place]) expect(bot.installed(other)).toBe('1.2.0')
  }
  expect(bot.posts()).toMatchObject([{ route: upgradeRoutes[place], token: { kind: 'application' }, status: 204 }])
})
