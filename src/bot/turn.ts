import type { ConversationReference } from 'botbuilder'
import type { Scope } from '../installations/scope.ts'
import type { CardView } from './cards.ts'
import type { Pressed } from './pressed-data.ts'

/** One thing one person asked in one scope. Who, where and in which tenant come from the activity alone. */
export type Turn = {
  tenantId: string
  scope: Scope
  via: 'typed' | 'pressed'
  /** `id` is the Entra object id, `teamsId` what Teams calls the person in this conversation. */
  person: { id: string; teamsId: string; name: string | null }
  /** The meeting that a chat belongs to. */
  meetingId: string | null
  conversation: Partial<ConversationReference>
  /** What stood behind the command's words, in lower case: the name in `upgrade <name>`. */
  argument: string | null
  /** Opaque references out of a button. They carry no authority: each is looked up again in this turn's scope. */
  pressed: Pressed
  /** The message whose button was pressed; null for what was typed, and where Teams does not tell. */
  messageId: string | null
  /** Ties log lines, Graph's `client-request-id` and the audit together. */
  correlationId: string
  /** Shows how far the work is, if it takes long enough for anybody to see. */
  show(view: CardView): void
}
