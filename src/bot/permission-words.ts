import type { Permission } from '../installations/permission-set.ts'
import type { PermissionLine, PermissionSection } from './cards.ts'

/**
 * What resource-specific permissions allow, in plain words.
 * https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc/resource-specific-consent
 */
const wordsByName: Readonly<Record<string, string>> = {
  'TeamSettings.Read.Group': 'Read this team’s settings',
  'TeamSettings.ReadWrite.Group': 'Read and change this team’s settings',
  'TeamSettings.Edit.Group': 'Change this team’s settings',
  'ChannelSettings.Read.Group': 'Read the names, descriptions and settings of this team’s channels',
  'ChannelSettings.ReadWrite.Group': 'Change the names, descriptions and settings of this team’s channels',
  'ChannelSettings.Edit.Group': 'Change the names, descriptions and settings of this team’s channels',
  'Channel.Create.Group': 'Create channels in this team',
  'Channel.Delete.Group': 'Delete channels of this team',
  'ChannelMessage.Read.Group': 'Read the messages in this team’s channels',
  'ChannelMessage.Send.Group': 'Send messages to this team’s channels',
  'ChannelMeeting.ReadBasic.Group': 'Read when this team’s channel meetings are and what they are called',
  'ChannelMeetingParticipant.Read.Group': 'Read who takes part in this team’s channel meetings',
  'ChannelMeetingRecording.Read.Group': 'Read the recordings of this team’s channel meetings',
  'ChannelMeetingTranscript.Read.Group': 'Read the transcripts of this team’s channel meetings',
  'ChannelMeetingNotification.Send.Group': 'Send notifications in this team’s channel meetings',
  'ChannelMeetingActiveSpeaker.Read.Group': 'Read who is speaking in this team’s channel meetings',
  'ChannelMeetingAudioVideo.Stream.Group': 'Stream audio and video of this team’s channel meetings',
  'ChannelMeetingIncomingAudio.Detect.Group': 'Notice when incoming audio changes in this team’s channel meetings',
  'ChannelMeetingStage.Write.Group': 'Show content on the stage of this team’s channel meetings',
  'ChannelMember.Read.Group': 'Read who the members of this team’s channels are',
  'ChannelMember.ReadWrite.Group': 'Read, add and remove members of this team’s channels',
  'TeamMember.Read.Group': 'Read who the members of this team are',
  'Member.Read.Group': 'Read who the members of this group are',
  'Owner.Read.Group': 'Read who the owners of this group are',
  'TeamsActivity.Send.Group': 'Send notifications to this team’s members',
  'TeamsAppInstallation.Read.Group': 'Read which apps are installed in this team',
  'TeamsTab.Read.Group': 'Read this team’s tabs',
  'TeamsTab.Create.Group': 'Create tabs in this team',
  'TeamsTab.ReadWrite.Group': 'Read and change this team’s tabs',
  'TeamsTab.Delete.Group': 'Delete this team’s tabs',
  'Chat.Manage.Chat': 'Manage this chat: its settings, apps and tabs',
  'ChatSettings.Read.Chat': 'Read this chat’s settings',
  'ChatSettings.ReadWrite.Chat': 'Read and change this chat’s settings',
  'ChatMessage.Read.Chat': 'Read the messages in this chat',
  'ChatMessage.Send.Chat': 'Send messages to this chat',
  'ChatMessageReadReceipt.Read.Chat': 'See which messages of this chat have been read',
  'ChatMember.Read.Chat': 'Read who the members of this chat are',
  'OnlineMeeting.ReadBasic.Chat': 'Read when the meeting of this chat is and what it is called',
  'OnlineMeeting.Read.Chat': 'Read the details of the meeting of this chat',
  'OnlineMeetingParticipant.Read.Chat': 'Read who takes part in the meeting of this chat',
  'OnlineMeetingParticipant.ToggleIncomingAudio.Chat': 'Switch incoming audio of meeting participants on and off',
  'OnlineMeetingRecording.Read.Chat': 'Read the recordings of this chat’s meeting',
  'OnlineMeetingTranscript.Read.Chat': 'Read the transcripts of this chat’s meeting',
  'OnlineMeetingNotification.Send.Chat': 'Send notifications in the meeting of this chat',
  'OnlineMeetingActiveSpeaker.Read.Chat': 'Read who is speaking in the meeting of this chat',
  'OnlineMeetingAudioVideo.Stream.Chat': 'Stream audio and video of the meeting of this chat',
  'OnlineMeetingIncomingAudio.Detect.Chat': 'Notice when incoming audio changes in the meeting of this chat',
  'MeetingParticipantReaction.Read.Chat': 'Read the reactions of people in the meeting of this chat',
  'InAppPurchase.Allow.Chat': 'Offer this chat’s members purchases inside the app',
  'Calls.AccessMedia.Chat': 'Receive the audio and video of calls in this chat',
  'Calls.JoinGroupCalls.Chat': 'Join calls and meetings of this chat',
  'LiveShareSession.ReadWrite.Chat': 'Take part in shared live sessions of this meeting',
  'LiveShareSession.ReadWrite.Group': 'Take part in shared live sessions of this team’s meetings',
  'MeetingStage.Write.Chat': 'Show content on the stage of this meeting',
  'MeetingStage.Write.Group': 'Show content on the stage of this team’s meetings',
  'MeetingParticipantReaction.Read.Group': 'Read the reactions of people in this team’s channel meetings',
  'InAppPurchase.Allow.Group': 'Offer this team’s members purchases inside the app',
  'TeamsActivity.Send.Chat': 'Send notifications to this chat’s members',
  'TeamsAppInstallation.Read.Chat': 'Read which apps are installed in this chat',
  'TeamsTab.Read.Chat': 'Read this chat’s tabs',
  'TeamsTab.Create.Chat': 'Create tabs in this chat',
  'TeamsTab.ReadWrite.Chat': 'Read and change this chat’s tabs',
  'TeamsTab.Delete.Chat': 'Delete this chat’s tabs',
  'TeamsActivity.Send.User': 'Send you notifications',
  'TeamsAppInstallation.Read.User': 'Read which apps you have installed',
  'InAppPurchase.Allow.User': 'Offer you purchases inside the app',
  'MeetingParticipantReaction.Read.User': 'Read your reactions in meetings',
  'CameraStream.Read.User': 'Read the picture of your camera',
  'MicrophoneStream.Read.User': 'Read the sound of your microphone',
  'OutgoingVideoStream.Write.User': 'Change the video that you send',
}

const actorByType: Record<Permission['permissionType'], string> = {
  application: '(the app by itself)',
  delegated: '(only on behalf of the person using it)',
}

/** A name that is not in the table stands alone, with who would use it: guessed words would be consented to. */
export function permissionLine({ permissionValue, permissionType }: Permission): PermissionLine {
  const words = Object.hasOwn(wordsByName, permissionValue) ? wordsByName[permissionValue] : undefined
  const actor = actorByType[permissionType]
  return { words: words ? `${words} ${actor}` : actor, name: permissionValue }
}

/** The sections that have something in them, in the order given. */
export function permissionSections(titled: [title: string, permissions: Permission[]][]): PermissionSection[] {
  return titled
    .filter(([, permissions]) => permissions.length > 0)
    .map(([title, permissions]) => ({ title, permissions: permissions.map(permissionLine) }))
}
