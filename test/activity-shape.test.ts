import { expect, test } from '@jest/globals'
import { isActivity } from '../src/activity-shape.ts'

const tenant = { id: '11111111-1111-4111-8111-111111111111' }
const from = { id: '29:1-alice', name: 'Alice Adams', aadObjectId: '22222222-2222-4222-8222-000000000001' }
const recipient = { id: '28:aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', name: 'Acme Bot' }
const message = {
  type: 'message',
  id: '1700000000001',
  channelId: 'msteams',
  serviceUrl: 'http://localhost:56150/_connector',
  from,
  recipient,
  conversation: { conversationType: 'personal', tenantId: tenant.id, id: 'a:1personal-alice' },
  channelData: { tenant },
  text: 'upgrade app',
  textFormat: 'plain',
  entities: [{ type: 'clientInfo', locale: 'en-US' }],
  attachments: [],
}
const channel = { isGroup: true, conversationType: 'channel', tenantId: tenant.id, id: '19:a@thread.tacv2;messageid=1' }

test.each([
  ['a personal message', message],
  [
    'a channel message',
    { ...message, conversation: channel, channelData: { tenant, team: { id: '19:a' }, channel: { id: '19:a' } } },
  ],
  ['an Action.Submit', { ...message, text: undefined, value: { verb: 'upgrade' }, replyToId: '1' }],
  [
    'an Action.Execute',
    { ...message, type: 'invoke', name: 'adaptiveCard/action', value: { action: { type: 'Action.Execute' } } },
  ],
  ['an installationUpdate', { ...message, type: 'installationUpdate', action: 'add' }],
  [
    'an installationUpdate of an upgrade, without channelData',
    { ...message, type: 'installationUpdate', action: 'upgrade', channelData: undefined },
  ],
  ['a conversationUpdate', { ...message, type: 'conversationUpdate', membersAdded: [recipient, from] }],
  ['a reaction', { ...message, type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }],
  ['a type nobody knows yet', { ...message, type: 'somethingOf2031', payload: [1, 2] }],
  [
    'null for what is absent',
    { ...message, text: null, channelData: null, entities: null, replyToId: null, recipient: null },
  ],
  [
    'the least there is',
    { type: 'typing', channelId: 'msteams', serviceUrl: 'x', from: { id: '2' }, conversation: { id: 'a' } },
  ],
  ['a channel and an address that later checks refuse', { ...message, channelId: '', serviceUrl: '' }],
])('%s is an activity', (_what, value) => {
  expect(isActivity(JSON.parse(JSON.stringify(value)))).toBe(true)
})

test.each([
  ['a type that is a number', { ...message, type: 5 }],
  ['an empty type', { ...message, type: '' }],
  ['no type', { ...message, type: undefined }],
  ['no conversation', { ...message, conversation: undefined }],
  ['a conversation that is a text', { ...message, conversation: 'a:1' }],
  ['a conversation without an id', { ...message, conversation: {} }],
  ['a conversation with an empty id', { ...message, conversation: { id: '' } }],
  ['a tenant that is a list', { ...message, conversation: { id: 'a', tenantId: [tenant.id] } }],
  ['a conversation type that is an object', { ...message, conversation: { id: 'a', conversationType: {} } }],
  ['no channel', { ...message, channelId: undefined }],
  ['no address to answer to', { ...message, serviceUrl: undefined }],
  ['an address that is an object', { ...message, serviceUrl: { href: 'https://smba.trafficmanager.net' } }],
  ['nobody who sent it', { ...message, from: undefined }],
  ['a sender without an id', { ...message, from: { name: 'Alice' } }],
  ['a recipient without an id', { ...message, recipient: {} }],
  ['a text that is a number', { ...message, text: 5 }],
  ['a text that is an object', { ...message, text: { toString: 'x' } }],
  ['entities that are no list', { ...message, entities: {} }],
  ['entities with a hole', { ...message, entities: [null] }],
  ['attachments that are a text', { ...message, attachments: 'x' }],
  ['members that are texts', { ...message, membersAdded: ['28:a'] }],
  ['members that are an object', { ...message, membersRemoved: { 0: from } }],
  ['channelData that is a text', { ...message, channelData: 'tenant' }],
  ['a name that is a number', { ...message, type: 'invoke', name: 1 }],
  ['a list', [message]],
  ['null', null],
  ['a text', 'message'],
])('%s is no activity', (_what, value) => {
  expect(isActivity(JSON.parse(JSON.stringify(value)))).toBe(false)
})
