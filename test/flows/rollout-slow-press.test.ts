import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { alice, type BotUnderTest, bob, startBot, unhurried } from '../support/bot-under-test.ts'
import { rolloutPresses } from '../support/rollout-presses.ts'

const admins = '77777777-7777-4777-8777-777777777777'
let bot: BotUnderTest
const { plan, press, shows } = rolloutPresses(() => bot)

/** Whether Bob is an admin is asked of Graph, which may take its time; of Alice it is known. */
beforeAll(async () => {
  const tenant = { ...acmeTenant(), groups: [{ id: admins, name: 'Rollout admins', members: [acmeIds.bob] }] }
  const env = { ROLLOUT_ADMINS: `${acmeIds.alice},${admins}`, ROLLOUT_APPROVAL_ABOVE: '3' }
  const pacing = { answer: { ...unhurried.answer, pressWorkingAfterMs: 1_000 } }
  bot = await startBot({ store: 'embedded', tenant, env, pacing })
  await bot.storeOpened()
})
afterAll(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

test('who sees "working" after a press on a rollout’s card sees the rollout in the end, though nothing about it is new', async () => {
  const card = await plan('group')
  await press(card, 'Start', alice, 'group')
  await shows(card, 'Waits for the word of a second admin')
  // The card is as the rollout is: from here on nothing but the press has a reason to change it.
  for (let shown = 0; shown !== card.shown.length; ) {
    shown = card.shown.length
    await sleep(3_000)
  }
  const before = card.shown.length
  const goOn = bot.graphHangs({ route: /checkMemberGroups$/ })
  expect((await press(card, 'Refresh', bob, 'group')).text).toContain('This card will change')
  goOn()
  await bot.until(() => card.shown.length > before)
  await shows(card, 'Waits for the word of a second admin')
})
