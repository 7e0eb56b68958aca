import { jwtVerify } from 'jose'
import type { Reply } from '../route.ts'
import type { Tenant } from '../tenant.ts'
import { type Keys, signToken } from './keys.ts'
import { isClient, type Registration } from './registration.ts'

export type EntraParts = {
  tenant: Tenant
  registration: Registration
  keys(): Promise<Keys>
  /** Its own address, and the one of the Graph that its tokens are for. */
  origin(): string
  graphOrigin(): string
}

export type EntraRequest = { method: string; path: string; form: URLSearchParams }

/** The audience of the bot's own calls to Teams. */
export const connectorAudience = 'https://api.botframework.com'

const lifeSeconds = 3_600

/**
 * Entra's token endpoint for one app of one tenant (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * and .../v2-oauth2-on-behalf-of-flow), as the libraries of `@azure/identity` speak to it.
 */
export async function answerEntra({ method, path, form }: EntraRequest, parts: EntraParts): Promise<Reply> {
  const base = `${parts.origin()}/${parts.tenant.id}`
  switch (`${method} ${path}`) {
    case `GET /${parts.tenant.id}/v2.0/.well-known/openid-configuration`:
      return { status: 200, body: metadata(base) }
    case `POST /${parts.tenant.id}/oauth2/v2.0/token`:
      return token(form, parts)
    default:
      return refused('invalid_tenant', 90002, 'Tenant not found.')
  }
}

function metadata(base: string) {
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  }
}

async function token(form: URLSearchParams, parts: EntraParts): Promise<Reply> {
  const keys = await parts.keys()
  if (!(await isClient(form, parts.registration, keys))) {
    return { ...refused('invalid_client', 7000215, 'Invalid client secret or assertion provided.'), status: 401 }
  }
  const audience = [parts.graphOrigin(), connectorAudience].find((one) => asks(form, one))
  if (!audience) return refused('invalid_resource', 500011, 'The resource principal was not found in the tenant.')
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return granted(await signToken(appClaims(audience, parts), keys, lifeSeconds))
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return onBehalfOf(form.get('assertion') ?? '', audience, { ...parts, signing: keys })
    default:
      return refused('unsupported_grant_type', 70003, 'The app requested an unsupported grant type.')
  }
}

const asks = (form: URLSearchParams, audience: string) =>
  (form.get('scope') ?? '').split(' ').includes(`${audience}/.default`)

function common(audience: string, { tenant, registration, origin }: EntraParts) {
  return { aud: audience, iss: `${origin()}/${tenant.id}/v2.0`, tid: tenant.id, appid: registration.appId, ver: '1.0' }
}

/** What an admin has granted, as it is at this moment. */
function appClaims(audience: string, parts: EntraParts) {
  const { tenant, registration } = parts
  const granted = Object.values(tenant.tokens).find(({ appId }) => appId === registration.appId)
  const roles = granted?.kind === 'application' ? granted.roles : []
  return { ...common(audience, parts), idtyp: 'app', ...(audience === connectorAudience ? {} : { roles }) }
}

async function onBehalfOf(assertion: string, audience: string, parts: EntraParts & { signing: Keys }): Promise<Reply> {
  const { tenant, registration, signing } = parts
  const person = await jwtVerify(assertion, signing.publicKey, {
    audience: registration.appId,
    requiredClaims: ['oid'],
  })
    .then(({ payload }) => tenant.people.find(({ id }) => id === payload['oid']))
    .catch(() => null)
  if (!person) return refused('invalid_grant', 50013, 'Assertion failed signature validation.')
  const scopes = tenant.signedInWith?.scopes ?? []
  if (scopes.length === 0) {
    const missing = refused(
      'invalid_grant',
      65001,
      'The user or administrator has not consented to use the application.',
    )
    return { ...missing, body: { ...missing.body, suberror: 'consent_required' } }
  }
  const claims = { ...common(audience, parts), oid: person.id, scp: scopes.join(' '), idtyp: 'user' }
  return granted(await signToken(claims, signing, lifeSeconds))
}

function granted(accessToken: string): Reply {
  const expiry = { expires_in: lifeSeconds, ext_expires_in: lifeSeconds }
  return { status: 200, body: { token_type: 'Bearer', ...expiry, access_token: accessToken } }
}

function refused(error: string, code: number, sentence: string) {
  const body = { error, error_description: `AADSTS${code}: ${sentence}`, error_codes: [code] }
  return { status: 400, body }
}
