import type { Answer } from './answer.ts'
import type { AppReference, CallContext } from './installed-apps.ts'
import type { Permission } from './permission-set.ts'

/** What can be read of a tenant to tell whether everything is set up. Implemented in `graph/`; changes and keeps nothing. */
export type Inspection = {
  /** Milliseconds by which this machine's clock is ahead of Graph's. */
  clockLead(): Promise<Answer<number>>
  /** Rejects when the credential gives no token. Null: a token that does not say what it may do. */
  token(): Promise<TokenClaims | null>
  /** Null when the catalog has no app of that name. */
  catalogEntry(app: AppReference, call: CallContext): Promise<Answer<CatalogEntry | null>>
  /** The consent policies that every user of the tenant has. */
  consentPolicies(call: CallContext): Promise<Answer<string[]>>
  /** Whether apps may hold resource-specific permissions in people's personal scope; null where Graph does not say. */
  personalConsent(call: CallContext): Promise<Answer<boolean | null>>
}

/** What a token says of itself; for showing and comparing only, since nothing here is verified. */
export type TokenClaims = {
  /** The Entra app that it was given to. */
  appId: string | null
  tenantId: string | null
  /** Application permissions; empty where it has none. */
  roles: string[]
}

/** An app of the catalog with everything that the catalog lists under it, in Graph's order. */
export type CatalogEntry = {
  catalogId: string
  externalId: string | null
  name: string
  isFromStore: boolean
  definitions: CatalogDefinition[]
}

/** `state` is Graph's `publishingState`: only `published` ones can be installed. */
export type CatalogDefinition = { version: string; state: string; clientAppId: string | null; required: Permission[] }

/** What can be said of the database without opening it for use. Implemented in `database/`. */
export type DatabaseState =
  /** Which migration its tables are at (0: there are none) and the newest; whether the account may bring them there. */
  | { kind: 'server'; current: number; newest: number; mayMigrate: boolean }
  /** Opened, and brought up to date, by the process that has it. */
  | { kind: 'in-use'; pid: number; host: string }
  /** `isMade`: false before the first upgrade. */
  | { kind: 'embedded'; isMade: boolean }
  | { kind: 'unusable'; detail: string }
