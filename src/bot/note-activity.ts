import { type Activity, ActivityTypes, TurnContext } from 'botbuilder'
import type { Scope } from '../installations/scope.ts'
import type { NotePlaces } from '../rollouts/note-places.ts'
import type { PlaceRef } from '../rollouts/target.ts'
import { field, tenantOf } from './activity-fields.ts'
import type { Conversations } from './conversations.ts'
import { whichPlace } from './where-am-i.ts'

export type NoteActivityParts = { notePlaces: NotePlaces; findTeamGroupId: Conversations['findTeamGroupId'] }

/** Writes down where an activity came from: the app is there, or was there until now. Never rejects. */
export async function noteActivity(activity: Activity, parts: NoteActivityParts): Promise<void> {
  const tenantId = tenantOf(activity)
  if (!tenantId) return
  const conversation = TurnContext.getConversationReference(activity)
  const findGroup = (internalTeamId: string) => parts.findTeamGroupId(conversation, internalTeamId)
  const where = await whichPlace(activity, findGroup).catch(() => null)
  if (where?.kind !== 'known') return
  if (isGone(activity)) parts.notePlaces.forget(tenantId, placeOf(where.scope))
  else parts.notePlaces.see(tenantId, placeOf(where.scope))
}

/**
 * `remove` alone takes the app away: `remove-upgrade` is a version without a bot, and the app is still there
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events).
 */
function isGone({ type, action, channelData, membersRemoved, recipient }: Activity): boolean {
  if (type === ActivityTypes.InstallationUpdate) return action === 'remove'
  if (type !== ActivityTypes.ConversationUpdate) return false
  const event = field(channelData, 'eventType')
  if (event === 'teamDeleted' || event === 'teamHardDeleted') return true
  // Taken out of one channel it is still in the team.
  if (typeof event === 'string' && event !== 'teamMemberRemoved') return false
  return (membersRemoved ?? []).some(({ id }) => id === recipient?.id)
}

function placeOf(scope: Scope): PlaceRef {
  switch (scope.kind) {
    case 'team':
      return { kind: 'team', id: scope.teamId.toLowerCase() }
    case 'chat':
      return { kind: 'chat', id: scope.chatId }
    case 'user':
    case 'me':
      return { kind: 'user', id: scope.userId.toLowerCase() }
  }
}
