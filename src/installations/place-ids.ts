/** An id of Entra's: a team's group, a person. */
export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)
}

/** A group or meeting chat, or one between two people. A channel's id looks like a chat's, and is never one. */
export function isChatId(id: string): boolean {
  return /^19:[\w+=/-]{1,300}@(thread\.v2|unq\.gbl\.spaces)$/.test(id)
}

/** By the form of its id, which is all that a chat's id tells of it. */
export function isMeetingChat(chatId: string): boolean {
  return chatId.startsWith('19:meeting_')
}
