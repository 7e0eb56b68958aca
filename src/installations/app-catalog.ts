import type { CallContext } from './installed-apps.ts'
import type { Permission } from './permission-set.ts'

/** The newest published version of an app in the tenant's catalog. */
export type CatalogApp = {
  catalogId: string
  externalId: string | null
  name: string
  version: string
  /** Everything the version asks for: exactly what a consent must send back. */
  required: Permission[]
}

/** `unreadable`: this token may not read the catalog, so the newest version is unknown. `absent`: no published version. */
export type CatalogAnswer = { kind: 'found'; app: CatalogApp } | { kind: 'absent' } | { kind: 'unreadable' }

/** The catalog of one tenant. Implemented in `graph/`, cached for minutes. */
export type AppCatalog = {
  newest(externalId: string, call: CallContext): Promise<CatalogAnswer>
}
