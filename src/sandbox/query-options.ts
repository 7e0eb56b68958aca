import { castTo, type EntityType, isCast, unknownProperty } from './entity-types.ts'
import { type Condition, parseFilter } from './filter.ts'
import { badRequest } from './graph-error.ts'

/** Which options a route's page names; everything else is refused. */
export type AllowedOptions = ('$filter' | '$select' | '$expand' | '$top' | '$count')[]

export type Shape = { select: string[] | null; expand: { [link: string]: Shape } }

export type QueryOptions = {
  filter: Condition | null
  shape: Shape
  top: number | null
  skipToken: string | null
  filterText: string
}

/** Reads the query of a request on entities of one type; throws Graph's 400 for what this route does not support. */
export function readQueryOptions(query: URLSearchParams, type: EntityType, allowed: AllowedOptions): QueryOptions {
  for (const name of query.keys()) {
    if (query.getAll(name).length > 1) throw badRequest(`Query option '${name}' was specified more than once.`)
    if (name !== '$skiptoken' && !allowed.some((option) => option === name)) throw notAllowed(name)
  }
  const filterText = query.get('$filter') ?? ''
  return {
    filter: query.has('$filter') ? parseFilter(filterText, type) : null,
    filterText,
    shape: readShape(type, query.get('$select'), query.get('$expand')),
    top: query.has('$top') ? readTop(query.get('$top') ?? '') : null,
    skipToken: query.get('$skiptoken'),
  }
}

/** The sentence was seen for `$top` on installedApps (repo rknightion/graph2otel); the others are made alike. */
function notAllowed(name: string): Error {
  const known = /^\$(top|skip|orderby|count|search|filter|select|expand)$/.exec(name)?.[1]
  if (!known) return badRequest(`The query parameter '${name}' is not supported.`)
  return badRequest(`Query option '${known.charAt(0).toUpperCase()}${known.slice(1)}' is not allowed`)
}

function readTop(text: string): number {
  const top = Number(text)
  if (!/^\d+$/.test(text) || top < 1 || top > 999) throw badRequest(`Invalid value '${text}' for $top.`)
  return top
}

function readShape(type: EntityType, select: string | null, expand: string | null): Shape {
  const links = expand === null ? [] : splitOutside(expand, ',').map((item) => readLink(type, item))
  return {
    select: select === null ? null : select.split(',').map((name) => selected(type, name.trim())),
    expand: Object.fromEntries(links),
  }
}

function selected(type: EntityType, name: string): string {
  const [cast, own] = name.split('/')
  if (cast && own && isCast(cast)) return selected(castTo(cast, type), own)
  const found = [...type.properties, ...Object.keys(type.links)].find((known) => isSameName(known, name))
  if (found) return found
  throw unknownProperty(name, type)
}

/** `teamsAppDefinition` or `appDefinitions($select=id,authorization;$expand=bot)`. */
function readLink(type: EntityType, item: string): [link: string, shape: Shape] {
  const match = /^(\w+)(?:\((.*)\))?$/s.exec(item.trim())
  const link = Object.keys(type.links).find((name) => isSameName(name, match?.[1] ?? ''))
  const linked = link && type.links[link]
  if (!link || !linked) throw unknownProperty(item, type)
  const options = new URLSearchParams(splitOutside(match?.[2] ?? '', ';').map(readOption))
  for (const name of options.keys()) {
    if (name !== '$select' && name !== '$expand') throw badRequest(`The query parameter '${name}' is not supported.`)
  }
  return [link, readShape(linked, options.get('$select'), options.get('$expand'))]
}

function readOption(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  return [text.slice(0, at).trim(), text.slice(at + 1)]
}

/** Splits a list whose items may hold lists of their own in parentheses. */
function splitOutside(text: string, separator: string): string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if (character === '(') depth++
    if (character === ')') depth--
    if (character === separator && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + character)
  }
  return parts.filter((part) => part.trim() !== '')
}

const isSameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
