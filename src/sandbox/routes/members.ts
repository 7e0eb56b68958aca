import { authorize } from '../authorize.ts'
import { conversationMember } from '../entity-types.ts'
import { badRequest } from '../graph-error.ts'
import { toBase64 } from '../installation-id.ts'
import { listAnswer } from '../list-answer.ts'
import { chatMemberPermissions, teamMemberPermissions } from '../permissions.ts'
import { lookUpPlace, requirePlace } from '../places.ts'
import type { Call, Reply, Route } from '../route.ts'
import type { Membership, Tenant } from '../tenant.ts'

/** https://learn.microsoft.com/graph/api/team-list-members and https://learn.microsoft.com/graph/api/chat-list-members */
export const memberRoutes: Route[] = [
  { method: 'GET', path: '/teams/{id}/members', answer: listTeamMembers },
  { method: 'GET', path: '/chats/{id}/members', answer: listChatMembers },
]

function listTeamMembers(call: Call): Reply {
  authorize(call, teamMemberPermissions, lookUpPlace(call, 'team'))
  const place = requirePlace(call, 'team')
  const members = place.kind === 'team' ? place.team.members : []
  requireRoleFilter(call)
  const entities = members.map((member) => memberEntity(member, place.id, call.tenant))
  return listAnswer(call, { type: conversationMember, allowed: ['$filter', '$select', '$top'], entities })
}

/** https://learn.microsoft.com/graph/known-issues, "Unable to filter team members by roles" and the one after it. */
function requireRoleFilter({ query, tenant }: Call): void {
  const filter = query.get('$filter') ?? ''
  if (!/\broles\b/.test(filter)) return
  const { filterByRole } = tenant.behaviours
  const isAlone = /^\(?\s*roles\/any\(\s*(\w+)\s*:\s*\1 eq '\w+'\s*\)\s*\)?$/.test(filter.trim())
  const isPaged = query.has('$top') || query.has('$skiptoken')
  if (!isAlone || filterByRole === 'refused') throw badRequest('The filter on roles is not supported.')
  if (filterByRole === 'with-top' && !isPaged) throw badRequest('The filter on roles needs $top or $skiptoken.')
}

/** "This operation does not support the OData query parameters." */
function listChatMembers(call: Call): Reply {
  authorize(call, chatMemberPermissions, lookUpPlace(call, 'chat'))
  const place = requirePlace(call, 'chat')
  const members = place.kind === 'chat' ? place.chat.members : []
  const entities = members.map((member) => memberEntity(member, place.id, call.tenant))
  return listAnswer(call, { type: conversationMember, allowed: [], entities })
}

/** The ids of memberships are opaque; those of Microsoft's samples decode to `{place}##{user}`. */
function memberEntity({ userId, roles }: Membership, placeId: string, tenant: Tenant): object {
  const person = tenant.people.find(({ id }) => id === userId)
  return {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    id: toBase64(`${placeId}##${userId}`),
    roles,
    displayName: person?.name ?? null,
    visibleHistoryStartDateTime: '0001-01-01T00:00:00Z',
    userId,
    email: person?.userPrincipalName ?? null,
    tenantId: tenant.id,
  }
}
