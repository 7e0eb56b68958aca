import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, type BotUnderTest, bob, startBot } from '../support/bot-under-test.ts'
import { patienceMs, rolloutPresses, textIn } from '../support/rollout-presses.ts'

let bot: BotUnderTest
const { plan, press, shows, upgrades } = rolloutPresses(() => bot)

beforeAll(async () => {
  const env = { ROLLOUT_ADMINS: `${acmeIds.alice},${acmeIds.bob}`, ROLLOUT_APPROVAL_ABOVE: '3' }
  bot = await startBot({ store: 'embedded', env })
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

test('a version that is withdrawn in the middle is told as that; Resume says what is in its way, and goes on once it is back', async () => {
  const card = await plan('group')
  const [app] = bot.sandbox.tenant.catalog
  const published = app?.definitions.find(({ version }) => version === '1.10.0')
  if (!app || !published) throw new Error('there is no 1.10.0')
  await press(card, 'Start', alice, 'group')
  await shows(card, 'Waits for the word of a second admin')
  app.definitions.push({ ...published, version: '1.11.0' })
  await press(card, 'Approve', bob, 'group')
  await shows(card, 'Version 1.11.0 is the newest by now')
  const resume = async () => press((await press(card, 'Resume', bob, 'group')).card, 'Resume now', bob, 'group')

  bot.graphFault({ path: /appCatalogs/ }, { kind: 'status', status: 503 }, 1_000)
  expect((await resume()).text).toContain('Your app catalog could not be read just now, so nothing was changed.')
  bot.sandbox.clearFaults()
  const withdrawn = app.definitions.filter(({ publishingState }) => publishingState === 'published')
  for (const definition of withdrawn) definition.publishingState = 'rejected'
  expect((await resume()).text).toContain('No version of the app is published in your catalog. Publish it again')
  await shows(card, 'No version of the app is published in your catalog any more')
  for (const definition of withdrawn) definition.publishingState = 'published'
  expect((await resume()).text).toContain('Under way')
  await shows(card, 'Done', '8 of 8 places')
})
