import type { IncomingHttpHeaders } from 'node:http'
import type { Reply } from '../route.ts'
import { type Keys, signToken } from './keys.ts'

export const identityPath = '/_sandbox/identity/token'

/** The value that App Service puts into `IDENTITY_HEADER`. */
export const identityHeader = 'sandbox-identity'

/** https://learn.microsoft.com/azure/app-service/overview-managed-identity ("REST endpoint reference") */
export async function answerIdentity(
  url: URL,
  headers: IncomingHttpHeaders,
  { tenantId, keys }: { tenantId: string; keys(): Promise<Keys> },
): Promise<Reply> {
  const resource = url.searchParams.get('resource')
  if (headers['x-identity-header'] !== identityHeader || !resource) return { status: 401, body: { error: 'refused' } }
  const clientId = url.searchParams.get('client_id') ?? 'the machine’s own'
  const claims = { aud: resource, iss: 'the sandbox’s identities', sub: clientId, appid: clientId, tid: tenantId }
  const expiresOn = String(Math.floor(Date.now() / 1000) + 3_600)
  const token = await signToken(claims, await keys(), 3_600)
  return { status: 200, body: { access_token: token, expires_on: expiresOn, resource, token_type: 'Bearer' } }
}
