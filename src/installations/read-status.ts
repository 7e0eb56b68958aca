import { compareVersions } from './compare-versions.ts'
import type { InstallationStatus, UpdateKind } from './installation-status.ts'
import type { CallContext } from './installed-apps.ts'
import { comparePermissions, needsConsent, type PermissionDiff } from './permission-set.ts'
import type { Scope } from './scope.ts'
import { endOf } from './trouble-outcome.ts'
import { isPassing, referenceTo, type UpgradeParts } from './upgrade-installation.ts'

export type StatusRequest = { scope: Scope; externalId: string; call: CallContext }

/** Reads what is installed in one place beside what is published. Changes nothing. */
export async function readStatus(
  request: StatusRequest,
  { installedApps, appCatalog }: Pick<UpgradeParts, 'installedApps' | 'appCatalog'>,
): Promise<InstallationStatus> {
  const catalog = await appCatalog.newest(request.externalId, request.call)
  if (isPassing(catalog)) return endOf(catalog)
  const newest = catalog.kind === 'ok' ? catalog.value : null
  const found = await installedApps.find(request.scope, referenceTo(newest, request.externalId), request.call)
  if (found.kind !== 'ok') return endOf(found)
  if (!found.value) return { kind: 'not-installed' }
  const { version, consented, app } = found.value
  const permissions = newest && consented ? comparePermissions(newest.required, consented) : null
  return {
    kind: 'installed',
    appName: app.name,
    installed: version,
    newest: newest?.version ?? null,
    update: updateKind({ installed: version, newest: newest?.version ?? null, permissions }),
    permissions,
  }
}

type Known = { installed: string | null; newest: string | null; permissions: PermissionDiff | null }

/** Which other changes make Teams wait for a person is not readable through Graph, so without consent it stays probable. */
function updateKind({ installed, newest, permissions }: Known): UpdateKind {
  if (installed === null || newest === null) return 'unknown'
  if (compareVersions(installed, newest) >= 0) return 'none'
  if (permissions === null) return 'unknown'
  if (needsConsent(permissions)) return 'consent'
  return permissions.added.length + permissions.dropped.length > 0 ? 'upgrade' : 'probably-automatic'
}
