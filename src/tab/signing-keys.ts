import { createRemoteJWKSet, type RemoteJWKSet } from 'jose'
import { isLoopbackHost } from '../loopback.ts'
import { field } from './field.ts'

/** What the sign-in service says of itself, and its keys. */
export type SigningKeys = {
  /** As it stands in the document: Entra's for all tenants has `{tenantid}` in it. */
  issuer: string
  authorizationEndpoint: string | null
  keys: RemoteJWKSet
}

const timeoutMs = 5_000
/** Keys that are taken back stop counting after this; new ones are looked for at once, but not more often than the cooldown. */
const keysMaxAgeMs = 60 * 60 * 1000
const cooldownMs = 30_000

/**
 * The document at `metadataUrl` (https://openid.net/specs/openid-connect-discovery-1_0.html) and the keys it leads to,
 * read when first needed and then kept. Rejects while it cannot be read; the next call tries again.
 */
export function createSigningKeys(metadataUrl: string): () => Promise<SigningKeys> {
  let reading: Promise<SigningKeys> | null = null
  return () => {
    reading ??= read(metadataUrl).catch((error: unknown) => {
      reading = null
      throw error
    })
    return reading
  }
}

async function read(metadataUrl: string): Promise<SigningKeys> {
  const response = await fetch(metadataUrl, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
  const metadata: unknown = response.ok ? await response.json() : null
  const [issuer, keysUrl] = [field(metadata, 'issuer'), field(metadata, 'jwks_uri')]
  const authorizationEndpoint = field(metadata, 'authorization_endpoint')
  if (typeof issuer !== 'string' || typeof keysUrl !== 'string' || !isSecure(keysUrl)) {
    throw new Error(`the OpenID metadata cannot be used (HTTP ${response.status})`)
  }
  const options = { cacheMaxAge: keysMaxAgeMs, cooldownDuration: cooldownMs, timeoutDuration: timeoutMs }
  return {
    issuer,
    authorizationEndpoint: typeof authorizationEndpoint === 'string' ? authorizationEndpoint : null,
    keys: createRemoteJWKSet(new URL(keysUrl), options),
  }
}

function isSecure(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}
