import type { Scope } from '../installations/scope.ts'
import { field } from './read-answer.ts'
import { readClaims } from './token-claims.ts'

/**
 * Whether a token's own words let it upgrade apps of another Entra app in such a place; null where it does not say (an
 * opaque token, or grants that Graph keeps to itself). Nothing is decided on it but what a list shows: Graph decides.
 */
export function mayManageOthers(token: string, scope: Scope): boolean | null {
  const rights = rightsOf(token)
  if (!rights) return null
  const suffix = { team: 'ForTeam', chat: 'ForChat', user: 'ForUser', me: 'ForUser' }[scope.kind]
  const wide = ['ReadWrite', 'ReadWriteAndConsent', 'ManageSelected', 'ReadWriteSelected']
  return wide.some((right) => rights.includes(`TeamsAppInstallation.${right}${suffix}`))
}

/** What a token says it may do; null where it does not say. An application's rights are `roles`, each ending in `.All`; a person's are the words of `scp`, without that end. */
export function rightsOf(token: string): string[] | null {
  const claims = readClaims(token)
  if (claims === null) return null
  const [roles, scopes] = [field(claims, 'roles'), field(claims, 'scp')]
  if (typeof scopes === 'string') return scopes.split(' ')
  return Array.isArray(roles) ? roles.map((role) => String(role).replace(/\.All$/, '')) : []
}
