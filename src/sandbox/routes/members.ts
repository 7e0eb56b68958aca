import { authorize } from '../authorize.ts'
import { conversationMember } from '../entity-types.ts'
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
  const entities = members.map((member) => memberEntity(member, place.id, call.tenant))
  return listAnswer(call, { type: conversationMember, allowed: ['$filter', '$select', '$top'], entities })
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
