const routeWords = new Set(
  'teams chats users me teamwork installedApps upgrade appCatalogs teamsApps members permissionGrants chat checkMemberGroups policies authorizationPolicy teamsAppSettings'.split(
    ' ',
  ),
)

/** The request's route without the ids in it, so that logs and metrics group and tell nothing of people. */
export function routeOf(path: string): string {
  const [pathname = ''] = path.split('?')
  return pathname.replace(/[^/]+/g, (segment) => (routeWords.has(segment) ? segment : '{id}'))
}
