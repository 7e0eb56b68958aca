import { createHash } from 'node:crypto'
import { authorize } from '../authorize.ts'
import { badRequest } from '../graph-error.ts'
import { toBase64 } from '../installation-id.ts'
import { grantsIn, type PlaceGrant } from '../installed-state.ts'
import { grantPermissions } from '../permissions.ts'
import { kindOf, lookUpPlace, type PlaceRoute, placePaths, requirePlace } from '../places.ts'
import type { Call, Reply, Route } from '../route.ts'

/**
 * https://learn.microsoft.com/graph/api/team-list-permissiongrants (chat-, user-).
 * "This operation doesn't support the OData query parameters to customize the response."
 * `/me` is on no page, but valid by the metadata: `me` is a user, whose link `permissionGrants` is.
 */
export const permissionGrantRoutes: Route[] = (['team', 'chat', 'user', 'me'] as const).map((route) => ({
  method: 'GET',
  path: `${placePaths[route]}/permissionGrants`,
  answer: (call) => listGrants(call, route),
}))

function listGrants(call: Call, route: PlaceRoute): Reply {
  authorize(call, grantPermissions[kindOf(route)], lookUpPlace(call, route))
  const place = requirePlace(call, route)
  const [option] = call.query.keys()
  if (option) throw badRequest(`The query parameter '${option}' is not supported.`)
  const value = grantsIn(place, call.tenant, call.nowMs).map(grantEntity)
  return {
    status: 200,
    body: { '@odata.context': `https://graph.microsoft.com/${call.version}/$metadata#permissionGrants`, value },
  }
}

/** The ids of Microsoft's samples decode to `{guid}##{permission}##{type}`. */
function grantEntity({ clientAppId, permission }: PlaceGrant): object {
  const type = permission.permissionType === 'application' ? 'Application' : 'Delegated'
  const clientId = servicePrincipalOf(clientAppId)
  return {
    id: toBase64(`${clientId}##${permission.permissionValue}##${type}`),
    clientAppId,
    resourceAppId: '00000003-0000-0000-c000-000000000000',
    clientId,
    permissionType: type,
    permission: permission.permissionValue,
  }
}

/** Any id will do, so long as it is always the same and not the app's own. */
function servicePrincipalOf(clientAppId: string): string {
  const hex = createHash('sha256').update(clientAppId).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
