import type { ConversationRef } from './known-places.ts'

/** Where an admin has talked to the bot alone. */
export type AdminConversation = { personId: string; conversation: ConversationRef }

/** The personal chats of admins, for what they should hear of by themselves. */
export type AdminConversations = {
  keep(tenantId: string, admin: AdminConversation): Promise<void>
  /** Nobody can be told anything there any more. */
  forget(tenantId: string, personId: string): Promise<void>
  of(tenantId: string): Promise<AdminConversation[]>
  tenants(): Promise<string[]>
}

/** What was told to whom about new versions. */
export type VersionOffers = {
  /** Null: nothing yet. */
  last(tenantId: string, appId: string, personId: string): Promise<string | null>
  /** True for whoever says it first: of many processes one tells it. */
  claim(offer: { tenantId: string; appId: string; personId: string; version: string }): Promise<boolean>
}
