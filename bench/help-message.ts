import { randomUUID } from 'node:crypto'

const tenantId = '11111111-1111-4111-8111-111111111111'

/**
 * `help`, as Teams delivers it from a group chat: about 1.2 kB, with a mention. Every call is another message, because
 * the product answers a re-delivered id only once. `help` calls no Graph, so what is measured is the bot alone.
 */
export function helpMessage(serviceUrl: string): string {
  const bot = { id: '28:aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', name: 'Upgrade Assistant' }
  const sentAt = new Date().toISOString()
  return JSON.stringify({
    text: '<at>Upgrade Assistant</at> help\n',
    textFormat: 'plain',
    attachments: [
      { contentType: 'text/html', content: '<p><span itemtype="http://schema.skype.com/Mention">Bot</span> help</p>' },
    ],
    type: 'message',
    timestamp: sentAt,
    localTimestamp: sentAt,
    localTimezone: 'Europe/Berlin',
    id: randomUUID(),
    channelId: 'msteams',
    serviceUrl,
    from: {
      id: '29:1HkZ3nQwPqEmFv0t8LxYcRj5sUaTbGdKoWiNeMlSxVqA',
      name: 'Alice Adams',
      aadObjectId: '22222222-2222-4222-8222-000000000001',
    },
    conversation: { isGroup: true, conversationType: 'groupChat', tenantId, id: '19:groupchat0001@thread.v2' },
    recipient: bot,
    entities: [
      { mentioned: bot, text: '<at>Upgrade Assistant</at>', type: 'mention' },
      { locale: 'en-US', country: 'US', platform: 'Web', timezone: 'Europe/Berlin', type: 'clientInfo' },
    ],
    channelData: { tenant: { id: tenantId }, source: { name: 'text' } },
    locale: 'en-US',
  })
}
