import { forbidden } from './graph-error.ts'
import { grantsIn } from './installed-state.ts'
import { newestDefinition } from './newest-definition.ts'
import { isSelfPermission, type PermissionTable } from './permissions.ts'
import type { Place } from './places.ts'
import type { Call } from './route.ts'
import type { CatalogApp } from './tenant.ts'

/**
 * The permissions of the table that this token has, of which one is enough. RSC permissions do not stand in a token:
 * they come from the installation of the token's app in the place. The sentences are those that were seen (sources in
 * graph-facts.md 3.5; https://github.com/MicrosoftDocs/office-docs-powershell/issues/8399 for scopes).
 */
export function authorize(call: Call, table: PermissionTable, place: Place | null): string[] {
  const { token } = call
  if (token.kind === 'delegated') {
    const held = table.delegated.filter((name) => token.scopes.includes(name))
    if (held.length > 0) return held
    throw forbidden(
      `Missing scope permissions on the request. API requires one of '${table.delegated.join(', ')}'. Scopes on the request '${token.scopes.join(', ')}'`,
    )
  }
  const grants = grantsOf(call, token.appId, place)
  const held = [
    ...table.application.filter((name) => token.roles.includes(name)),
    ...table.resourceSpecific.filter((name) => grants.includes(name)),
  ]
  if (held.length > 0) return held
  const wanted = [...table.application, ...table.resourceSpecific].join(', ')
  const roles = `Missing role permissions on the request. API requires one of '${wanted}'. Roles on the request '${token.roles.join(', ')}'.`
  const specific = ` Resource specific consent grants on the request '${grants.join(', ')}'.`
  throw forbidden(table.resourceSpecific.length > 0 ? roles + specific : roles)
}

function grantsOf(call: Call, appId: string, place: Place | null): string[] {
  if (!place) return []
  return grantsIn(place, call.tenant, call.nowMs)
    .filter(({ clientAppId, permission }) => clientAppId === appId && permission.permissionType === 'application')
    .map(({ permission }) => permission.permissionValue)
}

/** Whether these permissions reach this app: the Self ones only that of the token itself, by its published manifest. */
export function reaches(held: string[], call: Call, app: CatalogApp): boolean {
  return !held.every(isSelfPermission) || newestDefinition(app)?.clientAppId === call.token.appId
}

/** Seen in https://github.com/MicrosoftDocs/msteams-docs/issues/6820 and microsoft-graph-docs issue 16666. */
export function requireReach(held: string[], call: Call, app: CatalogApp): void {
  if (reaches(held, call, app)) return
  throw forbidden(`AAD App Id '${call.token.appId}' is not allowed to manage the Teams App '${app.id}'`)
}
