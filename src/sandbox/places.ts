import { badRequest, forbidden, notFound } from './graph-error.ts'
import type { Call } from './route.ts'
import type { Chat, Installation, Membership, Person, Team } from './tenant.ts'

/** Where apps are installed: one shape for the three, so that their routes differ only in where they look. */
export type Place =
  | { kind: 'team'; id: string; installations: Installation[]; team: Team }
  | { kind: 'chat'; id: string; installations: Installation[]; chat: Chat }
  | { kind: 'user'; id: string; installations: Installation[]; person: Person }

/** `me` is the signed-in person's own place. */
export type PlaceRoute = 'team' | 'chat' | 'user' | 'me'

export const placePaths: Record<PlaceRoute, string> = {
  team: '/teams/{id}',
  chat: '/chats/{id}',
  user: '/users/{id}',
  me: '/me',
}

export const appsPaths: Record<PlaceRoute, string> = {
  team: '/teams/{id}/installedApps',
  chat: '/chats/{id}/installedApps',
  user: '/users/{id}/teamwork/installedApps',
  me: '/me/teamwork/installedApps',
}

export function kindOf(route: PlaceRoute): Place['kind'] {
  return route === 'me' ? 'user' : route
}

/** The place a request names, without judging who asks; null when this tenant has none such. */
export function lookUpPlace(call: Call, route: PlaceRoute): Place | null {
  const { lookup, tenant } = call
  const { people, teams, chats } = tenant
  const [id = ''] = call.ids
  switch (route) {
    case 'team': {
      const team = lookup(teams, id.toLowerCase())
      return team ? { kind: 'team', id: team.id, installations: team.installations, team } : null
    }
    case 'chat': {
      const chat = lookup(chats, id)
      return chat ? { kind: 'chat', id: chat.id, installations: chat.installations, chat } : null
    }
    case 'user':
      return placeOf(
        lookup(people, id.toLowerCase()) ?? people.find(({ userPrincipalName }) => userPrincipalName === id),
      )
    case 'me': {
      const { token } = call
      return placeOf(token.kind === 'delegated' ? lookup(people, token.userId) : undefined)
    }
  }
}

function placeOf(person: Person | undefined): Place | null {
  return person ? { kind: 'user', id: person.id, installations: person.installations, person } : null
}

/** The same with Graph's refusals; a signed-in person sees only places they are in. */
export function requirePlace(call: Call, route: PlaceRoute): Place {
  const [id = ''] = call.ids
  // A GUID without hyphens was seen to be rejected as a team id, and so is what a bot knows as its team's id.
  if (route === 'team' && !isGuid(id)) throw badRequest('teamId needs to be a valid GUID.')
  const place = lookUpPlace(call, route)
  if (!place) throw notFound(missing(route, id))
  if (call.token.kind === 'delegated') requireVisible(place, call.token.userId)
  return place
}

function requireVisible(place: Place, userId: string): void {
  const isIn = (members: Membership[]) => members.some((member) => member.userId === userId)
  if (place.kind === 'team' && !isIn(place.team.members)) throw forbidden('Caller is not authorized.')
  // A chat one is not in cannot be told from one that does not exist.
  if (place.kind === 'chat' && !isIn(place.chat.members)) throw notFound(missing('chat', place.id))
  if (place.kind === 'user' && place.id !== userId) throw forbidden('Caller is not authorized.')
}

function missing(route: PlaceRoute, id: string): string {
  if (route === 'team') return `No team found with Group Id ${id}`
  return route === 'chat' ? `Chat '${id}' was not found.` : `User '${id}' was not found.`
}

function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
