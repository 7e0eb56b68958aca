import { refuse } from './graph-error.ts'
import type { Tenant, Token } from './tenant.ts'

const signedIn = 'sandbox-user:'

/** The token of an `Authorization` header, where tokens are the sandbox's fixed words; null for one this tenant does not know. */
export function readToken(tenant: Tenant, authorization: string | undefined): Token | null {
  const bearer = bearerOf(authorization)
  const known = tenant.tokens[bearer]
  if (known) return known
  if (!bearer.startsWith(signedIn) || !tenant.signedInWith) return null
  const person = tenant.people.find(({ id }) => id === bearer.slice(signedIn.length))
  return person ? { kind: 'delegated', userId: person.id, ...tenant.signedInWith } : null
}

export function refuseToken(authorization: string | undefined): Error {
  const message = bearerOf(authorization) === '' ? 'Access token is empty.' : 'Access token validation failure.'
  return refuse(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
  })
}

/** What stands behind `Bearer`; empty where there is none. */
export function bearerOf(authorization: string | undefined): string {
  return /^Bearer\s+(.+)$/i.exec(authorization?.trim() ?? '')?.[1] ?? ''
}
