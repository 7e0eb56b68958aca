import { isLoopbackHost } from '../../loopback.ts'
import type { Reply } from '../route.ts'
import type { Person, Tenant } from '../tenant.ts'
import { type Keys, signToken } from './keys.ts'

export type IssuerRequest = { method: string; url: URL; bodyText: string }

/** Signs the sandbox's people in to the tab, as Entra does for Teams: metadata, keys, tokens, and its page for consent. */
export type Issuer = { answer(request: IssuerRequest): Promise<Reply> }

const root = '/_sandbox/issuer'
/** Teams in a browser (see the page named in tab/tab-clients.ts). */
const teamsWeb = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'
const usualLifeSeconds = 3_600

/** `tenant` is live; what people have agreed to is as it is now, whenever they agree again. */
export function createIssuer(tenant: Tenant, keys: () => Promise<Keys>): Issuer {
  const agreedTo = [...(tenant.signedInWith?.scopes ?? [])]
  return {
    async answer({ method, url, bodyText }) {
      // One name for this machine, so that what a token says does not depend on how it was asked for.
      const origin = url.origin.replace('//localhost', '//127.0.0.1')
      switch (`${method} ${url.pathname.slice(root.length)}`) {
        case 'GET /.well-known/openid-configuration':
          return { status: 200, body: metadata(origin) }
        case 'GET /keys':
          return { status: 200, body: { keys: [(await keys()).published] } }
        case 'POST /tab-token':
          return tabToken(bodyText, { tenant, origin, keys: await keys() })
        case 'GET /oauth2/v2.0/authorize':
          if (tenant.signedInWith) tenant.signedInWith.scopes = [...agreedTo]
          return sendBack(url.searchParams)
        default:
          return { status: 404, body: { error: `The sandbox's issuer has no ${method} ${url.pathname}.` } }
      }
    },
  }
}

/** One document for all tenants, as Entra's `common` is. */
function metadata(origin: string) {
  return {
    issuer: issuerOf(origin, '{tenantid}'),
    jwks_uri: `${origin}${root}/keys`,
    authorization_endpoint: `${origin}${root}/oauth2/v2.0/authorize`,
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

const issuerOf = (origin: string, tenantId: string) => `${origin}${root}/${tenantId}/v2.0`

type Minting = { tenant: Tenant; origin: string; keys: Keys }

/** `{"userId": …, "lifeSeconds": …}`: what Teams' `getAuthToken` would give this person. */
async function tabToken(bodyText: string, { tenant, origin, keys }: Minting): Promise<Reply> {
  const { userId, lifeSeconds } = readBody(bodyText)
  const person = tenant.people.find(({ id }) => id === userId)
  if (!person || !tenant.signedInWith) return { status: 404, body: { error: 'There is no such person to sign in.' } }
  const expiresInSeconds = typeof lifeSeconds === 'number' ? lifeSeconds : usualLifeSeconds
  const claims = { ...claimsOf(person, tenant), iss: issuerOf(origin, tenant.id), aud: tenant.signedInWith.appId }
  const token = await signToken(claims, keys, expiresInSeconds)
  return { status: 200, body: { token, expiresInSeconds } }
}

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
function claimsOf({ id, name, userPrincipalName, kind }: Person, tenant: Tenant) {
  return {
    tid: tenant.id,
    oid: id,
    azp: teamsWeb,
    scp: 'access_as_user',
    ver: '2.0',
    name,
    preferred_username: userPrincipalName,
    ...(kind === 'guest' ? { acct: 1 } : { acct: 0 }),
  }
}

function readBody(text: string): { userId?: unknown; lifeSeconds?: unknown } {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {}
  }
}

/** Nobody is asked anything in the sandbox; the code that the page gets is worth nothing. */
function sendBack(asked: URLSearchParams): Reply {
  const target = asked.get('redirect_uri') ?? ''
  if (!URL.canParse(target) || !isLoopbackHost(new URL(target).hostname)) {
    return { status: 400, body: { error: 'redirect_uri must be an address on this machine.' } }
  }
  const answer = new URLSearchParams({ code: 'sandbox', state: asked.get('state') ?? '' })
  return { status: 302, headers: { location: `${target}#${answer}` } }
}
