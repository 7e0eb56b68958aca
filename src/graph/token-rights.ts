import type { Scope } from '../installations/scope.ts'
import { field } from './read-answer.ts'

/**
 * Whether a token's own words let it upgrade apps of another Entra app in such a place; null where it does not say (an
 * opaque token, or grants that Graph keeps to itself). Nothing is decided on it but what a list shows: Graph decides.
 */
export function mayManageOthers(token: string, scope: Scope): boolean | null {
  const roles = rolesOf(token)
  if (!roles) return null
  const suffix = { team: 'ForTeam', chat: 'ForChat', user: 'ForUser', me: 'ForUser' }[scope.kind]
  const wide = ['ReadWrite', 'ReadWriteAndConsent', 'ManageSelected', 'ReadWriteSelected']
  return wide.some((right) => roles.includes(`TeamsAppInstallation.${right}${suffix}.All`))
}

function rolesOf(token: string): string[] | null {
  try {
    const [, payload = ''] = token.split('.')
    const roles = field(JSON.parse(Buffer.from(payload, 'base64url').toString()), 'roles')
    return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : []
  } catch {
    return null
  }
}
