import type { Permission } from '../../installations/permission-set.ts'
import { isChatId, isGuid } from '../../installations/place-ids.ts'
import type { Scope } from '../../installations/scope.ts'

/** The place that an admin named; null where that cannot be the id of such a place. */
export function probedPlace(kind: string, id: string): Scope | null {
  switch (kind) {
    case 'team':
      return isGuid(id) ? { kind, teamId: id } : null
    case 'chat':
      return isChatId(id) ? { kind, chatId: id } : null
    case 'user':
      return isGuid(id) ? { kind, userId: id } : null
    default:
      return null
  }
}

/** A chat between two people, by the form of its id. */
export const isOneOnOne = (scope: Scope) => scope.kind === 'chat' && scope.chatId.endsWith('@unq.gbl.spaces')

const suffixes = { team: '.Group', chat: '.Chat', user: '.User', me: '.User' }

/** Those of a version's permissions that are for such a place: the last part of the name says it. */
export function ofPlace(permissions: Permission[], scope: Scope): Permission[] {
  return permissions.filter(({ permissionValue }) => permissionValue.endsWith(suffixes[scope.kind]))
}
