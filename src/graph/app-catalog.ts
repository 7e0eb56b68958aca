import { LRUCache } from 'lru-cache'
import type { Answer } from '../installations/answer.ts'
import type { AppCatalog, CatalogApp } from '../installations/app-catalog.ts'
import { compareVersions } from '../installations/compare-versions.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import { readPermissionSet } from './permissions.ts'
import { field } from './read-answer.ts'
import { type Reader, readPages } from './read-pages.ts'

/** Long enough that a busy channel costs one call, short enough that a new version shows while its publisher watches. */
const cacheMs = 2 * 60 * 1000

/**
 * The newest published version of an app, from https://learn.microsoft.com/graph/api/appcatalogs-list-teamsapps
 * (its example 6 is the one with `authorization`). Kept for minutes; asked once however many ask at the same time.
 */
export function createAppCatalog(reader: Reader): AppCatalog {
  const answers = new LRUCache<string, Promise<Answer<CatalogApp | null>>>({ max: 1_000, ttl: cacheMs })
  return {
    newest(externalId, call) {
      const known = answers.get(externalId)
      if (known) return known
      const asked = readNewest(reader, externalId, call)
      answers.set(externalId, asked)
      // Trouble that passes by itself is not kept: the next person asks again. A missing permission is.
      asked.then((answer) => {
        const isLasting = answer.kind === 'ok' || answer.kind === 'refused'
        if (!isLasting && answers.get(externalId) === asked) answers.delete(externalId)
      })
      return asked
    },
  }
}

async function readNewest(reader: Reader, externalId: string, call: CallContext): Promise<Answer<CatalogApp | null>> {
  const id = externalId.replaceAll("'", "''")
  // An app of the global store has the manifest's id as its catalog id and no external id.
  const filter = encodeURIComponent(`externalId eq '${id}' or id eq '${id}'`)
  const expand = '$expand=appDefinitions($select=id,version,publishingState,authorization)'
  const answer = await readPages(reader, `/appCatalogs/teamsApps?$filter=${filter}&${expand}`, call)
  if (answer.kind !== 'ok') return answer
  const apps = answer.value.flatMap((item) => newestOf(item, externalId) ?? [])
  return { ...answer, value: apps[0] ?? null }
}

/** Rejected and submitted definitions stand in the list too, in no promised order. */
function newestOf(item: unknown, externalId: string): CatalogApp | null {
  const definitions = field(item, 'appDefinitions')
  const catalogId = field(item, 'id')
  const itsExternalId = field(item, 'externalId')
  if (!Array.isArray(definitions) || typeof catalogId !== 'string') return null
  if (
    ![catalogId, itsExternalId].some((id) => typeof id === 'string' && id.toLowerCase() === externalId.toLowerCase())
  ) {
    return null
  }
  const [newest] = definitions.filter(isPublished).sort((a, b) => compareVersions(b.version, a.version))
  if (!newest) return null
  const name = field(item, 'displayName')
  return {
    catalogId,
    externalId: typeof itsExternalId === 'string' && itsExternalId !== '' ? itsExternalId : null,
    name: typeof name === 'string' ? name : catalogId,
    isFromStore: field(item, 'distributionMethod') === 'store',
    version: newest.version,
    required: readPermissionSet(field(field(newest, 'authorization'), 'requiredPermissionSet')),
  }
}

function isPublished(definition: unknown): definition is { version: string } {
  return field(definition, 'publishingState') === 'published' && typeof field(definition, 'version') === 'string'
}
