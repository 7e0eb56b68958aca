import { castTo, type EntityType, isCast, unknownProperty } from './entity-types.ts'
import { badRequest } from './graph-error.ts'

/** A condition of `$filter` on one entity, with all its links in it. */
export type Condition = (entity: unknown) => boolean

/** The names an expression may start with, and what they stand for: the entity itself is ''. */
type Names = { [name: string]: EntityType | null }
type Values = { [name: string]: unknown }
type Read = (values: Values) => unknown
type Cursor = { tokens: string[]; at: number }

/**
 * The operators Microsoft names for these routes: eq, ne, and, or, not, parentheses, `startswith` and `contains`,
 * `any`. Unknown properties and everything else are refused, as Graph does.
 */
export function parseFilter(text: string, type: EntityType): Condition {
  const cursor = { tokens: tokenize(text), at: 0 }
  const read = parseOr(cursor, { '': type })
  if (cursor.at < cursor.tokens.length) throw syntaxError(cursor)
  return (entity) => read({ '': entity }) === true
}

function tokenize(text: string): string[] {
  const pattern = /\s*('(?:[^']|'')*'|[(),:]|[\w.@$/-]+)\s*/y
  const tokens: string[] = []
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(text)
    if (!match?.[1]) throw badRequest(`Invalid filter clause: Syntax error at position ${at} in '${text}'.`)
    tokens.push(match[1])
  }
  return tokens
}

const syntaxError = ({ tokens, at }: Cursor) =>
  badRequest(`Invalid filter clause: Syntax error at '${tokens[at] ?? 'the end'}' in '${tokens.join(' ')}'.`)

function accept(cursor: Cursor, word: string): boolean {
  if (cursor.tokens[cursor.at] !== word) return false
  cursor.at++
  return true
}

function expect(cursor: Cursor, word: string): void {
  if (!accept(cursor, word)) throw syntaxError(cursor)
}

function next(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at]
  if (token === undefined || /^[(),:]$/.test(token)) throw syntaxError(cursor)
  cursor.at++
  return token
}

function parseOr(cursor: Cursor, names: Names): Read {
  const clauses = [parseAnd(cursor, names)]
  while (accept(cursor, 'or')) clauses.push(parseAnd(cursor, names))
  if (clauses.length > MOST_CLAUSES) throw tooManyClauses(clauses.length)
  const [only] = clauses
  return only && clauses.length === 1 ? only : (values) => clauses.some((clause) => clause(values) === true)
}

/** Seen for people (https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1238); no page names a number. */
const MOST_CLAUSES = 15

const tooManyClauses = (clauses: number) =>
  badRequest(
    `Too many child clauses specified in search filter expression containing 'OR' operators: ${clauses}. Max allowed: ${MOST_CLAUSES}.`,
  )

function parseAnd(cursor: Cursor, names: Names): Read {
  const first = parseNot(cursor, names)
  if (!accept(cursor, 'and')) return first
  const second = parseAnd(cursor, names)
  return (values) => first(values) === true && second(values) === true
}

function parseNot(cursor: Cursor, names: Names): Read {
  if (!accept(cursor, 'not')) return parseComparison(cursor, names)
  const inner = parseNot(cursor, names)
  return (values) => inner(values) !== true
}

function parseComparison(cursor: Cursor, names: Names): Read {
  if (accept(cursor, '(')) {
    const inner = parseOr(cursor, names)
    expect(cursor, ')')
    return inner
  }
  const left = parseOperand(cursor, names)
  if (accept(cursor, 'eq')) return compare(left, parseOperand(cursor, names), true)
  if (accept(cursor, 'ne')) return compare(left, parseOperand(cursor, names), false)
  return left
}

const compare =
  (left: Read, right: Read, wanted: boolean): Read =>
  (values) =>
    ((left(values) ?? null) === (right(values) ?? null)) === wanted

function parseOperand(cursor: Cursor, names: Names): Read {
  const token = next(cursor)
  if (token.startsWith("'")) return constant(token.slice(1, -1).replaceAll("''", "'"))
  if (token === 'null') return constant(null)
  if (token === 'true' || token === 'false') return constant(token === 'true')
  if (token === 'startswith' || token === 'contains') return parseFunction(cursor, names, token)
  if (token.endsWith('/any')) return parseAny(cursor, names, token.slice(0, -'/any'.length))
  return readPath(token, names).read
}

const constant =
  (value: unknown): Read =>
  () =>
    value

function parseFunction(cursor: Cursor, names: Names, name: 'startswith' | 'contains'): Read {
  if (names['']?.hasFilterFunctions === false) throw badRequest(`Invalid filter clause: ${name} is not supported.`)
  expect(cursor, '(')
  const subject = parseOperand(cursor, names)
  expect(cursor, ',')
  const part = parseOperand(cursor, names)
  expect(cursor, ')')
  return (values) => {
    const [text, wanted] = [String(subject(values) ?? '').toLowerCase(), String(part(values) ?? '').toLowerCase()]
    return name === 'contains' ? text.includes(wanted) : text.startsWith(wanted)
  }
}

/** `appDefinitions/any(a:a/bot ne null)` */
function parseAny(cursor: Cursor, names: Names, path: string): Read {
  const { read, type } = readPath(path, names)
  expect(cursor, '(')
  const variable = next(cursor)
  expect(cursor, ':')
  const condition = parseOr(cursor, { ...names, [variable]: type })
  expect(cursor, ')')
  return (values) => {
    const items = read(values)
    return Array.isArray(items) && items.some((item) => condition({ ...values, [variable]: item }) === true)
  }
}

/** A path such as `teamsApp/externalId`; a type name in it (`microsoft.graph.aadUserConversationMember`) is a cast. */
function readPath(path: string, names: Names): { read: Read; type: EntityType | null } {
  const steps = path.split('/')
  const [first = ''] = steps
  const isVariable = first !== '' && first in names
  const start = isVariable ? first : ''
  const rest = isVariable ? steps.slice(1) : steps
  const type = checkSteps(rest, names[start] ?? null)
  const properties = rest.filter((step) => !isCast(step))
  const read: Read = (values) => properties.reduce<unknown>((value, step) => property(value, step), values[start])
  return { read, type }
}

function checkSteps(steps: string[], type: EntityType | null): EntityType | null {
  const [step, ...rest] = steps
  if (step === undefined || !type) return type
  if (isCast(step)) return checkSteps(rest, castTo(step, type))
  const linked = type.links[step]
  if (linked) return checkSteps(rest, linked)
  if (type.properties.includes(step)) return null
  throw unknownProperty(step, type)
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : null
}
