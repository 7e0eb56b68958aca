import type { Answer } from './answer.ts'
import type { Permission } from './permission-set.ts'
import type { Scope } from './scope.ts'

/** One app in one scope, as Graph reports it. */
export type Installation = {
  /** Opaque. */
  id: string
  /** What Graph reports, which may be the catalog's version rather than the installed one. */
  version: string | null
  /** `null` when Graph did not say what was consented to; an empty list when nothing was. */
  consented: Permission[] | null
  app: { catalogId: string; externalId: string | null; name: string }
}

/** Names an app for a look-up: by catalog id where only that is known to work (store apps), else by its manifest id. */
export type AppReference = { by: 'catalogId' | 'externalId'; id: string }

/** Goes with every call of one turn: the id ties log lines, Graph's `client-request-id` and the audit together. */
export type CallContext = {
  correlationId: string
  /** Whose turn it is where requests have to wait: a person's, unless said, comes first. */
  lane?: 'person' | 'rollout'
  /** Aborted, what waits for its turn is given up without being sent. */
  signal?: AbortSignal
}

/** The installations of one tenant, seen with one token. Implemented in `graph/`. */
export type InstalledApps = {
  /** `null` when the scope can be read and this app is not in it (or is hidden from this token). */
  find(scope: Scope, app: AppReference, call: CallContext): Promise<Answer<Installation | null>>
  /** Everything that is installed in the scope, as far as this token may see it. */
  list(scope: Scope, call: CallContext): Promise<Answer<Installation[]>>
  /** What the Entra app `clientAppId` holds in the scope now, by Graph's permission grants. */
  readGrants(scope: Scope, clientAppId: string, call: CallContext): Promise<Answer<Permission[]>>
  /** The consented set alone; `null` when Graph does not say. For the case that `find` could not tell. */
  readConsented(scope: Scope, app: AppReference, call: CallContext): Promise<Answer<Permission[] | null>>
  /** One POST, never repeated here: only the caller can read the state again between two of them. */
  upgrade(scope: Scope, upgrade: UpgradeCall, call: CallContext): Promise<Answer<null>>
}

/** `consent` null sends an empty body: right for a version that asks for nothing, or when nothing is known. */
export type UpgradeCall = { installationId: string; consent: Permission[] | null }
