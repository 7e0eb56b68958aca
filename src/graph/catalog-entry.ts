import type { Answer } from '../installations/answer.ts'
import type { CatalogDefinition, CatalogEntry } from '../installations/inspection.ts'
import type { AppReference, CallContext } from '../installations/installed-apps.ts'
import { readApps } from './app-catalog.ts'
import { textIn } from './catalog-app.ts'
import { readPermissionSet } from './permissions.ts'
import { field } from './read-answer.ts'
import type { Reader } from './read-pages.ts'

/** Not out of a cache; null when the catalog has no app of that name. */
export async function readCatalogEntry(
  reader: Reader,
  app: AppReference,
  call: CallContext,
): Promise<Answer<CatalogEntry | null>> {
  const answer = await readApps(reader, app, call)
  if (answer.kind !== 'ok') return answer
  return { ...answer, value: answer.value.flatMap((item) => readEntry(item) ?? [])[0] ?? null }
}

function readEntry(item: unknown): CatalogEntry | null {
  const catalogId = textIn(item, 'id')
  const definitions = field(item, 'appDefinitions')
  if (!catalogId) return null
  return {
    catalogId,
    externalId: textIn(item, 'externalId'),
    name: textIn(item, 'displayName') ?? catalogId,
    isFromStore: field(item, 'distributionMethod') === 'store',
    definitions: Array.isArray(definitions) ? definitions.map(readDefinition) : [],
  }
}

function readDefinition(definition: unknown): CatalogDefinition {
  const authorization = field(definition, 'authorization')
  return {
    version: textIn(definition, 'version') ?? '',
    state: textIn(definition, 'publishingState') ?? 'unknown',
    clientAppId: textIn(authorization, 'clientAppId'),
    required: readPermissionSet(field(authorization, 'requiredPermissionSet')),
  }
}
