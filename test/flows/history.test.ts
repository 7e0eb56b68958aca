import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { alice, type BotUnderTest, bob, places, startBot } from '../support/bot-under-test.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { cardOf, textOf } from '../support/teams.ts'

let bot: BotUnderTest
let damaged: string | null = null
afterEach(async () => {
  await bot.stop()
  if (damaged) await rm(damaged, { recursive: true })
  damaged = null
  expect(bot.teams.unexpected).toEqual([])
})

const upgrade = (by = alice) => bot.teams.send(bot.teams.pressed('upgrade', places.channel, by))

test('every attempt is in this conversation’s history: who, from which version to which, and how it ended', async () => {
  bot = await startBot({ store: 'embedded' })
  await bot.storeOpened()
  await upgrade(bob)
  await upgrade()
  await upgrade()
  await bot.teams.send(bot.teams.typed('history', places.channel, alice))
  const { shown } = await bot.teams.until((text) => text.includes('Bob Brown'))
  const text = shown.at(-1)?.text ?? ''
  expect(text).toContain('Alice Adams')
  expect(text).toMatch(/1\.2\.0.*1\.10\.0/)
  expect(text).toContain(bot.posts()[0]?.requestId)
  await bot.teams.send(bot.teams.typed('history', places.personal, alice))
  await bot.teams.until((other) => /nothing|no upgrade/i.test(other) && !other.includes('Bob Brown'))
})

test('history goes on beyond ten entries', async () => {
  bot = await startBot({ store: 'embedded' })
  await bot.storeOpened()
  for (let i = 0; i < 12; i++) await upgrade()
  await bot.teams.send(bot.teams.typed('history', places.channel, alice))
  const first = await bot.teams.until((text) => text.includes('History') && text.includes('Alice Adams'))
  const older = cardOf(first).buttons.find(({ verb }) => verb === 'history')
  expect(older).toBeDefined()
  const { body } = await bot.teams.send(
    bot.teams.pressed('history', places.channel, alice, { on: first.id, data: older?.data ?? {} }),
  )
  expect(textOf(body)).toMatch(/1\.2\.0.*1\.10\.0/)
})

test('with no store to be had the bot upgrades, and says that history cannot be read', async () => {
  bot = await startBot()
  await upgrade()
  expect(bot.installed('channel')).toBe('1.10.0')
  await bot.teams.send(bot.teams.typed('history', places.channel, alice))
  await bot.teams.until((text) => /history.*cannot be read/i.test(text))
})

test('with a damaged database directory the bot upgrades, sets the damaged one aside and remembers anew', async () => {
  damaged = await preparedDataDir()
  await writeFile(path.join(damaged, 'pglite/global/pg_control'), 'garbage')
  bot = await startBot({ env: { DATA_DIR: damaged, DATABASE_URL: '' } })
  await bot.teams.send(bot.teams.typed('upgrade app', places.channel, alice))
  await bot.teams.until((text) => text.includes('Upgraded'))
  expect(bot.posts()).toHaveLength(1)
  expect(bot.logLines.join('')).toMatch(/damaged/)
})

test('status tells the last upgrade, by whom, and what is granted', async () => {
  bot = await startBot({ store: 'embedded' })
  await bot.storeOpened()
  await upgrade()
  await bot.teams.send(bot.teams.typed('status', places.channel, alice))
  const { shown } = await bot.teams.until(
    (text) => text.includes('Alice Adams') && text.includes('TeamMember.Read.Group'),
  )
  expect(shown.at(-1)?.text).toMatch(/1\.2\.0/)
})
