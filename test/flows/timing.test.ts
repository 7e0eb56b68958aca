import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { alice, type BotUnderTest, type PlaceName, places, startBot } from '../support/bot-under-test.ts'
import { textOf } from '../support/teams.ts'

let bot: BotUnderTest
afterEach(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

const pacing = {
  graphTimeoutMs: 30_000,
  answer: { workingAfterMs: 800, pressWorkingAfterMs: 2_500, settleMs: 50, editEveryMs: 100 },
}
/** What Graph has said so far. */
const answers = () => bot.sandbox.journal.filter(({ status }) => status !== 'dropped')

describe.each<PlaceName>(['personal', 'group', 'channel'])('in a %s conversation, while Graph hangs', (place) => {
  test('a typed command is acknowledged and shows something before Graph has said anything; later the same card has the end', async () => {
    bot = await startBot({ pacing })
    const goOn = bot.graphHangs()
    const { status } = await bot.teams.send(bot.teams.typed('upgrade app', places[place], alice))
    expect(status).toBe(200)
    expect(answers()).toEqual([])
    expect(bot.teams.messages).toHaveLength(1)
    goOn()
    const { shown } = await bot.teams.until((text) => text.includes('Upgraded'))
    expect(shown.map(({ text }) => text.includes('Upgraded'))).toEqual([false, true])
    expect(bot.teams.messages).toHaveLength(1)
  })

  test('a press is answered in time with what goes on; later the pressed card has the end', async () => {
    bot = await startBot({ pacing })
    await bot.teams.send(bot.teams.typed('help', places[place], alice))
    const { id: on } = await bot.teams.until((text) => text.includes('upgrade app'))
    const goOn = bot.graphHangs()
    const { status, body } = await bot.teams.send(bot.teams.pressed('upgrade', places[place], alice, { on }))
    expect(status).toBe(200)
    expect(answers()).toEqual([])
    expect(textOf(body)).not.toContain('Upgraded')
    goOn()
    const { id, shown } = await bot.teams.until((text) => text.includes('Upgraded'))
    expect(id).toBe(on)
    expect(shown).toHaveLength(2)
    expect(bot.teams.messages).toHaveLength(1)
  })
})

test('a press on a card that cannot be updated any more still brings the end, as a new message', async () => {
  bot = await startBot({ pacing })
  const goOn = bot.graphHangs()
  await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice, { on: 'deleted' }))
  goOn()
  await bot.teams.until((text) => text.includes('Upgraded'))
  expect(bot.teams.messages).toHaveLength(1)
})

test('a message that Teams does not take does not stop the upgrade', async () => {
  bot = await startBot()
  bot.teams.faults.push({ method: 'POST', status: 403, times: 10 })
  const { status } = await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
  expect(status).toBe(200)
  await bot.until(() => bot.installed('channel') === '1.10.0')
  expect(bot.posts()).toHaveLength(1)
})

test('stopping lets an upgrade that is under way end and tell, within ten seconds', async () => {
  bot = await startBot({ pacing })
  const goOn = bot.graphHangs({ method: 'POST' })
  await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
  await bot.until(() => bot.posts().length === 1)
  const started = performance.now()
  const stopped = bot.stopApp()
  await sleep(500)
  goOn()
  await stopped
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(bot.installed('channel')).toBe('1.10.0')
  expect(bot.teams.messages.at(-1)?.shown.at(-1)?.text).toContain('Upgraded')
})

test('a message that Teams throttles is sent again; one whose answer got lost is not, so nobody reads it twice', async () => {
  bot = await startBot()
  bot.teams.faults.push({ method: 'POST', status: 429, times: 1 })
  await bot.teams.send(bot.teams.typed('help', places.personal, alice))
  expect(bot.teams.messages).toHaveLength(1)
  bot.teams.faults.push({ method: 'POST', status: 502, times: 1, keep: true })
  await bot.teams.send(bot.teams.typed('help', places.personal, alice))
  expect(bot.teams.messages).toHaveLength(2)
})

test('an update that fails for a moment is made again, in the same message', async () => {
  bot = await startBot()
  await bot.teams.send(bot.teams.typed('help', places.channel, alice))
  const { id: on } = await bot.teams.until((text) => text.includes('upgrade app'))
  bot.teams.faults.push({ method: 'PUT', status: 503, times: 2 })
  await bot.teams.send(bot.teams.pressed('upgrade', places.channel, alice, { on }))
  expect((await bot.teams.until((text) => text.includes('Upgraded'))).id).toBe(on)
  expect(bot.teams.messages).toHaveLength(1)
})

test('twelve people asking for the status of one chat at once all get it, and Graph is asked within its limit', async () => {
  bot = await startBot({ realSecond: true, pacing })
  const asks = Array.from({ length: 12 }, () => bot.teams.typed('status', places.group, alice))
  await Promise.all(asks.map((ask) => bot.teams.send(ask)))
  await bot.until(() => bot.teams.messages.every(({ shown }) => /1\.10\.0/.test(shown.at(-1)?.text ?? '')))
  // Sent a second apart; a busy machine may still bring two of them closer together. Unpaced it would be eleven.
  expect(bot.sandbox.journal.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(1)
})
