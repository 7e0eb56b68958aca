/** A place where an app can be installed. Ids are Graph's: Entra group id, Graph chat id, Entra object id. */
export type Scope =
  | { kind: 'team'; teamId: string }
  | { kind: 'chat'; chatId: string }
  | { kind: 'user'; userId: string }
  | { kind: 'me'; userId: string }

/** One string a scope, fit for a map's key. A person's own `me` and `user` are the same place, so they share a key. */
export function scopeKey(scope: Scope): string {
  switch (scope.kind) {
    case 'team':
      return `team/${scope.teamId}`
    case 'chat':
      return `chat/${scope.chatId}`
    case 'user':
    case 'me':
      return `user/${scope.userId}`
  }
}

/** Graph's id of it, without its kind. */
export function idOfPlace(scope: Scope): string {
  switch (scope.kind) {
    case 'team':
      return scope.teamId
    case 'chat':
      return scope.chatId
    case 'user':
    case 'me':
      return scope.userId
  }
}

/** The same place for the application's own token, which has no `me`. */
export function asApplication(scope: Scope): Scope {
  return scope.kind === 'me' ? { kind: 'user', userId: scope.userId } : scope
}
