import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, type BotUnderTest, bob, startBot } from '../support/bot-under-test.ts'
import { patienceMs, rolloutPresses, textIn, unhurried } from '../support/rollout-presses.ts'

jest.setTimeout(4 * patienceMs)

let bot: BotUnderTest
const { plan, press, shows, upgrades } = rolloutPresses(() => bot)

beforeAll(async () => {
  const env = { ROLLOUT_ADMINS: `${acmeIds.alice},${acmeIds.bob}`, ROLLOUT_APPROVAL_ABOVE: '3' }
  bot = await startBot({ store: 'embedded', env, pacing: unhurried })
  await bot.storeOpened()
})
beforeEach(() => bot.sandbox.reset())
afterAll(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

test('a second admin has to approve a large rollout; after a restart in the middle it is still the same card', async () => {
  const card = await plan('group')
  expect(textIn(card)).toContain('Above 3 places a second admin has to approve it.')
  const messages = bot.teams.messages.length
  await press(card, 'Start', alice, 'group')
  await shows(card, 'Waits for the word of a second admin')
  expect((await press(card, 'Approve', alice, 'group')).text).toContain(
    'You started it, so somebody else has to approve it.',
  )
  expect(upgrades()).toEqual([])
  await bot.restartApp()
  await press(card, 'Approve', bob, 'group')
  await shows(card, 'Done', '8 of 8 places', 'Started by Alice Adams, approved by Bob Brown.')
  expect(bot.teams.messages).toHaveLength(messages)
  expect(bot.installed('meeting')).toBe('1.10.0')
})

test('a card that cannot be delivered any more stops nothing, and the rollout can be shown again', async () => {
  const card = await plan()
  bot.teams.faults.push({ method: 'PUT', status: 403, times: 1 })
  await press(card, 'Dry run')
  await bot.until(() => bot.teams.faults.every(({ times }) => times === 0), patienceMs)
  const shown = card.shown.length
  const again = await plan('group', bob)
  await press(again, 'Last rollouts', bob, 'group')
  await shows(again, 'Dry run.')
  await press(again, 'Show', bob, 'group')
  await shows(again, 'Done', 'dry run: nothing is changed')
  expect(card.shown).toHaveLength(shown)
})

test('what is done from elsewhere shows on the card', async () => {
  bot.graphFault({ route: /installedApps$/ }, { kind: 'status', status: 429, retryAfter: '5' }, 1_000)
  const card = await plan('channel')
  await press(card, 'Dry run', alice, 'channel')
  await shows(card, 'Under way')
  const elsewhere = await plan('personal', bob)
  await press(elsewhere, 'Last rollouts', bob)
  await shows(elsewhere, 'Under way')
  await press(elsewhere, 'Show', bob)
  await shows(elsewhere, 'This is how it is now.')
  await press(elsewhere, 'Pause', bob)
  await shows(card, 'Paused')
})
