/** An id of Entra's: a team's group, a person. */
export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)
}

/** A group or meeting chat, or one between two people. A channel's id looks like a chat's, and is never one. */
export function isChatId(id: string): boolean {
  return /^19:[\w+=/-]{1,300}@(thread\.v2|unq\.gbl\.spaces)$/.test(id)
}
