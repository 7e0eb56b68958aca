import type { Standing } from '../installations/authority.ts'
import type { TenantDirectory } from '../installations/tenant-directory.ts'
import type { Conversations, RosterMember } from './conversations.ts'
import type { Turn } from './turn.ts'

export type StandingParts = {
  conversations: Pick<Conversations, 'findMember' | 'findMeetingRole'>
  directory(tenantId: string): TenantDirectory
}

/** Who the person of a turn is where they ask, read anew (or a minute old at most) whenever they ask. */
export type FindStanding = (turn: Turn, options: { withConsent: boolean }) => Promise<Standing>

export function createFindStanding({ conversations, directory }: StandingParts): FindStanding {
  return async (turn, { withConsent }) => {
    if (turn.scope.kind === 'team') return standingInTeam(turn.scope.teamId, turn, directory(turn.tenantId))
    const why = outsideBecause(await conversations.findMember(turn.conversation, turn.person.teamsId), turn.tenantId)
    if (why) return { place: 'outside', why }
    if (turn.scope.kind !== 'chat') return { place: 'personal' }
    if (!isMeeting(turn)) return { place: 'chat' }
    return { place: 'meeting', role: withConsent ? await conversations.findMeetingRole(turn) : 'unknown' }
  }
}

/**
 * A person the roster does not show is nobody to act for: refused rather than guessed. Where it shows them without a
 * tenant, the conversation's counts: docs/decisions/people-whose-tenant-the-roster-does-not-tell.md says why.
 */
export function outsideBecause(
  member: RosterMember | null,
  tenantId: string,
): 'guest' | 'other-tenant' | 'unknown' | null {
  if (member === null || member.role === 'anonymous') return 'unknown'
  if (member.role === 'guest') return 'guest'
  return member.tenantId !== null && member.tenantId !== tenantId ? 'other-tenant' : null
}

function isMeeting({ scope, meetingId }: Turn): boolean {
  return meetingId !== null || (scope.kind === 'chat' && scope.chatId.startsWith('19:meeting_'))
}

/** By Graph's membership, never by the roster: a client shows the roster, an owner decides by membership. */
async function standingInTeam(teamId: string, turn: Turn, directory: TenantDirectory): Promise<Standing> {
  const answer = await directory.teamRole(teamId, turn.person.id, { correlationId: turn.correlationId })
  if (answer.kind !== 'ok') {
    const detail = 'detail' in answer ? answer.detail : 'Graph asked to wait'
    const permissions = ['TeamMember.Read.Group', 'TeamMember.Read.All']
    const sentence = `Who owns this team cannot be read (${detail}). The bot needs one of '${permissions.join("', '")}' to know who may upgrade here.`
    return { place: 'unreadable', permissions, detail: sentence, requestId: answer.requestId }
  }
  const { role, owners } = answer.value
  if (role === 'guest') return { place: 'outside', why: 'guest' }
  return { place: 'team', role, owners }
}
