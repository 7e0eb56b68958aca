import type { CatalogApp } from '../installations/app-catalog.ts'
import { compareVersions } from '../installations/compare-versions.ts'
import { readPermissionSet } from './permissions.ts'
import { field } from './read-answer.ts'

/** A `teamsApp` of the catalog with its newest published definition; null when it has none. */
export function readCatalogApp(item: unknown): CatalogApp | null {
  const catalogId = textIn(item, 'id')
  const newest = newestDefinition(field(item, 'appDefinitions'))
  if (!catalogId || !newest) return null
  const authorization = field(newest, 'authorization')
  return {
    catalogId,
    externalId: textIn(item, 'externalId'),
    name: textIn(item, 'displayName') ?? catalogId,
    isFromStore: field(item, 'distributionMethod') === 'store',
    version: newest.version,
    clientAppId: textIn(authorization, 'clientAppId'),
    required: readPermissionSet(field(authorization, 'requiredPermissionSet')),
  }
}

/** Rejected and submitted definitions stand in the list too, in no promised order. */
function newestDefinition(definitions: unknown): { version: string } | undefined {
  if (!Array.isArray(definitions)) return undefined
  return definitions.filter(isPublished).sort((a, b) => compareVersions(b.version, a.version))[0]
}

function isPublished(definition: unknown): definition is { version: string } {
  return field(definition, 'publishingState') === 'published' && textIn(definition, 'version') !== null
}

/** A property that holds some text; null where it holds none. */
export function textIn(value: unknown, name: string): string | null {
  const text = field(value, name)
  return typeof text === 'string' && text !== '' ? text : null
}
