import { types } from 'node:util'
import { type HashIds, namesRequest, namesSomebody } from './hash-ids.ts'
import { hideSecrets } from './hide-secrets.ts'

const REDACTED = '[redacted]'
const MAX_DEPTH = 8
const MAX_ITEMS = 100
const MAX_TEXT_LENGTH = 4_000

/** Names of fields that hold secrets, as they are usually spelled; any name that contains one of SECRET_WORDS counts. */
export const SECRET_NAMES = ['authorization', 'token', 'accessToken', 'password', 'secret', 'clientSecret', 'assertion']

const SECRET_WORDS = /authorization|token|password|passwd|secret|assertion|cookie|private.?key|api.?key/i

// C0, DEL and C1, line separators, and the marks that turn the direction of text: none may forge or hide a line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

export type Redaction = {
  /** A text as it may stand in a log: without secrets, ids hashed, without control characters, not endless. */
  text(text: string): string
  /**
   * A copy of the data of one log line in which no secret is left and nobody is named, at any depth: fields are judged
   * by their name, texts by their shape. Errors become plain objects; of their own fields only those that say what
   * happened are kept.
   */
  fields(data: Record<string, unknown>): Record<string, unknown>
}

export function createRedaction(ids: HashIds): Redaction {
  return {
    text: (text) => ids.within(redactText(text)),
    fields: (data) => redactFields(data, MAX_DEPTH, ids),
  }
}

/** Keeps ids. */
function redactText(text: string): string {
  // Looks further than it shows, so that a secret is not missed because its end was cut off.
  const start = text.slice(0, 2 * MAX_TEXT_LENGTH)
  const line = hideSecrets(start).replace(CONTROL_CHARACTERS, ' ')
  return line.length > MAX_TEXT_LENGTH ? `${line.slice(0, MAX_TEXT_LENGTH)}…` : line
}

function redactFields(fields: object, depthLeft: number, ids: HashIds): Record<string, unknown> {
  const entries = Object.entries(fields).slice(0, MAX_ITEMS)
  return Object.fromEntries(
    entries.map(([name, value]) => [ids.within(redactText(name)), redactField(name, value, { depthLeft, ids })]),
  )
}

function redactField(name: string, value: unknown, { depthLeft, ids }: { depthLeft: number; ids: HashIds }): unknown {
  if (isSecret(name, value)) return REDACTED
  if (namesSomebody(name, value)) return ids.id(value)
  if (namesRequest(name) && typeof value === 'string') return redactText(value)
  return redactValue(value, depthLeft - 1, ids)
}

/** A number or a yes/no under such a name (`tokenExpiresInSeconds`) is no secret. */
function isSecret(name: string, value: unknown): boolean {
  const canHold = typeof value === 'string' || (typeof value === 'object' && value !== null)
  return canHold && SECRET_WORDS.test(name)
}

function redactValue(value: unknown, depthLeft: number, ids: HashIds): unknown {
  if (typeof value === 'string') return ids.within(redactText(value))
  if (typeof value === 'bigint' || typeof value === 'symbol') return redactText(String(value))
  if (typeof value !== 'object' || value === null) return value
  if (depthLeft <= 0) return '[deeper]'
  if (isError(value)) return describeError(value, depthLeft, ids)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redactValue(item, depthLeft - 1, ids))
  return isPlainObject(value) ? redactFields(value, depthLeft, ids) : `[${value.constructor?.name ?? 'object'}]`
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value)
}

/** Errors of HTTP clients carry whole requests, headers included, so fields are chosen, not left out. */
const FIELDS_OF_ERRORS = ['code', 'status', 'statusCode', 'requestId', 'syscall', 'address', 'port', 'path', 'method']

function describeError(error: Error, depthLeft: number, ids: HashIds): Record<string, unknown> {
  const own = Object.entries(error).filter(([name, value]) => FIELDS_OF_ERRORS.includes(name) && !isSecret(name, value))
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: redactText(error.name),
    message: ids.within(redactText(error.message)),
    ...Object.fromEntries(own.map(([name, value]) => [name, redactField(name, value, { depthLeft, ids })])),
    ...(frames.length > 0 && { stack: frames.map((frame) => redactText(frame.trim())).join('\n') }),
    ...(error.cause !== undefined && { cause: redactValue(error.cause, depthLeft - 1, ids) }),
  }
}
