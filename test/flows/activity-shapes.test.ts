import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, type BotUnderTest, places, startBot } from '../support/bot-under-test.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { textOf } from '../support/teams.ts'

let bot: BotUnderTest
beforeAll(async () => {
  bot = await startBot()
})
afterAll(async () => {
  await bot.stop()
  expect(bot.teams.unexpected).toEqual([])
})

const inPersonal = () => bot.teams.envelope(places.personal, alice)
const inChannel = () => bot.teams.envelope(places.channel, alice)
const teamData = { team: { id: acmeIds.teamInternal, name: 'Acme Ops', aadGroupId: acmeIds.team } }

/** Recorded from Teams, the Playground and public threads; ids replaced. */
const shapes: Record<string, () => object> = {
  'installationUpdate add-upgrade': () => ({ ...inPersonal(), type: 'installationUpdate', action: 'add-upgrade' }),
  'installationUpdate remove-upgrade': () => ({
    ...inPersonal(),
    type: 'installationUpdate',
    action: 'remove-upgrade',
  }),
  'installationUpdate upgrade without channelData (microsoft/teams.py#579)': () => ({
    ...inPersonal(),
    type: 'installationUpdate',
    action: 'upgrade',
    channelData: undefined,
  }),
  'installationUpdate remove': () => ({ ...inChannel(), type: 'installationUpdate', action: 'remove' }),
  'installationUpdate of a kind still to come': () => ({
    ...inPersonal(),
    type: 'installationUpdate',
    action: 'teleport',
  }),
  'installationUpdate without an action': () => ({ ...inPersonal(), type: 'installationUpdate' }),
  'conversationUpdate membersAdded': () => ({
    ...inChannel(),
    type: 'conversationUpdate',
    membersAdded: [{ id: '28:bot' }, { id: '29:bob', aadObjectId: acmeIds.bob }],
    channelData: { ...teamData, eventType: 'teamMemberAdded' },
  }),
  'conversationUpdate channelRenamed': () => ({
    ...inChannel(),
    type: 'conversationUpdate',
    channelData: { ...teamData, eventType: 'channelRenamed', channel: { id: 'c', name: 'New' } },
  }),
  'conversationUpdate teamDeleted': () => ({
    ...inChannel(),
    type: 'conversationUpdate',
    channelData: { ...teamData, eventType: 'teamDeleted' },
  }),
  messageReaction: () => ({
    ...inPersonal(),
    type: 'messageReaction',
    reactionsAdded: [{ type: 'like' }],
    replyToId: 'm1',
  }),
  messageUpdate: () => ({
    ...inPersonal(),
    type: 'messageUpdate',
    text: 'upgrade app',
    channelData: { eventType: 'editMessage' },
  }),
  messageDelete: () => ({ ...inPersonal(), type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } }),
  typing: () => ({ ...inPersonal(), type: 'typing' }),
  event: () => ({
    ...inPersonal(),
    type: 'event',
    name: 'application/vnd.microsoft.meetingStart',
    value: { Title: 'x' },
  }),
  endOfConversation: () => ({ ...inPersonal(), type: 'endOfConversation' }),
  command: () => ({ ...inPersonal(), type: 'command', name: 'x' }),
  'a type still to come': () => ({ ...inPersonal(), type: 'hologram', value: { a: [1, 2, 3] } }),
  'nulls for what is absent': () => ({
    ...inPersonal(),
    type: 'event',
    text: null,
    value: null,
    channelData: null,
    entities: null,
    replyToId: null,
  }),
  'entities nobody knows': () => ({
    ...inPersonal(),
    type: 'typing',
    entities: [{ type: 'holo', deep: { er: [null] } }],
  }),
}

test.each(Object.keys(shapes))('%s is acknowledged, answered with nothing, and changes nothing', async (name) => {
  const before = bot.teams.messages.length
  const { status } = await bot.teams.send(shapes[name]?.() ?? {})
  expect(status).toBe(200)
  expect(bot.teams.messages).toHaveLength(before)
  expect(bot.sandbox.journal).toEqual([])
})

