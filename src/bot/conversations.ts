import { type Activity, type CloudAdapter, type ConversationReference, TeamsInfo, type TurnContext } from 'botbuilder'
import { LRUCache } from 'lru-cache'
import { field } from './activity-fields.ts'
import type { Card } from './cards.ts'

/** What the bot says outside a turn: a turn's context ends with its HTTP request, work may take longer. */
export type Conversations = {
  /** @returns the new message's id. Never repeat it after an error: the message may be there all the same. */
  send(conversation: Partial<ConversationReference>, card: Card): Promise<string | null>
  /** Replaces a message of the bot; may be repeated. */
  update(conversation: Partial<ConversationReference>, messageId: string, card: Card): Promise<void>
  /** The Entra group id behind a team's channel-style id; null when Teams does not tell. */
  findTeamGroupId(conversation: Partial<ConversationReference>, internalTeamId: string): Promise<string | null>
}

export function cardMessage(card: Card): Partial<Activity> {
  const text = field(card, 'fallbackText')
  return {
    type: 'message',
    ...(typeof text === 'string' ? { summary: text } : {}),
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  }
}

export function createConversations(adapter: CloudAdapter, botId: string): Conversations {
  // A team keeps its group id for life, so it is asked for once.
  const groupIds = new LRUCache<string, string>({ max: 10_000 })
  const within = async <T>(conversation: Partial<ConversationReference>, act: (context: TurnContext) => Promise<T>) => {
    const results: T[] = []
    await adapter.continueConversationAsync(botId, conversation, async (context) => {
      results.push(await act(context))
    })
    return results[0]
  }
  return {
    async send(conversation, card) {
      const sent = await within(conversation, (context) => context.sendActivity(cardMessage(card)))
      return sent?.id || null
    },
    async update(conversation, messageId, card) {
      await within(conversation, (context) => context.updateActivity({ ...cardMessage(card), id: messageId }))
    },
    async findTeamGroupId(conversation, internalTeamId) {
      const known = groupIds.get(internalTeamId)
      if (known) return known
      const details = await within(conversation, (context) => TeamsInfo.getTeamDetails(context, internalTeamId))
      const groupId = details?.aadGroupId
      if (groupId) groupIds.set(internalTeamId, groupId)
      return groupId ?? null
    },
  }
}
