import { boundedCache } from '../bounded-cache.ts'
import type { Answer } from '../installations/answer.ts'
import type { AppCatalog, CatalogApp } from '../installations/app-catalog.ts'
import type { AppReference, CallContext } from '../installations/installed-apps.ts'
import { readCatalogApp } from './catalog-app.ts'
import { type Reader, readPages } from './read-pages.ts'

/** Long enough that a busy channel costs one call, short enough that a new version shows while its publisher watches. */
const cacheMs = 2 * 60 * 1000

/** Clauses of one filter: far within what a URL may hold, and one call for nearly every place there is. */
const idsPerCall = 15

/**
 * The newest published versions of apps, from https://learn.microsoft.com/graph/api/appcatalogs-list-teamsapps
 * (its example 6 is the one with `authorization`). Kept for minutes; asked once however many ask at the same time.
 */
export function createAppCatalog(reader: Reader): AppCatalog {
  const answers = boundedCache<Promise<Answer<CatalogApp[]>>>(1_000, { ttl: cacheMs })

  function ask(filter: string, call: CallContext, fresh = false): Promise<Answer<CatalogApp[]>> {
    const known = fresh ? undefined : answers.get(filter)
    if (known) return known
    const asked = readNewest(reader, filter, call)
    answers.set(filter, asked)
    // Trouble that passes by itself is not kept: the next person asks again. A missing permission is.
    asked.then((answer) => {
      const isLasting = answer.kind === 'ok' || answer.kind === 'refused'
      if (!isLasting && answers.get(filter) === asked) answers.delete(filter)
    })
    return asked
  }

  return {
    async newest(app, call, { fresh } = { fresh: false }) {
      const answer = await ask(filterOf(app), call, fresh)
      if (answer.kind !== 'ok') return answer
      return { ...answer, value: answer.value.find((one) => isNamed(one, app)) ?? null }
    },
    async newestOf(catalogIds, call) {
      const apps: CatalogApp[] = []
      for (let i = 0; i < catalogIds.length; i += idsPerCall) {
        const ids = catalogIds.slice(i, i + idsPerCall)
        const answer = await ask(ids.map((id) => `id eq '${quoted(id)}'`).join(' or '), call)
        if (answer.kind !== 'ok') return answer
        apps.push(...answer.value.filter(({ catalogId }) => ids.includes(catalogId)))
      }
      return { kind: 'ok', value: apps, requestId: null }
    },
  }
}

/** Every app that the catalog has under a name, as Graph sends it, with all of its definitions. */
export async function readApps(reader: Reader, app: AppReference, call: CallContext): Promise<Answer<unknown[]>> {
  return readPages(reader, appsPath(filterOf(app)), call)
}

/** An app of the global store has the manifest's id as its catalog id and no external id. */
function filterOf({ by, id }: AppReference): string {
  return by === 'catalogId' ? `id eq '${quoted(id)}'` : `externalId eq '${quoted(id)}' or id eq '${quoted(id)}'`
}

function isNamed(app: CatalogApp, { by, id }: AppReference): boolean {
  const names = by === 'catalogId' ? [app.catalogId] : [app.externalId, app.catalogId]
  return names.some((name) => name?.toLowerCase() === id.toLowerCase())
}

async function readNewest(reader: Reader, filter: string, call: CallContext): Promise<Answer<CatalogApp[]>> {
  const answer = await readPages(reader, appsPath(filter), call)
  return answer.kind === 'ok'
    ? { ...answer, value: answer.value.flatMap((item) => readCatalogApp(item) ?? []) }
    : answer
}

function appsPath(filter: string): string {
  const expand = '$expand=appDefinitions($select=id,version,publishingState,authorization)'
  return `/appCatalogs/teamsApps?$filter=${encodeURIComponent(filter)}&${expand}`
}

const quoted = (id: string) => id.replaceAll("'", "''")
