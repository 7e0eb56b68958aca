import type { Answer } from './answer.ts'
import type { CatalogApp } from './app-catalog.ts'
import type { AuditEntry } from './audit-log.ts'
import type { Verdict } from './authority.ts'
import { compareVersions } from './compare-versions.ts'
import type { InstallationStatus, Unknown, UpdateKind } from './installation-status.ts'
import type { AppReference, CallContext, Installation } from './installed-apps.ts'
import { comparePermissions, needsConsent, type Permission } from './permission-set.ts'
import type { Scope } from './scope.ts'
import { endOf } from './trouble-outcome.ts'
import { isPassing, referenceTo, type UpgradeParts } from './upgrade-installation.ts'

export type StatusRequest = {
  scope: Scope
  app: AppReference
  mayUpgrade: Verdict
  mayConsent: Verdict
  call: CallContext
}

export type StatusParts = Pick<UpgradeParts, 'installedApps' | 'appCatalog'> & {
  /** The newest upgrade of this bot here that changed something; rejects when the store cannot be read. */
  lastEntry(externalId: string): Promise<AuditEntry | null>
  isDeclined(externalId: string, version: string): Promise<boolean>
}

/** Reads what is installed in one place beside what is published, granted and remembered. Changes nothing. */
export async function readStatus(request: StatusRequest, parts: StatusParts): Promise<InstallationStatus> {
  const catalog = await parts.appCatalog.newest(request.app, request.call)
  if (isPassing(catalog)) return endOf(catalog)
  const newest = catalog.kind === 'ok' ? catalog.value : null
  const found = await parts.installedApps.find(request.scope, referenceTo(newest, request.app), request.call)
  if (found.kind !== 'ok') return endOf(found)
  if (!found.value) return { kind: 'not-installed' }
  const permissions = permissionsOf(found.value, newest)
  const update = updateKind(found.value.version, newest, permissions)
  const memory = await readMemory(found.value, newest, parts)
  return {
    kind: 'installed',
    appName: found.value.app.name,
    installed: found.value.version,
    newest: newest ? { kind: 'known', version: newest.version } : unknown(catalogPermissions),
    update,
    permissions,
    granted: await readGranted(newest, request, parts),
    mayUpgrade: request.mayUpgrade,
    mayConsent: request.mayConsent,
    ...memory,
    // What was put off and came all the same is nobody's open question.
    isDeclined: memory.isDeclined && update !== 'none',
  }
}

const catalogPermissions = ['AppCatalog.Read.All']

/** https://learn.microsoft.com/graph/api/team-list-permissiongrants, chat-list- and user-list-: the least of each. */
const grantPermissions = {
  team: ['TeamsAppInstallation.Read.Group', 'TeamsAppInstallation.ReadForTeam.All'],
  chat: ['TeamsAppInstallation.Read.Chat', 'TeamsAppInstallation.ReadForChat.All'],
  user: ['ResourceSpecificPermissionGrant.ReadForUser.All'],
  me: ['ResourceSpecificPermissionGrant.ReadForUser'],
}

const unknown = (revealedBy: string[]): Unknown => ({ kind: 'unknown', revealedBy })

function permissionsOf({ consented }: Installation, newest: CatalogApp | null) {
  if (!newest) return unknown(catalogPermissions)
  return consented ? { kind: 'known' as const, ...comparePermissions(newest.required, consented) } : unknown([])
}

type Granted = { kind: 'known'; permissions: Permission[] } | Unknown

async function readGranted(
  newest: CatalogApp | null,
  { scope, call }: StatusRequest,
  parts: StatusParts,
): Promise<Granted> {
  if (!newest) return unknown(catalogPermissions)
  // An app without an Entra app has nobody to grant anything to.
  if (!newest.clientAppId) return { kind: 'known', permissions: [] }
  const grants: Answer<Permission[]> = await parts.installedApps.readGrants(scope, newest.clientAppId, call)
  if (grants.kind === 'ok') return { kind: 'known', permissions: grants.value }
  return unknown(grants.kind === 'refused' ? grantPermissions[scope.kind] : [])
}

/** The bot's own memory may be away; what it would have said is then unknown, and everything else still holds. */
async function readMemory({ app }: Installation, newest: CatalogApp | null, parts: StatusParts) {
  const externalId = app.externalId || app.catalogId
  try {
    const [entry, isDeclined] = await Promise.all([
      parts.lastEntry(externalId),
      newest ? parts.isDeclined(externalId, newest.version) : Promise.resolve(false),
    ])
    return { last: { kind: 'known' as const, entry }, isDeclined }
  } catch {
    return { last: unknown([]), isDeclined: false }
  }
}

/** Which other changes make Teams wait for a person is not readable through Graph, so without consent it stays probable. */
export function updateKind(
  installed: string | null,
  newest: CatalogApp | null,
  permissions: InstallationPermissions,
): UpdateKind {
  if (installed === null || newest === null) return 'unknown'
  const isBehind = compareVersions(installed, newest.version) < 0
  if (permissions.kind === 'unknown') return isBehind ? 'unknown' : 'none'
  // The same rule as `lacksPermissions`: nothing consented at the newest version says nothing.
  const isAsking = needsConsent(permissions) && (isBehind || permissions.kept.length + permissions.dropped.length > 0)
  if (isAsking) return 'consent'
  if (!isBehind) return 'none'
  return permissions.added.length + permissions.dropped.length > 0 ? 'upgrade' : 'probably-automatic'
}

type InstallationPermissions = Extract<InstallationStatus, { kind: 'installed' }>['permissions']
