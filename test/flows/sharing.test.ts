import { afterEach, expect, test } from '@jest/globals'
import { noLimits } from '../../src/sandbox/limits.ts'
import { alice, type BotUnderTest, bob, places, startBot } from '../support/bot-under-test.ts'
import { textOf } from '../support/teams.ts'

let bot: BotUnderTest
afterEach(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

const latencyMs = 150

test('a double click is one upgrade, and both presses get its outcome', async () => {
  bot = await startBot({ latencyMs })
  const press = () => bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  const [first, second] = await Promise.all([press(), press()])
  expect(textOf(first.body)).toContain('Upgraded')
  expect(textOf(second.body)).toEqual(textOf(first.body))
  expect(bot.posts()).toHaveLength(1)
})

test('fifty people at once are one upgrade, and everybody sees the same card', async () => {
  // All of them are owners because all of them are Alice, whom her own limit must not stop here.
  // All at once on a busy machine too: the upgrade lasts until each of them has asked, and no answer goes out before its end.
  bot = await startBot({ env: { PERSON_LIMIT: '100' } })
  bot.graphFault({ method: 'POST' }, { kind: 'hang', ms: 3_000 })
  const person = (i: number) => ({ ...alice, id: `29:${i}` })
  const presses = Array.from({ length: 50 }, (_, i) => bot.teams.pressed('upgrade', places.channel, person(i)))
  const answers = await Promise.all(presses.map((press) => bot.teams.send(press)))
  expect([...new Set(answers.map(({ body }) => textOf(body)))]).toEqual([expect.stringContaining('Upgraded')])
  expect(bot.posts()).toHaveLength(1)
})

test('typed by one and pressed by another at the same time is one upgrade', async () => {
  bot = await startBot({ latencyMs })
  await Promise.all([
    bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice)),
    bot.teams.send(bot.teams.pressed('upgrade', places.channel, bob)),
  ])
  await bot.teams.until((text) => text.includes('Upgraded'))
  expect(bot.posts()).toHaveLength(1)
})

test('a message delivered again, at once or later, is answered once', async () => {
  bot = await startBot({ latencyMs })
  const activity = bot.teams.typed('upgrade app', places.channel, alice)
  await Promise.all([bot.teams.send(activity), bot.teams.send(activity)])
  await bot.teams.until((text) => text.includes('Upgraded'))
  const again = await bot.teams.send(activity)
  expect(again).toMatchObject({ status: 200 })
  expect(bot.teams.messages).toHaveLength(1)
  expect(bot.posts()).toHaveLength(1)
})

test('a press delivered again gets the answer the first one had', async () => {
  bot = await startBot({ latencyMs })
  const activity = bot.teams.pressed('upgrade', places.channel, alice)
  const first = await bot.teams.send(activity)
  const again = await bot.teams.send(activity)
  expect(again.body).toEqual(first.body)
  expect(bot.posts()).toHaveLength(1)
})

test('a press delivered again under a new id while it is under way is still one upgrade', async () => {
  bot = await startBot()
  bot.graphFault({ method: 'POST' }, { kind: 'hang', ms: 1_200 })
  const first = bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  await bot.until(() => bot.posts().length === 1)
  const second = bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  await Promise.all([first, second])
  await bot.until(() => bot.installed('channel') === '1.10.0')
  await bot.stop()
  expect(bot.posts()).toHaveLength(1)
})

test('after the end Graph decides anew', async () => {
  // Every read is counted: none may be one that a tenant's limit asked for.
  bot = await startBot({ limits: noLimits() })
  await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  const { body } = await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice))
  expect(textOf(body)).toContain('Upgrade anyway')
  expect(bot.calls().filter((call) => call.endsWith('/installedApps'))).toHaveLength(3)
})

test('two conversations are upgraded at the same time', async () => {
  bot = await startBot()
  const goOn = bot.graphHangs({ method: 'POST', route: /^.teams/ })
  const slow = bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
  await bot.teams.send(bot.teams.typed('upgrade app', places.personal, alice))
  await bot.until(() => bot.installed('personal') === '1.10.0')
  expect(bot.installed('channel')).toBe('1.2.0')
  goOn()
  await slow
})
