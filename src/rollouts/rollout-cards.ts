import type { ConversationRef } from './known-places.ts'

/** The message that shows a rollout while it goes on. */
export type RolloutCard = {
  rolloutId: string
  tenantId: string
  /** Messages of one conversation share a pace. */
  conversationId: string
  conversation: ConversationRef
  messageId: string
}

/** `shown` is a fingerprint of what the message shows; null while nobody knows. */
export type TakenCard = RolloutCard & { shown: string | null }

export type LeftCard = { shown: string | null; isFinal: boolean; isUndeliverable: boolean }

export type Taken =
  | { kind: 'taken'; card: TakenCard }
  /** Another process is at it, or somebody is reading: soon. */
  | { kind: 'later' }
  /** There is none, or it cannot be delivered any more. */
  | { kind: 'never' }

/**
 * One living card a rollout, kept in the database so that it outlives the process that showed it, and so that of many
 * processes one at a time changes it. Every method rejects when the store cannot be used.
 */
export type RolloutCards = {
  /**
   * Puts a rollout on a message. A message holds one rollout that is under way: `taken` names the one that it holds
   * already. A rollout that is on another message moves.
   */
  place(card: RolloutCard): Promise<{ kind: 'placed' } | { kind: 'taken'; rolloutId: string }>
  remove(rolloutId: string): Promise<void>
  /** A message is about something else from now on, where it shows a rollout that is over. */
  leave(conversationId: string, messageId: string): Promise<void>
  find(rolloutId: string): Promise<(RolloutCard & { isUndeliverable: boolean }) | null>
  /** Rollouts whose card may not show the end yet. */
  open(): Promise<string[]>
  /** Nobody else changes it until it is put back, or for a minute; `jobId` itself may take it again. */
  take(rolloutId: string, jobId: string): Promise<Taken>
  putBack(rolloutId: string, jobId: string, left: LeftCard): Promise<void>
  /** Whether a message of this conversation may be changed now: the last change was long enough ago. Counts as one. */
  mayEdit(conversationId: string): Promise<boolean>
  /** The change is done: the next one's time counts from here. */
  edited(conversationId: string): Promise<void>
  /** Leaves it alone for so long: somebody is being asked something on it. */
  hold(rolloutId: string, seconds: number): Promise<void>
}
