import { badRequest } from './graph-error.ts'
import type { GraphVersion } from './route.ts'

/** The part of Graph's metadata that `$filter`, `$select` and `$expand` are checked against. */
export type EntityType = {
  name: string
  properties: string[]
  /** Left out of an answer unless named in `$select`. */
  onlyWhenSelected: string[]
  /** What `$expand` may name. */
  links: { [name: string]: EntityType }
  /** The type that its entities really have: its own properties are named with a cast, `microsoft.graph.{name}/{property}`. */
  derived?: { name: string; properties: string[] }
  /** False where the page names only eq, ne, and, or, not: then `contains` and `startswith` are refused. */
  hasFilterFunctions?: boolean
}

const type = (name: string, properties: string[], links: EntityType['links'] = {}): EntityType => ({
  name,
  properties,
  onlyWhenSelected: [],
  links,
})

export const bot = type('teamworkBot', ['id'])

export const teamsApp = type('teamsApp', ['id', 'externalId', 'displayName', 'distributionMethod'])

/** Beta adds `azureADAppId` and spells one property in lower case (msgraph-metadata, schemas/beta-Prod.csdl). */
export function teamsAppDefinition(version: GraphVersion): EntityType {
  const shortDescription = version === 'beta' ? ['shortdescription', 'azureADAppId'] : ['shortDescription']
  const properties = ['id', 'teamsAppId', 'displayName', 'version', 'publishingState', 'description', 'authorization']
  const described = [...properties, ...shortDescription, 'lastModifiedDateTime', 'createdBy']
  return type('teamsAppDefinition', described, { bot })
}

/** "You can use any of the following filter operations: Equal, not-equal, and, or, and not." */
export function catalogApp(version: GraphVersion): EntityType {
  return { ...teamsApp, links: { appDefinitions: teamsAppDefinition(version) }, hasFilterFunctions: false }
}

/** "A $select query parameter is required to show the consented permission set." */
export function teamsAppInstallation(version: GraphVersion): EntityType {
  const properties = ['id', 'consentedPermissionSet', ...(version === 'beta' ? ['scopeInfo'] : [])]
  const links = { teamsApp, teamsAppDefinition: teamsAppDefinition(version) }
  return { ...type('teamsAppInstallation', properties, links), onlyWhenSelected: ['consentedPermissionSet'] }
}

/** https://learn.microsoft.com/graph/api/resources/conversationmember and the type under it that people have. */
export const conversationMember: EntityType = {
  ...type('conversationMember', ['id', 'roles', 'displayName', 'visibleHistoryStartDateTime']),
  derived: { name: 'aadUserConversationMember', properties: ['userId', 'email', 'tenantId'] },
}

/** The type that a step `microsoft.graph.{name}` of a path stands for; throws Graph's 400 for any other. */
export function castTo(step: string, { derived, ...base }: EntityType): EntityType {
  const name = step.replace('microsoft.graph.', '')
  if (name === base.name) return base
  if (name === derived?.name) return { ...base, name, properties: [...base.properties, ...derived.properties] }
  throw badRequest(
    `The type '${step}' specified in the URI is neither a base type nor a sub-type of 'microsoft.graph.${base.name}'.`,
  )
}

export const isCast = (step: string) => step.startsWith('microsoft.graph.')

export function unknownProperty(name: string, { name: typeName }: EntityType): Error {
  return badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.${typeName}'.`)
}

export const team = type('team', ['id', 'displayName', 'description'])

export const chat = type('chat', ['id', 'topic', 'chatType', 'createdDateTime', 'lastUpdatedDateTime', 'tenantId'], {
  members: conversationMember,
})

export const user: EntityType = {
  ...type('user', ['id', 'displayName', 'userPrincipalName', 'mail', 'userType', 'accountEnabled']),
  onlyWhenSelected: ['userType', 'accountEnabled'],
}
