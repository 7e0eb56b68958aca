import type { GraphVersion } from './route.ts'

/** The part of Graph's metadata that `$filter`, `$select` and `$expand` are checked against. */
export type EntityType = {
  name: string
  properties: string[]
  /** Left out of an answer unless named in `$select`. */
  onlyWhenSelected: string[]
  /** What `$expand` may name. */
  links: { [name: string]: EntityType }
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

export function catalogApp(version: GraphVersion): EntityType {
  return { ...teamsApp, links: { appDefinitions: teamsAppDefinition(version) } }
}

/** "A $select query parameter is required to show the consented permission set." */
export function teamsAppInstallation(version: GraphVersion): EntityType {
  const properties = ['id', 'consentedPermissionSet', ...(version === 'beta' ? ['scopeInfo'] : [])]
  const links = { teamsApp, teamsAppDefinition: teamsAppDefinition(version) }
  return { ...type('teamsAppInstallation', properties, links), onlyWhenSelected: ['consentedPermissionSet'] }
}

export const conversationMember = type('aadUserConversationMember', [
  '@odata.type',
  'id',
  'roles',
  'displayName',
  'visibleHistoryStartDateTime',
  'userId',
  'email',
  'tenantId',
])

export const team = type('team', ['id', 'displayName', 'description'])

export const chat = type('chat', ['id', 'topic', 'chatType', 'createdDateTime', 'lastUpdatedDateTime', 'tenantId'], {
  members: conversationMember,
})

export const user: EntityType = {
  ...type('user', ['id', 'displayName', 'userPrincipalName', 'mail', 'userType', 'accountEnabled']),
  onlyWhenSelected: ['userType', 'accountEnabled'],
}
