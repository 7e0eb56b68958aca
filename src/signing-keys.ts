import {
  type CryptoKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type FlattenedJWSInput,
  type JWK,
  type JWSHeaderParameters,
} from 'jose'
import { isLoopbackHost } from './loopback.ts'

/** What an issuer of tokens says of itself, and its keys. */
export type SigningKeys = {
  /** As it stands in the document: Entra's for all tenants has `{tenantid}` in it. Empty where it names none. */
  issuer: string
  authorizationEndpoint: string | null
  /** The key of a token. Rejects with `KeysUnavailable` where that is not the token's fault. */
  findKey(header?: JWSHeaderParameters, token?: FlattenedJWSInput): Promise<CryptoKey>
  /** A key as it is published, with what stands beside it; of those that were read last. */
  published(kid: string): JWK | undefined
}

/** The issuer cannot be asked for its keys. */
export class KeysUnavailable extends Error {}

const timeoutMs = 5_000
/** Keys that are taken back stop counting after this; new ones are looked for at once, but not more often than the cooldown. */
const keysMaxAgeMs = 60 * 60 * 1000
const cooldownMs = 30_000
/** How long the keys that were read last go on counting while their issuer is away. */
const lastGoodMs = 24 * 60 * 60 * 1000

/**
 * The document at `metadataUrl` (https://openid.net/specs/openid-connect-discovery-1_0.html) and the keys it leads to,
 * read when first needed and then kept. Rejects while it cannot be read; the next call tries again.
 */
export function createSigningKeys(metadataUrl: string, now: () => number = Date.now): () => Promise<SigningKeys> {
  let reading: Promise<SigningKeys> | null = null
  return () => {
    reading ??= read(metadataUrl, now).catch((error: unknown) => {
      reading = null
      throw new KeysUnavailable('the OpenID metadata cannot be read', { cause: error })
    })
    return reading
  }
}

async function read(metadataUrl: string, now: () => number): Promise<SigningKeys> {
  const response = await fetch(metadataUrl, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
  const metadata: Record<string, unknown> = response.ok ? Object(await response.json()) : {}
  const { issuer, jwks_uri: keysUrl, authorization_endpoint: authorizationEndpoint } = metadata
  if (typeof keysUrl !== 'string' || !isSecure(keysUrl)) {
    throw new Error(`the OpenID metadata cannot be used (HTTP ${response.status})`)
  }
  return {
    issuer: typeof issuer === 'string' ? issuer : '',
    authorizationEndpoint: typeof authorizationEndpoint === 'string' ? authorizationEndpoint : null,
    ...readKeysFrom(new URL(keysUrl), now),
  }
}

function readKeysFrom(keysUrl: URL, now: () => number): Pick<SigningKeys, 'findKey' | 'published'> {
  const options = { cacheMaxAge: keysMaxAgeMs, cooldownDuration: cooldownMs, timeoutDuration: timeoutMs }
  const remote = createRemoteJWKSet(keysUrl, options)
  let readMs = 0
  return {
    async findKey(header, token) {
      try {
        const key = await remote(header, token)
        readMs = now()
        return key
      } catch (error) {
        if (isAboutTheToken(error)) throw error
        const last = now() - readMs < lastGoodMs ? remote.jwks() : undefined
        if (!last) throw new KeysUnavailable('the keys cannot be read', { cause: error })
        return createLocalJWKSet(last)(header, token)
      }
    },
    published: (kid) => remote.jwks()?.keys.find((key) => key.kid === kid),
  }
}

/** Everything else that a key look-up throws is about the way to the keys. */
function isAboutTheToken(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
}

function isSecure(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}
