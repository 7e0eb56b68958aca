import { authorize, reaches, requireReach } from '../authorize.ts'
import { teamsAppInstallation } from '../entity-types.ts'
import { badRequest, forbidden, notFound } from '../graph-error.ts'
import { installationId, readInstallationId } from '../installation-id.ts'
import { entityAnswer, listAnswer } from '../list-answer.ts'
import { getPermissions, listPermissions } from '../permissions.ts'
import { appsPaths, kindOf, lookUpPlace, type Place, type PlaceRoute, requirePlace } from '../places.ts'
import { type QueryOptions, readQueryOptions } from '../query-options.ts'
import type { Call, Reply, Route } from '../route.ts'
import type { CatalogApp, Installation } from '../tenant.ts'
import { installationEntity } from './installation-entity.ts'

/**
 * https://learn.microsoft.com/graph/api/team-list-installedapps, team-get-installedapps (chat-, userteamwork-).
 * `/me/teamwork` is on no page, but valid by the metadata: `me` is a user.
 */
export function installedAppsRoutes(place: PlaceRoute): Route[] {
  return [
    { method: 'GET', path: appsPaths[place], answer: (call) => listInstalled(call, place) },
    { method: 'GET', path: `${appsPaths[place]}/{id}`, answer: (call) => getInstalled(call, place) },
  ]
}

/** Self permissions make the list leave out what they do not reach: an empty list, not an error. */
function listInstalled(call: Call, route: PlaceRoute): Reply {
  const found = lookUpPlace(call, route)
  const held = authorize(call, listPermissions[found?.kind ?? kindOf(route)], found)
  const place = requirePlace(call, route)
  const type = teamsAppInstallation(call.version)
  const allowed = ['$filter', '$select', '$expand'] as const
  const options = readQueryOptions(call.query, type, [...allowed])
  if (call.tenant.behaviours.filterNeedsExpand) requireExpand(options)
  const entities = place.installations.flatMap((installation) => {
    const app = appOf(call, installation)
    return app && reaches(held, call, app) ? [entityOf(call, place, { installation, app })] : []
  })
  return listAnswer(call, { type, allowed: [...allowed], entities, options })
}

function getInstalled(call: Call, route: PlaceRoute): Reply {
  const found = lookUpPlace(call, route)
  const held = authorize(call, getPermissions[found?.kind ?? kindOf(route)], found)
  const place = requirePlace(call, route)
  const installed = requireInstalled(call, place)
  requireReach(held, call, installed.app)
  const type = teamsAppInstallation(call.version)
  return entityAnswer(call, { type, allowed: ['$select', '$expand'], entities: [entityOf(call, place, installed)] })
}

function requireExpand({ filterText, shape }: QueryOptions): void {
  for (const link of ['teamsApp', 'teamsAppDefinition']) {
    if (new RegExp(`\\b${link}/`).test(filterText) && !shape.expand[link]) {
      throw badRequest(`The filter names ${link}, which is not expanded.`)
    }
  }
}

function entityOf(call: Call, place: Place, { installation, app }: Installed): object {
  const { consentedPermissionSet, ...rest } = installationEntity(call, place, installation, app)
  const isHidden = call.query.has('$expand') && !call.tenant.behaviours.consentedSetWithExpand
  return isHidden ? rest : { ...rest, consentedPermissionSet }
}

type Installed = { installation: Installation; app: CatalogApp }

/**
 * What the request's second id names. An id that is no installation id gets a 403 rather than a 404:
 * https://github.com/microsoftgraph/microsoft-graph-docs/issues/5715 (a catalog id was sent).
 */
export function requireInstalled(call: Call, place: Place): Installed {
  const id = call.ids.at(-1) ?? ''
  const named = readInstallationId(id)
  if (!named) throw forbidden('This request is forbidden.')
  const installation = place.installations.find(({ appId }) => installationId(place.id, appId) === padded(id))
  const app = installation && appOf(call, installation)
  if (!installation || !app) throw notFound(`No app installation with id ${id} was found.`)
  return { installation, app }
}

/** One of Microsoft's samples leaves out the padding. */
function padded(id: string): string {
  return id.padEnd(Math.ceil(id.length / 4) * 4, '=')
}

function appOf(call: Call, installation: Installation): CatalogApp | undefined {
  return call.tenant.catalog.find(({ id }) => id === installation.appId)
}
