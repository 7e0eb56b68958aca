import { expect, test } from '@jest/globals'
import { permissionLine, permissionSections } from '../../src/bot/permission-words.ts'
import { byApp, byPerson } from '../support/sample-permissions.ts'

/** https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc/resource-specific-consent (ms.date 2025-02-20) */
const microsoftsTable = {
  Group: [
    'Channel.Create',
    'Channel.Delete',
    'ChannelMeeting.ReadBasic',
    'ChannelMeetingParticipant.Read',
    'ChannelMeetingRecording.Read',
    'ChannelMeetingTranscript.Read',
    'ChannelMeetingNotification.Send',
    'ChannelMessage.Read',
    'ChannelMessage.Send',
    'ChannelSettings.Read',
    'ChannelSettings.ReadWrite',
    'TeamsActivity.Send',
    'TeamsAppInstallation.Read',
    'TeamMember.Read',
    'TeamSettings.Read',
    'TeamSettings.ReadWrite',
    'TeamsTab.Create',
    'TeamsTab.Delete',
    'TeamsTab.Read',
    'TeamsTab.ReadWrite',
    'ChannelMeetingActiveSpeaker.Read',
    'ChannelMeetingAudioVideo.Stream',
    'ChannelMeetingIncomingAudio.Detect',
    'ChannelMeetingStage.Write',
    'InAppPurchase.Allow',
    'LiveShareSession.ReadWrite',
    'MeetingParticipantReaction.Read',
  ],
  Chat: [
    'Calls.AccessMedia',
    'Calls.JoinGroupCalls',
    'ChatSettings.Read',
    'ChatSettings.ReadWrite',
    'ChatMessage.Read',
    'ChatMessageReadReceipt.Read',
    'ChatMember.Read',
    'Chat.Manage',
    'TeamsTab.Read',
    'TeamsTab.Create',
    'TeamsTab.Delete',
    'TeamsTab.ReadWrite',
    'TeamsAppInstallation.Read',
    'TeamsActivity.Send',
    'OnlineMeetingTranscript.Read',
    'OnlineMeeting.ReadBasic',
    'OnlineMeetingRecording.Read',
    'OnlineMeetingNotification.Send',
    'InAppPurchase.Allow',
    'LiveShareSession.ReadWrite',
    'MeetingStage.Write',
    'MeetingParticipantReaction.Read',
    'OnlineMeetingIncomingAudio.Detect',
    'OnlineMeetingActiveSpeaker.Read',
    'OnlineMeetingAudioVideo.Stream',
    'OnlineMeetingParticipant.Read',
    'OnlineMeetingParticipant.ToggleIncomingAudio',
  ],
  User: [
    'CameraStream.Read',
    'InAppPurchase.Allow',
    'MicrophoneStream.Read',
    'MeetingParticipantReaction.Read',
    'OutgoingVideoStream.Write',
    'TeamsActivity.Send',
    'TeamsAppInstallation.Read',
  ],
}

const names = Object.entries(microsoftsTable).flatMap(([scope, list]) => list.map((name) => `${name}.${scope}`))

test.each(names)('%s has words of its own beside its raw name', (name) => {
  const { words, name: raw } = permissionLine(byApp(name))
  expect(raw).toBe(name)
  expect(words).toMatch(/^[A-Z][a-z].{10,} \(the app by itself\)$/)
})

test('no two permissions of Microsoft’s table have the same words', () => {
  const words = names
    .filter((name) => !name.startsWith('ChannelSettings.'))
    .map((name) => permissionLine(byApp(name)).words)
  expect(new Set(words).size).toBe(words.length)
})

test.each(['Something.New.Group', 'constructor', '__proto__', ''])(
  'of an unknown name (%j) it is said that nothing is known, with who would use it and no guessed words',
  (name) => {
    expect(permissionLine(byApp(name))).toEqual({ name, words: 'No description known (the app by itself)' })
    expect(permissionLine(byPerson(name))).toEqual({
      name,
      words: 'No description known (only on behalf of the person using it)',
    })
  },
)

test('sections without permissions are left out, the others keep their order', () => {
  const titles = permissionSections([
    ['New', [byApp('a')]],
    ['Kept', []],
    ['Dropped', [byApp('b')]],
  ]).map(({ title }) => title)
  expect(titles).toEqual(['New', 'Dropped'])
})
