import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { alice, type BotUnderTest, bob, carol, grace, places, startBot } from '../support/bot-under-test.ts'
import { patienceMs, rolloutPresses, textIn } from '../support/rollout-presses.ts'
import { cardOf } from '../support/teams.ts'

const admins = '77777777-7777-4777-8777-777777777777'
let bot: BotUnderTest
const { plan, press, shows, upgrades } = rolloutPresses(() => bot)

/** Alice by her name and Bob by a group may roll out; one bot for all, because a database takes its time. */
beforeAll(async () => {
  const tenant = { ...acmeTenant(), groups: [{ id: admins, name: 'Rollout admins', members: [acmeIds.bob] }] }
  const env = { ROLLOUT_ADMINS: `${acmeIds.alice},${admins}` }
  bot = await startBot({ store: 'embedded', tenant, env })
  await bot.storeOpened()
})
beforeEach(() => bot.sandbox.reset())
afterAll(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

test('a rollout is one card from the plan to the end, and every place is upgraded once', async () => {
  for (const place of [places.group, places.channel]) await bot.teams.send(bot.teams.typed('help', place, carol))
  const card = await plan()
  expect(textIn(card)).toContain('1 team\n1 group or meeting chat\n1 person')
  expect(textIn(card)).toContain('It goes out in waves: 1 %, then 10 %, then everybody.')
  expect(upgrades()).toEqual([])
  const messages = bot.teams.messages.length
  expect((await press(card, 'Start')).text).toMatch(/Looking for the places|Under way/)
  await shows(card, 'Done', '8 of 8 places (100 %)', 'Started by Alice Adams.')
  expect(bot.teams.messages).toHaveLength(messages)
  expect(upgrades()).toHaveLength(8)
  expect(bot.installed('channel')).toBe('1.10.0')
  const edits = card.shown.slice(1).map(({ atMs }) => atMs)
  // Teams takes a message of a bot every half second in the long run, and others want to be heard as well.
  expect(edits.every((atMs, i) => i === 0 || atMs - (edits[i - 1] ?? 0) > 1_950)).toBe(true)
})

test('what the plan showed is what is started: something newer in the catalog is shown first', async () => {
  const card = await plan()
  const newest = bot.sandbox.tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')
  newest?.permissions.push(application('ChannelMessage.Read.Group'))
  expect((await press(card, 'Start')).text).toContain('Something newer is in the catalog by now')
  await shows(card, 'New', 'Read the messages in this team’s channels', 'ChannelMessage.Read.Group')
  expect(upgrades()).toEqual([])
  expect(cardOf(card).buttons.map(({ title }) => title)).not.toContain('Start')
  await press(card, 'Accept and start')
  await shows(card, 'Done', '8 of 8 places')
  expect(JSON.stringify(upgrades()[0]?.body)).toContain('ChannelMessage.Read.Group')
})

test('who is no admin may nothing, is told who may, and everybody else’s card stays as it is', async () => {
  const card = await plan()
  const before = textIn(card)
  for (const title of ['Start', 'Dry run', 'Last rollouts']) {
    expect((await press(card, title, carol)).text).toContain('Only the people and groups of the setting ROLLOUT_ADMINS')
  }
  expect((await press(card, 'Start', grace, 'group')).text).toContain('Guests may not roll out')
  // A copy of the card, sent on to somewhere else, gives nobody more.
  const copy = { ...card, id: 'a-copy', conversationId: places.group.id }
  expect((await press(copy, 'Start', carol, 'group')).text).toContain('Only the people and groups')
  await bot.teams.send(bot.teams.typed('rollout', places.group, carol))
  await bot.teams.until((text) => text.includes('Only the people and groups'), patienceMs)
  expect(textIn(card)).toBe(before)
  expect(upgrades()).toEqual([])
})

test('two admins who press Start at once start one rollout, and both see it', async () => {
  const card = await plan('group')
  const answers = await Promise.all([press(card, 'Start', alice, 'group'), press(card, 'Start', bob, 'group')])
  for (const { text } of answers) expect(text).toMatch(/Started by (Alice Adams|Bob Brown)/)
  await shows(card, 'Done', '8 of 8 places')
  expect(upgrades()).toHaveLength(8)
})

test('pause and abort hold at once; going on and giving up are asked about, and only who pressed sees the question', async () => {
  bot.graphFault({ route: /upgrade$/ }, { kind: 'status', status: 429, retryAfter: '5' }, 1_000)
  const card = await plan('channel')
  await press(card, 'Start', alice, 'channel')
  await shows(card, 'Under way')
  expect((await press(card, 'Pause', bob, 'channel')).text).toContain('Paused')
  await shows(card, 'Paused', 'An admin paused it')
  const question = await press(card, 'Resume', bob, 'channel')
  expect(question.text).toContain('Go on with this rollout?')
  expect(textIn(card)).toContain('Paused')
  expect((await press(question.card, 'Resume now', bob, 'channel')).text).toContain('Under way')
  await shows(card, 'Under way')
  const last = await press(card, 'Abort', alice, 'channel')
  expect(last.text).toContain('Teams has no way back')
  expect((await press(last.card, 'Back', alice, 'channel')).text).toContain('Under way')
  expect((await press(last.card, 'Abort for good', alice, 'channel')).text).toContain('Aborted')
  await shows(card, 'Aborted', 'places stay at their version', 'New rollout')
  expect(bot.installed('channel')).toBe('1.2.0')
  expect((await press(card, 'New rollout', alice, 'channel')).text).toContain('Plan of a rollout')
})

test('a dry run changes nothing, and the last rollouts can be looked at again', async () => {
  const card = await plan()
  await press(card, 'Dry run')
  await shows(card, 'Done', 'dry run: nothing is changed', 'Would be upgraded\n8')
  expect(upgrades()).toEqual([])
  await press(card, 'Last rollouts')
  await shows(card, 'Dry run. 8 of 8 places', 'Acme Assistant 1.10.0')
  expect((await press(card, 'Show')).text).toContain('dry run: nothing is changed')
  await shows(card, 'Would be upgraded')
})
