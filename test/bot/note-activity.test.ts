import { describe, expect, test } from '@jest/globals'
import type { Activity } from 'botbuilder'
import { noteActivity } from '../../src/bot/note-activity.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'

const places = {
  personal: { conversation: { id: 'a:1', conversationType: 'personal', tenantId: acmeIds.tenant } },
  group: { conversation: { id: acmeIds.groupChat, conversationType: 'groupChat', tenantId: acmeIds.tenant } },
  channel: {
    conversation: { id: '19:c@thread.tacv2', conversationType: 'channel', tenantId: acmeIds.tenant },
    channelData: { team: { id: acmeIds.teamInternal, aadGroupId: acmeIds.team } },
  },
}

async function noted(activity: object): Promise<string[]> {
  const notes: string[] = []
  const whole = {
    type: 'message',
    channelId: 'msteams',
    serviceUrl: 'https://teams.example/',
    from: { id: '29:alice', aadObjectId: acmeIds.alice },
    recipient: { id: '28:bot' },
    ...activity,
  }
  await noteActivity(whole as Activity, {
    notePlaces: {
      see: (_, { kind, id }) => notes.push(`+ ${kind} ${id}`),
      forget: (_, { kind, id }) => notes.push(`- ${kind} ${id}`),
    },
    findTeamGroupId: async () => acmeIds.team,
  })
  return notes
}

describe('the app is known to be', () => {
  test('with the person of a personal chat, in a group chat and in a team', async () => {
    expect(await noted(places.personal)).toEqual([`+ user ${acmeIds.alice}`])
    expect(await noted(places.group)).toEqual([`+ chat ${acmeIds.groupChat}`])
    expect(await noted(places.channel)).toEqual([`+ team ${acmeIds.team}`])
  })

  test('in a team that the activity names only by its channel-style id', async () => {
    const activity = { ...places.channel, channelData: { team: { id: acmeIds.teamInternal } } }
    expect(await noted(activity)).toEqual([`+ team ${acmeIds.team}`])
  })

  test.each(['add', 'add-upgrade', 'upgrade', 'remove-upgrade', 'something-new'])(
    'where an installation tells of %s, whoever made it',
    async (action) => {
      const activity = { type: 'installationUpdate', action, from: { id: '29:somebody' } }
      expect(await noted({ ...places.group, ...activity })).toEqual([`+ chat ${acmeIds.groupChat}`])
    },
  )

  test('where other people and channels come and go', async () => {
    const others = { type: 'conversationUpdate', membersRemoved: [{ id: '29:bob' }] }
    expect(await noted({ ...places.channel, ...others })).toEqual([`+ team ${acmeIds.team}`])
    const one = { ...places.channel.channelData, eventType: 'channelMemberRemoved' }
    const ofOneChannel = { ...others, membersRemoved: [{ id: '28:bot' }], channelData: one }
    expect(await noted({ ...places.channel, ...ofOneChannel })).toEqual([`+ team ${acmeIds.team}`])
  })
})

describe('the app is known to be gone', () => {
  test('where it was removed', async () => {
    expect(await noted({ ...places.personal, type: 'installationUpdate', action: 'remove' })).toEqual([
      `- user ${acmeIds.alice}`,
    ])
  })

  test('where the bot is no member any more, and with a team that is deleted', async () => {
    const removed = { type: 'conversationUpdate', membersRemoved: [{ id: '28:bot' }] }
    expect(await noted({ ...places.group, ...removed })).toEqual([`- chat ${acmeIds.groupChat}`])
    const channelData = { ...places.channel.channelData, eventType: 'teamDeleted' }
    expect(await noted({ ...places.channel, type: 'conversationUpdate', channelData })).toEqual([
      `- team ${acmeIds.team}`,
    ])
  })
})

test('what comes from nowhere known is not written down', async () => {
  expect(await noted({ conversation: { id: 'x', conversationType: 'personal' } })).toEqual([])
  expect(
    await noted({ ...places.group, conversation: { ...places.group.conversation, id: '19:x@thread.tacv2' } }),
  ).toEqual([])
  expect(await noted({ ...places.personal, from: { id: '29:x' } })).toEqual([])
})
