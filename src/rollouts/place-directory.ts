import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import type { PlaceKind, PlaceRef } from './target.ts'

/** One page of places, and where the next one begins; null at the end. */
export type PlacePage = {
  places: PlaceRef[]
  next: Record<string, unknown> | null
  /** On the last page, of the whole list: whose chats Graph does not show; null where there is nobody. */
  hidden: HiddenChats | null
}

/** So many people `of` those that were asked for, and Graph's words about one of them. */
export type HiddenChats = { people: number; of: number; detail: string }

/**
 * Every place of a tenant, page by page. Implemented in `graph/`. Chats come by way of the people who are in them, since
 * an application cannot list the chats of a tenant; the same chat may come many times. `unclear` is the answer to a page
 * itself: one that goes on (`after`) may be too old.
 */
export type PlaceDirectory = {
  page(kind: PlaceKind, after: Record<string, unknown> | null, call: CallContext): Promise<Answer<PlacePage>>
}

/** Which groups out of some a person is in, nested ones counted. Implemented in `graph/`. */
export type GroupMembership = {
  memberOf(userId: string, groupIds: string[], call: CallContext): Promise<Answer<string[]>>
}
