import { createHmac } from 'node:crypto'

export type HashIds = {
  /** The same id is always the same hash, so that lines can be told apart and put together. */
  id(id: string): string
  /** Hashes what looks like the id of somebody or some place in a text. */
  within(text: string): string
}

/** Names of fields that hold who, where or which tenant. */
const NAMES = /^(tenant|person|user|team|chat|channel|conversation|place|oid|tid|upn|e?mail|userPrincipalName)(Id)?$/i

/** Kinds of places and the like, which some of these fields hold instead. */
const PLAIN_WORDS = /^[a-z]{2,12}$/

export function namesSomebody(name: string, value: unknown): value is string {
  return typeof value === 'string' && (NAMES.test(name) || name === 'aadObjectId') && !PLAIN_WORDS.test(value)
}

/** Ids of requests and of our own work; a GUID under such a name is nobody's. */
const REQUEST_NAMES = /^(correlation|request|client-?request|rollout|trace|span)-?id$/i

export const namesRequest = (name: string) => REQUEST_NAMES.test(name)

/** GUIDs (not after words that say they are of a request), conversations and people of Teams, mail addresses. */
const GUID = /(?<!(?:trace|correlation|request)[ -]?id:? ?"?)\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi
const IDS_IN_TEXT = [
  /\b(?:19(?::|%3A)[\w.+=%-]{4,}(?:@|%40)[\w.-]+|29(?::|%3A)[\w-]{16,}|8(?::|%3A)orgid(?::|%3A)[\w-]+|a(?::|%3A)1[\w-]{16,})/gi,
  GUID,
  /(?<!:\/\/)\b[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+\b/gi,
]

/** Keyed, because ids of people can be guessed or looked up, and a plain hash of each can be made beforehand. */
export function createHashIds(key: string | Buffer): HashIds {
  const id = (text: string) => `#${createHmac('sha256', key).update(text.toLowerCase()).digest('hex').slice(0, 12)}`
  return { id, within: (text) => IDS_IN_TEXT.reduce((result, pattern) => result.replace(pattern, id), text) }
}
