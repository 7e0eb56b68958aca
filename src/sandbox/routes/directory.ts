import { authorize } from '../authorize.ts'
import { chat, team, user } from '../entity-types.ts'
import { listAnswer } from '../list-answer.ts'
import { chatsPermissions, teamsPermissions, usersPermissions } from '../permissions.ts'
import { requirePlace } from '../places.ts'
import type { Call, Reply, Route } from '../route.ts'

/** Every place of a tenant, page by page: what a rollout plans from. */
export const directoryRoutes: Route[] = [
  // https://learn.microsoft.com/graph/api/teams-list
  { method: 'GET', path: '/teams', answer: listTeams },
  // https://learn.microsoft.com/graph/api/user-list
  { method: 'GET', path: '/users', answer: listUsers },
  // https://learn.microsoft.com/graph/api/chat-list: with application permissions by person only, there is no `GET /chats`.
  { method: 'GET', path: '/users/{id}/chats', answer: listChats },
]

/** "Currently, this API call returns only the id, displayName, and description properties." */
function listTeams(call: Call): Reply {
  authorize(call, teamsPermissions, null)
  const entities = call.tenant.teams.map(({ id, name }) => ({ id, displayName: name, description: null }))
  return listAnswer(call, { type: team, allowed: ['$filter', '$select', '$top', '$count'], entities })
}

function listUsers(call: Call): Reply {
  authorize(call, usersPermissions, null)
  const entities = call.tenant.people.map(({ id, name, userPrincipalName, kind }) => ({
    id,
    displayName: name,
    userPrincipalName,
    mail: kind === 'member' ? userPrincipalName : null,
    userType: kind === 'member' ? 'Member' : 'Guest',
    accountEnabled: true,
  }))
  return listAnswer(call, { type: user, allowed: ['$filter', '$select', '$top', '$count'], entities })
}

/** "The maximum allowed $top value is 50." */
function listChats(call: Call): Reply {
  authorize(call, chatsPermissions, null)
  const person = requirePlace(call, 'user')
  const entities = call.tenant.chats
    .filter(({ members }) => members.some(({ userId }) => userId === person.id))
    .map(({ id, topic, kind }) => ({ id, topic, chatType: kind, tenantId: call.tenant.id }))
  return listAnswer(call, { type: chat, allowed: ['$filter', '$top'], entities, mostOnPage: 50 })
}
