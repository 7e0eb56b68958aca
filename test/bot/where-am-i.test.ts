import { expect, test } from '@jest/globals'
import type { Activity } from 'botbuilder'
import { whereAmI } from '../../src/bot/where-am-i.ts'

const userId = '22222222-2222-4222-8222-000000000001'
const teamId = '33333333-3333-4333-8333-333333333333'

type Shape = { type?: string; id?: string; from?: object; channelData?: object }

/** As it comes over the wire, wrong types and all. */
function activity({
  type = 'personal',
  id = 'a:1',
  from = { aadObjectId: userId },
  channelData = {},
}: Shape): Activity {
  const conversation = { id, conversationType: type, isGroup: type !== 'personal', name: '' }
  return JSON.parse(
    JSON.stringify({ type: 'message', from: { id: '29:1', name: '', ...from }, conversation, channelData }),
  )
}

const neverAsked = () => Promise.reject(new Error('Teams was asked'))

test('a personal chat is the person, by Entra id', async () => {
  expect(await whereAmI(activity({}), neverAsked)).toEqual({ kind: 'known', scope: { kind: 'user', userId } })
})

test.each([
  ['a group chat', '19:0f5d0f5d@thread.v2', '19:0f5d0f5d@thread.v2'],
  ['a thread in a group chat', '19:0f5d0f5d@thread.v2;messageid=1', '19:0f5d0f5d@thread.v2'],
  ['a meeting chat', '19:meeting_MjdhNjM4YzUt+/=@thread.v2', '19:meeting_MjdhNjM4YzUt+/=@thread.v2'],
  ['a chat of two people', '19:a-1_b-2@unq.gbl.spaces', '19:a-1_b-2@unq.gbl.spaces'],
])('%s is that chat', async (_name, id, chatId) => {
  const where = await whereAmI(activity({ type: 'groupChat', id }), neverAsked)
  expect(where).toEqual({ kind: 'known', scope: { kind: 'chat', chatId } })
})

test.each(['19:general@thread.tacv2', '19:old@thread.skype', '..', '19:a/../../users@thread.v3', ''])(
  '%j is no chat',
  async (id) => {
    const where = await whereAmI(activity({ type: 'groupChat', id }), neverAsked)
    expect(where).toEqual({ kind: 'unknown', reason: 'unknown-place' })
  },
)

test('a channel is its team, by the group id of the activity', async () => {
  const channel = {
    type: 'channel',
    id: '19:x@thread.tacv2;messageid=1',
    channelData: { team: { aadGroupId: teamId } },
  }
  expect(await whereAmI(activity(channel), neverAsked)).toEqual({ kind: 'known', scope: { kind: 'team', teamId } })
})

test('a channel whose activity has no group id is asked about at Teams', async () => {
  const asked: string[] = []
  const channel = { type: 'channel', id: '19:x@thread.tacv2', channelData: { team: { id: '19:general@thread.tacv2' } } }
  const where = await whereAmI(activity(channel), async (id) => {
    asked.push(id)
    return teamId
  })
  expect(where).toEqual({ kind: 'known', scope: { kind: 'team', teamId } })
  expect(asked).toEqual(['19:general@thread.tacv2'])
})

test.each([{}, { team: { id: '19:general@thread.tacv2' } }, { team: { aadGroupId: '../me' } }])(
  'a channel whose team stays unknown is said to be unknown: %j',
  async (channelData) => {
    const where = await whereAmI(activity({ type: 'channel', channelData }), async () => null)
    expect(where).toEqual({ kind: 'unknown', reason: 'no-team-id' })
  },
)

test.each([{ aadObjectId: undefined }, { aadObjectId: '' }, { aadObjectId: '..' }, { aadObjectId: 5 }])(
  'a person without an Entra id is nobody to act for: %j',
  async (from) => {
    const where = await whereAmI(activity({ from }), neverAsked)
    expect(where).toEqual({ kind: 'unknown', reason: 'no-person' })
  },
)

test('a kind of conversation that nobody knows is no place', async () => {
  expect(await whereAmI(activity({ type: 'holo' }), neverAsked)).toEqual({ kind: 'unknown', reason: 'unknown-place' })
})
