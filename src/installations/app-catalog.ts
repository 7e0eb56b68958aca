import type { Answer } from './answer.ts'
import type { AppReference, CallContext } from './installed-apps.ts'
import type { Permission } from './permission-set.ts'

/** The newest published version of an app in the tenant's catalog. */
export type CatalogApp = {
  catalogId: string
  externalId: string | null
  name: string
  /** Store apps have no external id in Graph, so their installations are found by catalog id. */
  isFromStore: boolean
  version: string
  /** `webApplicationInfo.id` of the version: the Entra app that its permissions are granted to. */
  clientAppId: string | null
  /** Everything the version asks for: exactly what a consent must send back. */
  required: Permission[]
}

/** The catalog of one tenant. Implemented in `graph/`, cached for minutes, fetched once however many ask. */
export type AppCatalog = {
  /** `null` when the catalog has no published version of it. `fresh`: not out of the cache. */
  newest(app: AppReference, call: CallContext, options?: { fresh: boolean }): Promise<Answer<CatalogApp | null>>
  /** The newest versions of many apps by catalog id, read in few calls; apps without a published version are left out. */
  newestOf(catalogIds: string[], call: CallContext): Promise<Answer<CatalogApp[]>>
}
