import { badRequest, forbidden, notFound } from '../graph-error.ts'
import type { Call, Reply, Route } from '../route.ts'
import type { Tenant } from '../tenant.ts'

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups */
export const checkMemberGroupsRoutes: Route[] = [
  { method: 'POST', path: '/users/{id}/checkMemberGroups', answer: checkMemberGroups },
]

/** "You can check up to a maximum of 20 groups per request." */
const mostGroups = 20

/** "Group memberships for other users": here one permission is enough only where it is Directory.Read.All. */
const enoughTogether = [
  ['User.Read.All', 'GroupMember.Read.All'],
  ['User.Read.All', 'Group.Read.All'],
  ['Directory.Read.All'],
]

function checkMemberGroups(call: Call): Reply {
  requirePermissions(call)
  const person = call.tenant.people.find(({ id }) => id === call.ids[0]?.toLowerCase())
  if (!person)
    throw notFound(
      `Resource '${call.ids[0]}' does not exist or one of its queried reference-property objects are not present.`,
    )
  const groupIds = groupIdsIn(call.body)
  const value = groupIds.filter((id) => isIn(call.tenant, person.id, id))
  return {
    status: 200,
    body: { '@odata.context': `https://graph.microsoft.com/${call.version}/$metadata#Collection(Edm.String)`, value },
  }
}

function requirePermissions({ token }: Call): void {
  const held = token.kind === 'application' ? token.roles : token.scopes
  if (enoughTogether.some((names) => names.every((name) => held.includes(name)))) return
  throw forbidden('Insufficient privileges to complete the operation.')
}

function groupIdsIn(body: unknown): string[] {
  const ids = typeof body === 'object' && body !== null ? Reflect.get(body, 'groupIds') : null
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) throw badRequest('Invalid group ids.')
  if (ids.length > mostGroups) throw badRequest(`The number of values in 'groupIds' exceeds ${mostGroups}.`)
  return ids.map((id) => id.toLowerCase())
}

/** "This function is transitive." */
function isIn({ groups = [] }: Pick<Tenant, 'groups'>, memberId: string, groupId: string): boolean {
  const reached = new Set([groupId])
  for (const id of reached) {
    const members = groups.find((group) => group.id === id)?.members ?? []
    if (members.includes(memberId)) return true
    for (const member of members) reached.add(member)
  }
  return false
}
