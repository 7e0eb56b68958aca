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

/** Names an app for a look-up: by catalog id once the catalog told it, else by the manifest id people know. */
export type AppReference = { catalogId: string } | { externalId: string }

/**
 * The installations of one tenant, seen with one token. Implemented in `graph/`.
 * Answers that Graph gave but nobody asked for come as a thrown `GraphFailure`.
 */
export type InstalledApps = {
  /** @returns the installation, or null when the scope or the app in it is not there (or hidden from this token). */
  find(scope: Scope, app: AppReference, call: CallContext): Promise<Installation | null>
  /** One POST; resolves on 204 with Graph's request id, never retries. */
  upgrade(scope: Scope, installationId: string, consent: Permission[] | null, call: CallContext): Promise<string | null>
}

/** Goes with every call of one turn: the id ties log lines, Graph's `client-request-id` and the audit together. */
export type CallContext = { correlationId: string; signal?: AbortSignal }
