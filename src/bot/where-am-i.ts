import type { Activity } from 'botbuilder'
import { isChatId, isGuid } from '../installations/place-ids.ts'
import type { Scope } from '../installations/scope.ts'
import { field } from './activity-fields.ts'

export type Where =
  | { kind: 'known'; scope: Scope }
  | { kind: 'unknown'; reason: 'no-person' | 'no-team-id' | 'unknown-place' }

/** Asks Teams for the Entra group id of a team that the activity named only by its channel-style id. */
export type FindTeamGroupId = (internalTeamId: string) => Promise<string | null>

/**
 * The scope of a turn, from the activity alone (Bot Framework authentication vouches for it). Ids that do not look
 * like what Graph takes count as missing, so that none of them can bend a URL.
 */
export async function whereAmI(activity: Activity, findTeamGroupId: FindTeamGroupId): Promise<Where> {
  if (!isGuid(field(activity.from, 'aadObjectId'))) return { kind: 'unknown', reason: 'no-person' }
  return whichPlace(activity, findTeamGroupId)
}

/** The same for what nobody said: Teams tells of installations, too, and not always of who made them. */
export async function whichPlace(activity: Activity, findTeamGroupId: FindTeamGroupId): Promise<Where> {
  const userId = field(activity.from, 'aadObjectId')
  switch (activity.conversation.conversationType) {
    case 'personal':
      return isGuid(userId)
        ? { kind: 'known', scope: { kind: 'user', userId } }
        : { kind: 'unknown', reason: 'no-person' }
    case 'groupChat':
      return whichChat(activity.conversation.id)
    case 'channel':
      return whichTeam(activity, findTeamGroupId)
    default:
      return { kind: 'unknown', reason: 'unknown-place' }
  }
}

/** A group or meeting chat, without the message a thread id points at. */
function whichChat(conversationId: string): Where {
  const [chatId = ''] = conversationId.split(';')
  return isChatId(chatId)
    ? { kind: 'known', scope: { kind: 'chat', chatId } }
    : { kind: 'unknown', reason: 'unknown-place' }
}

async function whichTeam(activity: Activity, findTeamGroupId: FindTeamGroupId): Promise<Where> {
  const team = field(activity.channelData, 'team')
  const groupId = field(team, 'aadGroupId')
  if (isGuid(groupId)) return { kind: 'known', scope: { kind: 'team', teamId: groupId } }
  const internalId = field(team, 'id') ?? field(activity.channelData, 'teamsTeamId')
  const teamId = typeof internalId === 'string' ? await findTeamGroupId(internalId) : null
  return isGuid(teamId) ? { kind: 'known', scope: { kind: 'team', teamId } } : { kind: 'unknown', reason: 'no-team-id' }
}

/** Where a bot was just installed; only for the words of the welcome card. */
export function welcomePlace({ conversation }: Pick<Activity, 'conversation'>): Scope['kind'] {
  if (conversation.conversationType === 'channel') return 'team'
  return conversation.conversationType === 'groupChat' ? 'chat' : 'user'
}
