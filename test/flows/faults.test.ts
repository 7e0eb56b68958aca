import { afterEach, describe, expect, test } from '@jest/globals'
import type { Fault } from '../../src/sandbox/faults.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { alice, type BotUnderTest, type PlaceName, places, startBot } from '../support/bot-under-test.ts'

const scopes: PlaceName[] = ['personal', 'group', 'channel']
const upgrades = { method: 'POST' }
const lists = { method: 'GET', route: /installedApps$/ }
const catalog = { route: '/appCatalogs/teamsApps' }

let bot: BotUnderTest
const begun: BotUnderTest[] = []
afterEach(async () => {
  for (const one of begun.splice(0)) {
    await one.stop()
    expect(one.teams.unexpected).toEqual([])
  }
})

async function begin(): Promise<BotUnderTest> {
  const started = await startBot({ limits: noLimits(), pacing: { graphTimeoutMs: 1_500 } })
  begun.push(started)
  return started
}

const askAt = ({ teams }: BotUnderTest, place: PlaceName) =>
  teams.send(teams.typed('upgrade app', places[place], alice))
const ask = (place: PlaceName) => askAt(bot, place)

const lastCard = async ({ teams }: BotUnderTest, words: RegExp) =>
  (await teams.until((text) => words.test(text))).shown.at(-1)?.text ?? ''
const cardSays = (words: RegExp) => lastCard(bot, words)
const effectsOf = (one: BotUnderTest) => one.posts().filter(({ effect }) => effect !== null)

/** The same in each kind of conversation, at the same time, because most of it is waiting: each has a bot and a tenant of its own. */
async function everywhere(check: (bot: BotUnderTest, place: PlaceName) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(scopes.map(async (place) => check(await begin(), place)))
  const told = ends.map((end, i) => `${scopes[i]}: ${end.status === 'fulfilled' ? 'as it should be' : end.reason}`)
  expect(told).toEqual(scopes.map((place) => `${place}: as it should be`))
}

type Effect = Fault['then']

describe('in each kind of conversation', () => {
  test.each<[string, Effect]>([
    ['carried out, then the connection breaks', { kind: 'apply-then-drop' }],
    ['carried out, then no answer for longer than anybody waits', { kind: 'apply-then-hang', ms: 4_000 }],
    ['carried out, and answered with 429', { kind: 'apply-then-status', status: 429, retryAfter: '1' }],
    ['carried out, and answered with 503', { kind: 'apply-then-status', status: 503 }],
    ['carried out, and answered with 500', { kind: 'apply-then-status', status: 500 }],
    ['carried out, and answered with an unknown 409', { kind: 'apply-then-status', status: 409, code: 'Conflict' }],
  ])('an upgrade that is %s is read back, found done and not sent again', (_name, effect) =>
    everywhere(async (bot, place) => {
      bot.graphFault(upgrades, effect)
      await askAt(bot, place)
      await lastCard(bot, /Upgraded/)
      expect(bot.posts()).toHaveLength(1)
      expect(effectsOf(bot)).toHaveLength(1)
    }),
  )

  test.each<[string, Effect]>([
    ['refused with 429 and a second to wait', { kind: 'status', status: 429, retryAfter: '1' }],
    ['refused with 429 and a fraction of a second to wait', { kind: 'status', status: 429, retryAfter: '0.4' }],
    ['refused with 429 and no time to wait', { kind: 'status', status: 429, retryAfter: '0' }],
    ['refused with 429 and a negative time to wait', { kind: 'status', status: 429, retryAfter: '-3' }],
    ['refused with 429 and a garbled time to wait', { kind: 'status', status: 429, retryAfter: 'soon' }],
    ['refused with 429 and no header', { kind: 'status', status: 429 }],
    ['refused with 503', { kind: 'status', status: 503, retryAfter: '1' }],
    ['refused with 504', { kind: 'status', status: 504 }],
    ['refused with 500', { kind: 'status', status: 500 }],
    [
      'refused with 502 and an HTML page',
      { kind: 'body', status: 502, contentType: 'text/html', body: '<h1>Bad</h1>' },
    ],
    ['refused with 408', { kind: 'status', status: 408 }],
    ['cut off before it is carried out', { kind: 'reset' }],
    [
      'refused by a busy settings store',
      { kind: 'status', status: 400, message: 'Failed to execute settings store request' },
    ],
  ])('an upgrade that is %s is sent once more after reading the state', (_name, effect) =>
    everywhere(async (bot, place) => {
      bot.graphFault(upgrades, effect)
      await askAt(bot, place)
      await lastCard(bot, /Upgraded/)
      expect(bot.posts()).toHaveLength(2)
      const between = bot.calls().slice(bot.calls().findIndex((call) => call.startsWith('POST')) + 1)
      expect(between[0]).toMatch(/^GET .*installedApps$/)
      expect(effectsOf(bot)).toHaveLength(1)
    }),
  )

  test('Graph refusing for ever ends in a card that says when to try again, after a few tries', () =>
    everywhere(async (bot, place) => {
      bot.graphFault(upgrades, { kind: 'status', status: 429, retryAfter: '0.1' }, 1_000)
      await askAt(bot, place)
      await lastCard(bot, /try again|later/i)
      expect(bot.posts().length).toBeLessThanOrEqual(3)
    }))

  test('a long time to wait is told, not waited for', () =>
    everywhere(async (bot, place) => {
      bot.graphFault(upgrades, { kind: 'status', status: 429, retryAfter: '600' }, 1_000)
      await askAt(bot, place)
      await lastCard(bot, /10 minutes/)
      expect(bot.posts()).toHaveLength(1)
    }))
})

