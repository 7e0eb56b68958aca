import type { Scope } from '../installations/scope.ts'

/**
 * The part of the URL before `/installedApps`. Every id is encoded: chat ids hold ':' and '@', and whatever comes
 * out of an activity must stay one path segment.
 * https://learn.microsoft.com/graph/api/team-teamsappinstallation-upgrade (and chat-, userteamwork-)
 */
export function scopePath(scope: Scope): string {
  switch (scope.kind) {
    case 'team':
      return `/teams/${encodeURIComponent(scope.teamId)}`
    case 'chat':
      return `/chats/${encodeURIComponent(scope.chatId)}`
    case 'user':
      return `/users/${encodeURIComponent(scope.userId)}/teamwork`
    case 'me':
      // On no page, but valid by the model: `me` is a user. Delegated tokens only.
      return '/me/teamwork'
  }
}