test.each([
  ['composeExtension/query', { commandId: 'search' }],
  ['task/fetch', { data: {} }],
  ['fileConsent/invoke', {}],
  ['signin/verifyState', { state: '1' }],
  ['something/new', null],
])('the invoke %s is said not to be implemented', async (name, value) => {
  const { status } = await bot.teams.send({ ...inPersonal(), type: 'invoke', name, value })
  expect(status).toBe(501)
})

test.each<[string, unknown]>([
  ['no value', undefined],
  ['null', null],
  ['a number', 7],
  ['a list', [1]],
  ['no action', {}],
  ['an action of another type', { action: { type: 'Action.Submit', data: { verb: 'upgrade-all-tenants' } } }],
  ['a verb that is no text', { action: { type: 'Action.Execute', verb: { $gt: '' } } }],
  ['a verb of an older version', { action: { type: 'Action.Execute', verb: 'install', data: { version: 1 } } }],
  ['a verb named like a property of every object', { action: { type: 'Action.Execute', verb: 'constructor' } }],
])('a press with %s gets a friendly fresh card', async (_name, value) => {
  const { status, body } = await bot.teams.send({ ...inPersonal(), type: 'invoke', name: 'adaptiveCard/action', value })
  expect(status).toBe(200)
  expect(textOf(body)).toMatch(/older card/)
  expect(bot.sandbox.journal).toEqual([])
})

test('a submit of an old card gets a friendly fresh card', async () => {
  await bot.teams.send(bot.teams.submitted({ action: 'doUpgrade', appId: 'x' }, places.personal, alice))
  await bot.teams.until((text) => text.includes('older card'))
  expect(bot.sandbox.journal).toEqual([])
})

test('text nobody understands gets one help card with the nearest command', async () => {
  const before = bot.teams.messages.length
  await bot.teams.send(bot.teams.typed('upgrdae ap', places.personal, alice))
  await bot.teams.until((text) => text.includes('upgrade app') && text.includes('Did you mean'))
  expect(bot.teams.messages).toHaveLength(before + 1)
})

test('an installation is welcomed once, and again only after it was removed', async () => {
  const welcomes = () => bot.teams.messages.filter(({ conversationId }) => conversationId === 'a:welcome').length
  const place = { ...places.personal, id: 'a:welcome' }
  const update = (action: string) =>
    bot.teams.send({ ...bot.teams.envelope(place, alice), type: 'installationUpdate', action })
  await update('add')
  await update('add')
  await update('add-upgrade')
  await update('upgrade')
  expect(welcomes()).toBe(1)
  await update('remove')
  await update('add')
  expect(welcomes()).toBe(2)
})

test('whatever an activity holds below its envelope, it is never an error of ours', async () => {
  const anything = fc.dictionary(
    fc.constantFrom('action', 'verb', 'data', 'team', 'aadGroupId', 'id', 'tenant', 'x'),
    fc.jsonValue({ maxDepth: 3 }),
  )
  const activity = fc.record({
    type: fc.constantFrom('message', 'invoke', 'installationUpdate', 'conversationUpdate', 'event'),
    name: fc.constantFrom('adaptiveCard/action', 'other'),
    value: fc.oneof(anything, fc.jsonValue({ maxDepth: 3 })),
    channelData: anything,
    text: fc.oneof(fc.string(), fc.constant(undefined)),
    action: fc.oneof(fc.string(), fc.constantFrom('add', 'remove')),
  })
  await fc.assert(
    fc.asyncProperty(activity, async (change) => {
      const nobody = { id: '29:nobody', name: 'Nobody' }
      const { status } = await bot.teams.send({
        ...bot.teams.envelope({ id: 'a:fuzz', type: 'personal' }, nobody),
        ...change,
      })
      expect([200, 400, 403, 501]).toContain(status)
    }),
    propertyRuns(150),
  )
  expect(bot.sandbox.journal).toEqual([])
})
