import { authorize } from '../authorize.ts'
import { badRequest } from '../graph-error.ts'
import { appSettingsPermissions, authorizationPolicyPermissions } from '../permissions.ts'
import type { Call, Reply, Route } from '../route.ts'

/** Where a tenant says whether its people may give apps resource-specific permissions. */
export const consentSwitchRoutes: Route[] = [
  // https://learn.microsoft.com/graph/api/authorizationpolicy-get
  { method: 'GET', path: '/policies/authorizationPolicy', answer: authorizationPolicy },
  // https://learn.microsoft.com/graph/api/teamsappsettings-get
  { method: 'GET', path: '/teamwork/teamsAppSettings', answer: teamsAppSettings },
]

/** Beta has a collection with one item in it, and its own name for the assigned policies. */
function authorizationPolicy(call: Call): Reply {
  authorize(call, authorizationPolicyPermissions, null)
  refuseOptions(call)
  const { grantPolicies } = call.tenant.consentSwitches
  const common = { id: 'authorizationPolicy', displayName: 'Authorization Policy', allowInvitesFrom: 'everyone' }
  if (call.version === 'beta') {
    const policy = { ...common, permissionGrantPolicyIdsAssignedToDefaultUserRole: grantPolicies }
    return reply(call, 'authorizationPolicies', { value: [policy] })
  }
  const defaultUserRolePermissions = { allowedToCreateApps: true, permissionGrantPoliciesAssigned: grantPolicies }
  return reply(call, 'policies/authorizationPolicy/$entity', { ...common, defaultUserRolePermissions })
}

/** The switch of chats is in beta only. */
function teamsAppSettings(call: Call): Reply {
  authorize(call, appSettingsPermissions, null)
  refuseOptions(call)
  const { inChats, inPersonalScope } = call.tenant.consentSwitches
  const chats = call.version === 'beta' ? { isChatResourceSpecificConsentEnabled: inChats } : {}
  return reply(call, 'teamwork/teamsAppSettings/$entity', {
    id: 'teamsAppSettings',
    allowUserRequestsForAppAccess: true,
    ...chats,
    isUserPersonalScopeResourceSpecificConsentEnabled: inPersonalScope,
  })
}

function refuseOptions({ query }: Call): void {
  const [option] = query.keys()
  if (option) throw badRequest(`The query parameter '${option}' is not supported.`)
}

function reply({ version }: Call, context: string, entity: object): Reply {
  return {
    status: 200,
    body: { '@odata.context': `https://graph.microsoft.com/${version}/$metadata#${context}`, ...entity },
  }
}
