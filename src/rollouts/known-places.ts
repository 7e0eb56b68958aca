import type { PlaceKind, PlaceRef } from './target.ts'

/** A person's own conversation with the bot, as Bot Framework refers to it; opaque here. */
export type ConversationRef = Record<string, unknown>

/**
 * Where the bot itself is installed, from the activities that Teams sends it: no call to Graph. It may miss places (Teams
 * does not always tell) and may name some that are gone; a rollout finds that out place by place.
 */
export type KnownPlaces = {
  /** Something came from that place, so the app is there. Cheap to repeat. */
  see(tenantId: string, place: PlaceRef, externalId: string): Promise<void>
  forget(tenantId: string, place: PlaceRef, externalId: string): Promise<void>
  count(tenantId: string, externalId: string): Promise<Record<PlaceKind, number>>
  /** The first few, for a sample. */
  some(tenantId: string, externalId: string, limit: number): Promise<PlaceRef[]>
}
