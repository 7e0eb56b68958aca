import { jwtVerify } from 'jose'
import type { Tenant, Token } from '../tenant.ts'
import { bearerOf } from '../tokens.ts'
import type { Keys } from './keys.ts'

export type CheckParts = { tenant: Tenant; keys(): Promise<Keys>; graphOrigin(): string; issuer(): string }

/** Who a token is of, as Graph would say it: signature, issuer, audience, time and tenant, then its roles or scopes. */
export function createCheckToken({ tenant, keys, graphOrigin, issuer }: CheckParts) {
  return async (authorization: string | undefined): Promise<Token | null> => {
    try {
      const { payload } = await jwtVerify(bearerOf(authorization), (await keys()).publicKey, {
        algorithms: ['RS256'],
        audience: graphOrigin(),
        issuer: issuer(),
        requiredClaims: ['exp', 'tid', 'appid'],
      })
      const { tid, appid, roles, scp, oid } = payload
      if (tid !== tenant.id || typeof appid !== 'string') return null
      if (Array.isArray(roles)) return { kind: 'application', appId: appid, roles: roles.map(String) }
      if (typeof scp !== 'string' || typeof oid !== 'string') return null
      return { kind: 'delegated', appId: appid, userId: oid, scopes: scp.split(' ') }
    } catch {
      return null
    }
  }
}
