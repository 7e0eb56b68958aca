import type { Answer } from './answer.ts'
import type { CatalogEntry } from './inspection.ts'
import type { AppReference, Installation } from './installed-apps.ts'
import type { Permission } from './permission-set.ts'
import type { Scope } from './scope.ts'

/** One request and its answer as they were, without the token. `body` is what came, parsed where it is JSON. */
export type Exchange = {
  at: string
  method: 'GET' | 'POST'
  path: string
  sent: object | null
  status: number
  requestId: string | null
  retryAfter: string | null
  body: unknown
}

/** One app in one place, looked at and upgraded to learn how Graph answers. Implemented in `graph/`. */
export type Probe = {
  catalogEntry(app: AppReference): Promise<Answer<CatalogEntry | null>>
  installation(scope: Scope, app: AppReference): Promise<Answer<Installation | null>>
  /** What the Entra app holds in the place. */
  grants(scope: Scope, clientAppId: string): Promise<Answer<Permission[]>>
  /** One POST, never repeated. */
  upgrade(scope: Scope, installationId: string, consent: Permission[] | null): Promise<Answer<null>>
  /** Everything that was sent so far, in order. */
  exchanges: readonly Exchange[]
}
