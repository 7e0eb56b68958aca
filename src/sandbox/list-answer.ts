import type { EntityType } from './entity-types.ts'
import { badRequest } from './graph-error.ts'
import type { AllowedOptions, QueryOptions, Shape } from './query-options.ts'
import { readQueryOptions } from './query-options.ts'
import type { Call, Reply } from './route.ts'

export type Listing = {
  type: EntityType
  allowed: AllowedOptions
  entities: object[]
  options?: QueryOptions
  /** Where the page of a route names one; a page is never longer. */
  mostOnPage?: number
}

/** One page of a collection; the link to the next works as it is and in no other way. */
export function listAnswer(call: Call, { type, allowed, entities, options, mostOnPage = 999 }: Listing): Reply {
  const query = options ?? readQueryOptions(call.query, type, allowed)
  if (query.top !== null && query.top > mostOnPage) throw tooMany(query.top, mostOnPage)
  const matching = query.filter ? entities.filter(query.filter) : entities
  const start = query.skipToken === null ? 0 : readSkipToken(query.skipToken, call.address)
  const end = start + (query.top ?? Math.min(call.tenant.behaviours.pageSize, mostOnPage))
  const value = matching.slice(start, end).map((entity) => project(entity, type, query.shape))
  const nextLink = end < matching.length ? { '@odata.nextLink': linkTo(call, end) } : {}
  return { status: 200, body: { '@odata.context': context(call), '@odata.count': value.length, ...nextLink, value } }
}

/** The sentence is that of the OData library for .NET. */
function tooMany(top: number, most: number): Error {
  return badRequest(
    `The limit of '${most}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
  )
}

/** A single entity, with `$select` and `$expand` where its page has them. */
export function entityAnswer(call: Call, { type, allowed, entities: [entity] }: Listing): Reply {
  const { shape } = readQueryOptions(call.query, type, allowed)
  return { status: 200, body: { '@odata.context': `${context(call)}/$entity`, ...project(entity ?? {}, type, shape) } }
}

function project(entity: object, type: EntityType, shape: Shape): object {
  const all = [...type.properties, ...(type.derived?.properties ?? [])]
  const shown = shape.select ?? all.filter((name) => !type.onlyWhenSelected.includes(name))
  return Object.fromEntries(
    Object.entries(entity).flatMap(([name, value]): [string, unknown][] => {
      const linked = type.links[name]
      if (!linked) return shown.includes(name) || name.startsWith('@') ? [[name, value]] : []
      const inner = shape.expand[name]
      return inner ? [[name, expanded(value, linked, inner)]] : []
    }),
  )
}

function expanded(value: unknown, type: EntityType, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map((item) => project(item, type, shape))
  return typeof value === 'object' && value !== null ? project(value, type, shape) : null
}

function context(call: Call): string {
  const path = new URL(call.address).pathname.split('/').slice(2).join('/')
  return `https://graph.microsoft.com/${call.version}/$metadata#${path}`
}

function linkTo(call: Call, start: number): string {
  const query = new URLSearchParams(call.query)
  query.set('$skiptoken', Buffer.from(`${start} ${call.address}`).toString('base64url'))
  return `${call.address}?${query}`
}

function readSkipToken(token: string, address: string): number {
  const [start = '', from] = Buffer.from(token, 'base64url').toString().split(' ')
  if (!/^\d+$/.test(start) || from !== address) throw badRequest('The skip token is not valid.')
  return Number(start)
}
