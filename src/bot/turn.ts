import type { ConversationReference } from 'botbuilder'
import type { Scope } from '../installations/scope.ts'

/** One thing one person asked in one scope. Everything in it comes from the activity, nothing from a card's data. */
export type Turn = {
  tenantId: string
  scope: Scope
  person: { id: string; name: string | null }
  conversation: Partial<ConversationReference>
  /** Ties log lines, Graph's `client-request-id` and the audit together. */
  correlationId: string
}
