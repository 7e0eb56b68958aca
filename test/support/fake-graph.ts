import type { Answer } from '../../src/installations/answer.ts'
import type { AppCatalog, CatalogApp } from '../../src/installations/app-catalog.ts'
import type { Installation, InstalledApps } from '../../src/installations/installed-apps.ts'

const notAsked = async (): Promise<never> => {
  throw new Error('nobody should ask for this')
}

/** Plain objects for rules in memory: whatever a test does not give must not be asked for. */
export function fakeInstalledApps(given: Partial<InstalledApps>): InstalledApps {
  return { find: notAsked, list: notAsked, readGrants: notAsked, readConsented: notAsked, upgrade: notAsked, ...given }
}

export function fakeAppCatalog(given: Partial<AppCatalog>): AppCatalog {
  return { newest: notAsked, newestOf: notAsked, ...given }
}

export const ok = <T>(value: T): Answer<T> & { kind: 'ok' } => ({ kind: 'ok', value, requestId: 'ok' })

/** One answer after the other; the last one stays. */
export function answers<T>(...list: T[]): () => T {
  let next = 0
  return () => {
    const answer = list[Math.min(next++, list.length - 1)]
    if (answer === undefined) throw new Error('there is no answer')
    return answer
  }
}

export const installation = (change: Partial<Installation> = {}): Installation => ({
  id: 'installation',
  version: '1.0',
  consented: null,
  app: { catalogId: 'catalog', externalId: 'app', name: 'App' },
  ...change,
})

export const catalogApp = (change: Partial<CatalogApp> = {}): CatalogApp => ({
  catalogId: 'catalog',
  externalId: 'app',
  name: 'App',
  isFromStore: false,
  version: '2.0',
  clientAppId: null,
  required: [],
  ...change,
})
