import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { OnBehalfOfCredential } from '@azure/identity'
import { boundedCache } from '../bounded-cache.ts'
import { classifyExchange, type ExchangeRefusal } from './classify-exchange.ts'
import { type Authority, type CredentialSettings, identityAssertion } from './credentials.ts'

/** A signed-in person's token for Graph, got with the token that Teams gave the tab for them. */
export type PersonToken = { kind: 'token'; token: string } | ExchangeRefusal

/** `assertion` is the tab's token, verified already. `fresh`: not out of the cache. Never rejects. */
export type PersonTokens = (
  person: { tenantId: string; userId: string; assertion: string },
  options: { fresh: boolean },
) => Promise<PersonToken>

export type PersonTokenParts = {
  credential: Exclude<CredentialSettings, { kind: 'own-identity' }>
  authority: Authority
  /** Graph's. */
  baseUrl: string
}

type Exchanged = { token: string; expiresOnTimestamp: number }
type Exchange = (person: { tenantId: string; userId: string; assertion: string }) => Promise<Exchanged>

/** A token this near to its end might end on the way. */
const spareMs = 5 * 60 * 1000
const longestKeptMs = 60 * 60 * 1000
const longestWaitMs = 8_000

/**
 * On-behalf-of tokens (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow), remembered by a
 * hash of what they were got with until shortly before they end; asked for once however many ask at the same time.
 */
export function createPersonTokens(parts: PersonTokenParts): PersonTokens {
  const scope = `${new URL(parts.baseUrl).origin}/.default`
  const exchange = chooseExchange(parts, scope)
  const known = boundedCache<Promise<PersonToken>>(5_000, { ttl: longestKeptMs })
  return (person, { fresh }) => {
    const key = hashOf([person.tenantId, person.userId, person.assertion, scope])
    const cached = fresh ? undefined : known.get(key)
    if (cached) return cached
    const asked = ask(exchange, person, (leftMs) => {
      if (known.get(key) !== asked) return
      if (leftMs > spareMs) known.set(key, asked, { ttl: Math.min(leftMs - spareMs, longestKeptMs) })
      else known.delete(key)
    })
    known.set(key, asked)
    return asked
  }
}

/** `keep` is told how long the answer holds: not at all for a refusal, which the next one may lift. */
async function ask(exchange: Exchange, person: Parameters<Exchange>[0], keep: (leftMs: number) => void) {
  // A refusal may come at once; the caller should have its promise in the cache by then.
  await Promise.resolve()
  try {
    const tooLong = sleep(longestWaitMs, null, { ref: false })
    const got = await Promise.race([exchange(person), tooLong])
    keep(got ? got.expiresOnTimestamp - Date.now() : 0)
    if (got) return { kind: 'token' as const, token: got.token }
    return { kind: 'unavailable' as const, detail: 'no answer from the sign-in service' }
  } catch (error) {
    keep(0)
    return classifyExchange(error)
  }
}

function chooseExchange({ credential, authority }: PersonTokenParts, scope: string): Exchange {
  if (credential.kind === 'sandbox') {
    return async ({ userId }) => ({ token: `sandbox-user:${userId}`, expiresOnTimestamp: Number.MAX_SAFE_INTEGER })
  }
  return (person) => credentialFor(credential, person, authority).getToken(scope)
}

type RealCredential = Exclude<PersonTokenParts['credential'], { kind: 'sandbox' }>

/** The one Entra app proves itself here as it does for its own tokens. */
function credentialFor(
  credential: RealCredential,
  { tenantId, assertion }: Parameters<Exchange>[0],
  authority: Authority,
): OnBehalfOfCredential {
  const common = {
    tenantId,
    clientId: credential.clientId,
    userAssertionToken: assertion,
    authorityHost: authority.host,
    disableInstanceDiscovery: !authority.isKnown,
    retryOptions: { maxRetries: 1 },
  }
  switch (credential.kind) {
    case 'client-secret': {
      const options = { ...common, clientSecret: credential.clientSecret }
      return new OnBehalfOfCredential(options)
    }
    case 'client-certificate': {
      const options = { ...common, certificatePath: credential.certificatePath }
      return new OnBehalfOfCredential(options)
    }
    case 'managed-identity': {
      const options = { ...common, getAssertion: identityAssertion(credential, authority) }
      return new OnBehalfOfCredential(options)
    }
    case 'workload-identity': {
      // Read each time: the platform replaces the file well before its token ends.
      const getAssertion = async () => (await readFile(credential.tokenFilePath, 'utf8')).trim()
      const options = { ...common, getAssertion }
      return new OnBehalfOfCredential(options)
    }
  }
}

function hashOf(parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url')
}
