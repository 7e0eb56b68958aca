import type { Permission } from '../installations/permission-set.ts'
import { type Behaviours, documentedBehaviours } from './behaviours.ts'

/** Everything the sandbox knows. Plain data: tests change it at any time and the next answer shows it. */
export type Tenant = {
  id: string
  name: string
  people: Person[]
  teams: Team[]
  chats: Chat[]
  /** Entra groups beside those of the teams; few worlds have any. */
  groups?: Group[]
  catalog: CatalogApp[]
  /** By the text after `Bearer `. */
  tokens: { [bearer: string]: Token }
  /** Any `sandbox-user:{object id}` of a known person is a delegated token of this app; null: there are none. */
  signedInWith: { appId: string; scopes: string[] } | null
  consentSwitches: ConsentSwitches
  behaviours: Behaviours
}

/** Whether people may give apps resource-specific permissions. */
export type ConsentSwitches = {
  /** The consent policies of every user. */
  grantPolicies: string[]
  inChats: boolean
  inPersonalScope: boolean
}

export type Person = {
  id: string
  name: string
  userPrincipalName: string
  kind: 'member' | 'guest'
  installations: Installation[]
}

/** Members are people and groups, by their ids. */
export type Group = { id: string; name: string; members: string[] }

export type Membership = { userId: string; roles: ('owner' | 'guest')[] }

export type Team = {
  /** The Entra group id. */
  id: string
  name: string
  /** What a bot sees as `channelData.team.id`; never valid in Graph's team routes. */
  internalId?: string
  archived?: boolean
  members: Membership[]
  installations: Installation[]
}

export type Chat = {
  id: string
  kind: 'group' | 'meeting' | 'oneOnOne'
  topic: string | null
  members: Membership[]
  installations: Installation[]
}

export type CatalogApp = {
  id: string
  /** The manifest id; null for apps from the store. */
  externalId: string | null
  displayName: string
  distributionMethod: 'organization' | 'store' | 'sideloaded'
  /** Part of Teams itself: it is listed like any other, and no permission is enough to upgrade it. */
  isSystem?: true
  definitions: Definition[]
}

export type Definition = {
  version: string
  publishingState: 'published' | 'submitted' | 'rejected'
  permissions: Permission[]
  /** `webApplicationInfo.id` of the manifest. */
  clientAppId: string | null
  bot?: { id: string }
}

export type Installation = {
  /** Catalog id. */
  appId: string
  version: string
  consented: Permission[] | null
  /** Where it differs from `consented`: what really arrived. */
  granted?: Permission[]
  /** What reads still show after an upgrade: all of it until `until`, what is held until `grantsUntil`. */
  lag?: { before: Held; until: number; grantsUntil: number }
}

/** One moment of an installation. `granted` is what the app really holds; null where nothing was ever consented to. */
export type Held = { version: string; consented: Permission[] | null; granted: Permission[] | null }

export type Token =
  | { kind: 'application'; appId: string; roles: string[] }
  | { kind: 'delegated'; appId: string; userId: string; scopes: string[] }

/** A tenant with nobody in it, for tests that say all they need themselves. */
export function emptyTenant(id = '99999999-9999-4999-8999-999999999999'): Tenant {
  return {
    id,
    name: 'Empty',
    people: [],
    teams: [],
    chats: [],
    catalog: [],
    tokens: {},
    signedInWith: null,
    consentSwitches: usualConsentSwitches(),
    behaviours: documentedBehaviours(),
  }
}

/** As tenants have it that changed nothing: Microsoft manages what owners and members of chats may consent to. */
export function usualConsentSwitches(): ConsentSwitches {
  const managed = 'ManagePermissionGrantsForOwnedResource.microsoft-dynamically-managed-permissions-for'
  return {
    grantPolicies: [
      'ManagePermissionGrantsForSelf.microsoft-user-default-recommended',
      `${managed}-team`,
      `${managed}-chat`,
    ],
    inChats: true,
    inPersonalScope: true,
  }
}

/** An installation of a catalog app at one version, with the consent given or, unless said, all of that version's. */
export function installedApp(app: CatalogApp, version: string, consented?: Permission[] | null): Installation {
  const asked = app.definitions.find((definition) => definition.version === version)?.permissions ?? []
  return { appId: app.id, version, consented: consented === undefined ? copyOf(asked) : consented }
}

function copyOf(permissions: Permission[]): Permission[] {
  return permissions.map((permission) => ({ ...permission }))
}

export const application = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'application' })

export const delegated = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'delegated' })
