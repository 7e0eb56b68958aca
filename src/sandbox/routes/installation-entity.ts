import type { Permission } from '../../installations/permission-set.ts'
import { definitionId, installationId } from '../installation-id.ts'
import { see } from '../installed-state.ts'
import { definitionOf, newestDefinition } from '../newest-definition.ts'
import type { Place } from '../places.ts'
import type { Call, GraphVersion } from '../route.ts'
import type { CatalogApp, Definition, Installation } from '../tenant.ts'

export type InstallationEntity = { id: string; consentedPermissionSet: object | null; [name: string]: unknown }

/** A `teamsAppInstallation` with everything a request may ask for; the answer shows part of it. */
export function installationEntity(
  call: Call,
  place: Place,
  installation: Installation,
  app: CatalogApp,
): InstallationEntity {
  const { version, consented } = see(installation, call.tenant, call.nowMs)
  const isCatalogs = call.tenant.behaviours.versionReported === 'catalog'
  const definition = isCatalogs ? newestDefinition(app) : definitionOf(app, version)
  const shown = definition && { ...definition, version: isCatalogs ? definition.version : version }
  return {
    id: installationId(place.id, app.id),
    consentedPermissionSet: consented && permissionSet(consented),
    scopeInfo: scopeInfo(place),
    teamsApp: appEntity(app),
    teamsAppDefinition: shown && definitionEntity(app, shown, call.version),
  }
}

/** https://learn.microsoft.com/graph/api/resources/teamsapp */
export function appEntity({ id, externalId, displayName, distributionMethod }: CatalogApp) {
  return { id, externalId, displayName, distributionMethod }
}

/** https://learn.microsoft.com/graph/api/resources/teamsappdefinition, shown as in appcatalogs-list-teamsapps. */
export function definitionEntity(app: CatalogApp, definition: Definition, version: GraphVersion): object {
  const shortDescription = `${app.displayName}, shortly`
  const spelled =
    version === 'beta'
      ? { shortdescription: shortDescription, azureADAppId: definition.clientAppId }
      : { shortDescription }
  return {
    id: definitionId(app.id, definition.version, definition.publishingState),
    teamsAppId: app.id,
    displayName: app.displayName,
    version: definition.version,
    publishingState: definition.publishingState,
    ...spelled,
    description: `${app.displayName} ${definition.version}`,
    lastModifiedDateTime: null,
    createdBy: null,
    authorization: {
      clientAppId: definition.clientAppId,
      requiredPermissionSet: permissionSet(definition.permissions),
    },
    bot: definition.bot ? { id: definition.bot.id } : null,
  }
}

function permissionSet(permissions: Permission[]): { resourceSpecificPermissions: Permission[] } {
  return {
    resourceSpecificPermissions: permissions.map(({ permissionValue, permissionType }) => ({
      permissionValue,
      permissionType,
    })),
  }
}

/** In beta's metadata and in notifications only. */
function scopeInfo(place: Place): object {
  switch (place.kind) {
    case 'team':
      return { '@odata.type': '#microsoft.graph.teamTeamsAppInstallationScopeInfo', scope: 'team', teamId: place.id }
    case 'chat':
      return {
        '@odata.type': '#microsoft.graph.groupChatTeamsAppInstallationScopeInfo',
        scope: 'groupChat',
        chatId: place.id,
      }
    case 'user':
      return {
        '@odata.type': '#microsoft.graph.personalTeamsAppInstallationScopeInfo',
        scope: 'personal',
        userId: place.id,
      }
  }
}
