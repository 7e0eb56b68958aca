import type { TokenClaims } from '../installations/inspection.ts'
import { field } from './read-answer.ts'

/** The claims of a JWT by its payload alone; null for a token that is none. */
export function readClaims(token: string): unknown {
  try {
    const [, payload = ''] = token.split('.')
    return JSON.parse(Buffer.from(payload, 'base64url').toString())
  } catch {
    return null
  }
}

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference: `appid` in v1.0 tokens, `azp` in v2.0. */
export function describeToken(token: string): TokenClaims | null {
  const claims = readClaims(token)
  if (claims === null) return null
  const roles = field(claims, 'roles')
  return {
    appId: textOf(field(claims, 'appid')) ?? textOf(field(claims, 'azp')),
    tenantId: textOf(field(claims, 'tid')),
    roles: Array.isArray(roles) ? roles.map(String) : [],
  }
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
