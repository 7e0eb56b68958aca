import { type Activity, type CloudAdapter, type ConversationReference, TeamsInfo, type TurnContext } from 'botbuilder'
import { boundedCache } from '../bounded-cache.ts'
import { inTime } from '../in-time.ts'
import { isGuid } from '../installations/place-ids.ts'
import { field } from './activity-fields.ts'
import type { Card } from './cards.ts'
import { repeatConnectorCall } from './repeat-connector-call.ts'
import type { Turn } from './turn.ts'

export type Reference = Partial<ConversationReference>

/** A person as the conversation's roster knows them. */
export type RosterMember = { role: 'user' | 'guest' | 'anonymous'; tenantId: string | null }

export type MeetingRole = 'organizer' | 'presenter' | 'attendee' | 'unknown'

/** What the bot says and asks outside a turn: a turn's context ends with its HTTP request, work may take longer. */
export type Conversations = {
  /** @returns the new message's id. Never repeat it after an error: the message may be there all the same. */
  send(conversation: Reference, card: Card): Promise<string | null>
  /** Replaces a message of the bot; may be repeated. */
  update(conversation: Reference, messageId: string, card: Card): Promise<void>
  /** The Entra group id behind a team's channel-style id; null when Teams does not tell. */
  findTeamGroupId(conversation: Reference, internalTeamId: string): Promise<string | null>
  /** Null when Teams does not tell. At most a minute old. */
  findMember(conversation: Reference, teamsId: string): Promise<RosterMember | null>
  findMeetingRole(turn: Turn): Promise<MeetingRole>
}

export function cardMessage(card: Card): Partial<Activity> {
  const text = field(card, 'fallbackText')
  return {
    type: 'message',
    ...(typeof text === 'string' ? { summary: text } : {}),
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  }
}

/** A role may be up to this old at the moment of the act (design.md section 5 allows 60 seconds). */
const rosterCacheMs = 45_000

/** @param perf the clock that the roster grows old by. The SDK itself would wait for Teams without an end. */
export function createConversations(
  adapter: CloudAdapter,
  botId: string,
  { perf = performance, timeoutMs = 10_000 }: { perf?: { now(): number }; timeoutMs?: number } = {},
): Conversations {
  const within: Within = async (conversation, act) => {
    let result: Awaited<ReturnType<typeof act>> | undefined
    const acted = adapter.continueConversationAsync(botId, conversation, async (context) => {
      result = await act(context)
    })
    await inTime(acted, timeoutMs, 'Teams did not answer in time')
    return result
  }
  return {
    async send(conversation, card) {
      const send = () => within(conversation, (context) => context.sendActivity(cardMessage(card)))
      const sent = await repeatConnectorCall(send, 'create')
      return sent?.id || null
    },
    async update(conversation, messageId, card) {
      const message = { ...cardMessage(card), id: messageId }
      await repeatConnectorCall(() => within(conversation, (context) => context.updateActivity(message)), 'update')
    },
    ...createRoster(within, perf),
  }
}

type Within = <T>(conversation: Reference, act: (context: TurnContext) => Promise<T>) => Promise<T | undefined>

/** What Teams knows of teams and people, through the connector: no Graph permission is needed for it. */
function createRoster(
  within: Within,
  perf: { now(): number },
): Pick<Conversations, 'findTeamGroupId' | 'findMember' | 'findMeetingRole'> {
  // A team keeps its group id for life, so it is asked for once.
  const groupIds = boundedCache<string>(10_000)
  const ask: Within = (conversation, act) => repeatConnectorCall(() => within(conversation, act), 'read')
  const members = boundedCache<RosterMember>(10_000, { ttl: rosterCacheMs, ttlResolution: 0, perf })
  return {
    async findTeamGroupId(conversation, internalTeamId) {
      const known = groupIds.get(internalTeamId)
      if (known) return known
      const details = await ask(conversation, (context) => TeamsInfo.getTeamDetails(context, internalTeamId))
      const groupId = details?.aadGroupId
      if (groupId) groupIds.set(internalTeamId, groupId)
      return groupId ?? null
    },
    async findMember(conversation, teamsId) {
      const key = JSON.stringify([conversation.conversation?.id, teamsId])
      const known = members.get(key)
      if (known) return known
      const account = await ask(conversation, (context) => TeamsInfo.getMember(context, teamsId)).catch(() => null)
      if (!account) return null
      const member = { role: roleOf(account.userRole), tenantId: tenantIdOf(account) }
      members.set(key, member)
      return member
    },
    async findMeetingRole({ conversation, meetingId, scope, person, tenantId }) {
      const id = meetingId ?? meetingIdOfChat(scope)
      if (id === null) return 'unknown'
      const participant = await ask(conversation, (context) =>
        TeamsInfo.getMeetingParticipant(context, id, person.id, tenantId),
      ).catch(() => null)
      return meetingRoleOf(field(field(participant, 'meeting'), 'role'))
    },
  }
}

/** How Teams writes a meeting's id where an activity does not carry it: base64 of `0#<chat>#0`. */
function meetingIdOfChat(scope: Turn['scope']): string | null {
  return scope.kind === 'chat' ? Buffer.from(`0#${scope.chatId}#0`).toString('base64') : null
}

function roleOf(userRole: string | undefined): RosterMember['role'] {
  const role = userRole?.toLowerCase()
  return role === 'guest' || role === 'anonymous' ? role : 'user'
}

function tenantIdOf(account: object): string | null {
  const tenantId = field(account, 'tenantId')
  return isGuid(tenantId) ? tenantId.toLowerCase() : null
}

function meetingRoleOf(role: unknown): MeetingRole {
  const name = typeof role === 'string' ? role.toLowerCase() : ''
  return name === 'organizer' || name === 'presenter' || name === 'attendee' ? name : 'unknown'
}
