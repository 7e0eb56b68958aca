import { authorize } from '../authorize.ts'
import { catalogApp } from '../entity-types.ts'
import { listAnswer } from '../list-answer.ts'
import { newestDefinition } from '../newest-definition.ts'
import { catalogPermissions } from '../permissions.ts'
import type { Call, Reply, Route } from '../route.ts'
import type { CatalogApp, Definition, Tenant } from '../tenant.ts'
import { appEntity, definitionEntity } from './installation-entity.ts'

/** https://learn.microsoft.com/graph/api/appcatalogs-list-teamsapps */
export const appCatalogRoutes: Route[] = [{ method: 'GET', path: '/appCatalogs/teamsApps', answer: listApps }]

/** Sideloaded apps are in no catalog. */
function listApps(call: Call): Reply {
  authorize(call, catalogPermissions, null)
  const entities = call.tenant.catalog
    .filter(({ distributionMethod }) => distributionMethod !== 'sideloaded')
    .map((app) => ({
      ...appEntity(app),
      appDefinitions: listed(app, call.tenant).map((definition) => definitionEntity(app, definition, call.version)),
    }))
  return listAnswer(call, { type: catalogApp(call.version), allowed: ['$filter', '$select', '$expand'], entities })
}

function listed(app: CatalogApp, { behaviours }: Tenant): Definition[] {
  switch (behaviours.listDefinitions) {
    case 'all':
      return app.definitions
    case 'published-only':
      return app.definitions.filter(({ publishingState }) => publishingState === 'published')
    case 'newest-only':
      return [newestDefinition(app)].filter((definition) => definition !== null)
  }
}
