import { afterEach, expect, test } from '@jest/globals'
import { alice, type BotUnderTest, bob, places, startBot } from '../support/bot-under-test.ts'
import { textOf } from '../support/teams.ts'

let bot: BotUnderTest
afterEach(() => bot.stop())

const press = (by = alice) => bot.teams.send(bot.teams.pressed('help', places.channel, by))

test('who asks more than the limit in ten seconds is politely told to wait; others are not', async () => {
  bot = await startBot({ env: { PERSON_LIMIT: '3' } })
  for (let i = 0; i < 3; i++) expect(textOf((await press()).body)).toContain('What I can do')
  expect(textOf((await press()).body)).toMatch(/a lot at once/)
  expect(textOf((await press(bob)).body)).toContain('What I can do')
})

test('what Teams delivers again is not counted', async () => {
  bot = await startBot({ env: { PERSON_LIMIT: '2' } })
  const activity = bot.teams.pressed('help', places.channel, alice)
  for (let i = 0; i < 5; i++) await bot.teams.send(activity)
  expect(textOf((await press()).body)).toContain('What I can do')
})

test('an upgrade beyond the limit does nothing', async () => {
  bot = await startBot({ env: { PERSON_LIMIT: '1' } })
  await press()
  await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  expect(bot.sandbox.journal).toEqual([])
})

const busy = /Very many people are asking/

test('more commands at once than the bot can do are told so, and the next one is taken once one of them has ended', async () => {
  bot = await startBot({ env: { TURN_LIMIT: '2' } })
  const goOn = bot.graphHangs({ method: 'GET' })
  const two = [alice, bob].map((by) => bot.teams.send(bot.teams.pressed('status', places.group, by)))
  await bot.until(() => bot.sandbox.journal.length > 0)
  const { status, body } = await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  expect([status, textOf(body)]).toEqual([200, expect.stringMatching(busy)])
  expect(textOf((await press()).body)).toContain('What I can do')
  goOn()
  for (const answer of await Promise.all(two)) expect(textOf(answer.body)).toContain('1.2.0')
  expect(bot.posts()).toEqual([])
  const later = await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  expect(textOf(later.body)).toContain('1.10.0')
})