test('time to wait given as a date is waited for', async () => {
  bot = await begin()
  const soon = new Date(Date.now() + 3_000).toUTCString()
  bot.graphFault(upgrades, { kind: 'status', status: 429, retryAfter: soon })
  await ask('personal')
  await cardSays(/Upgraded/)
  const [, second] = bot.posts()
  expect(second?.at).toBeGreaterThanOrEqual(Date.parse(soon))
})

test.each([lists, catalog])('reading is repeated when it is throttled or broken: %j', async (match) => {
  bot = await begin()
  bot.graphFault(match, { kind: 'status', status: 429, retryAfter: '0.2' })
  bot.graphFault(match, { kind: 'reset' })
  await ask('channel')
  await cardSays(/Upgraded/)
  expect(bot.posts()).toHaveLength(1)
})

test.each([lists, catalog])(
  'reading that stays broken ends in "try later" and nothing is changed: %j',
  async (match) => {
    bot = await begin()
    bot.graphFault(match, { kind: 'status', status: 503 }, 1_000)
    await ask('channel')
    await cardSays(/try again|later/i)
    expect(bot.posts()).toEqual([])
  },
)

test('an end that stays unknown after reading back is called unknown', async () => {
  bot = await begin()
  bot.graphFault(upgrades, { kind: 'apply-then-hang', ms: 4_000 })
  const asked = ask('channel')
  await bot.until(() => bot.posts().length === 1)
  bot.graphFault(lists, { kind: 'status', status: 403, code: 'Forbidden', message: 'no more' }, 1_000)
  await asked
  await cardSays(/not known/i)
  expect(bot.posts()).toHaveLength(1)
})

test.each<[string, Effect]>([
  ['a next page on another host', { kind: 'next-link', url: 'http://127.0.0.2:1/v1.0/elsewhere' }],
  ['pages that go in a circle', { kind: 'next-link', url: 'same' }],
  ['what is no JSON', { kind: 'body', body: 'hello' }],
  ['a list without items', { kind: 'body', body: '{"value":7}' }],
  ['an error with a 200', { kind: 'body', body: '{"error":{"code":"Odd","message":"odd"}}' }],
])('%s is a failure told in words; nothing is changed', async (words, effect) => {
  bot = await begin()
  bot.graphFault(lists, effect, 1_000)
  await ask('channel')
  const text = await cardSays(/failed|went wrong|could not/i)
  expect(text.length).toBeGreaterThan(words.length)
  expect(bot.posts()).toEqual([])
})

test('items of wrong types are passed over', async () => {
  bot = await begin()
  const odd = [
    null,
    7,
    {},
    { id: 5 },
    { id: 'x', teamsApp: 'y' },
    { id: 'x', teamsApp: { id: 'other', externalId: null } },
  ]
  bot.graphFault(lists, { kind: 'body', body: JSON.stringify({ value: odd }) })
  await ask('channel')
  await cardSays(/not installed/i)
  expect(bot.posts()).toEqual([])
})

test('a token that Graph suddenly refuses is renewed once; one it refuses for good is told', async () => {
  bot = await begin()
  bot.graphFault(lists, { kind: 'status', status: 401, code: 'InvalidAuthenticationToken', message: 'expired' })
  await ask('channel')
  await cardSays(/Upgraded/)
  bot.graphFault({}, { kind: 'status', status: 401, code: 'InvalidAuthenticationToken', message: 'expired' }, 1_000)
  const before = bot.sandbox.journal.length
  await ask('personal')
  await cardSays(/token/i)
  expect(bot.sandbox.journal.length - before).toBeLessThanOrEqual(4)
})

test('an app that is removed while it is being upgraded is told to be gone', async () => {
  bot = await begin()
  const goOn = bot.graphHangs(upgrades)
  const asked = ask('channel')
  await bot.until(() => bot.posts().length === 1)
  for (const team of bot.sandbox.tenant.teams) team.installations = []
  goOn()
  await asked
  await cardSays(/not installed/i)
})
