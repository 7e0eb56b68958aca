import { errors, jwtVerify } from 'jose'
import { KeysUnavailable, type SigningKeys } from '../signing-keys.ts'
import { field } from './field.ts'
import { type PersonRules, readPerson, type TabPerson, tenantIn } from './read-person.ts'

export type Verified =
  | { kind: 'person'; person: TabPerson; assertion: string }
  /** `reason` is for the log: whoever sent the token learns nothing but that it was not taken. */
  | { kind: 'refused'; reason: string }
  /** The keys to check it with cannot be read. */
  | { kind: 'unavailable'; error: unknown }

/** Of an `Authorization` header. Never rejects. */
export type VerifyToken = (authorization: string | undefined) => Promise<Verified>

export type TokenRules = Pick<PersonRules, 'allowedTenants'> & {
  /** Null: the tab has no Entra app, so nobody can sign in to it. */
  clientId: string | null
  /** The host in the app's id URI; null where that is `api://{client id}` alone. */
  domain: string | null
  /** The `iss` of a tenant's tokens, given the one in the metadata. */
  issuersOf(tenantId: string, metadataIssuer: string): string[]
  readKeys(): Promise<SigningKeys>
}

const skewSeconds = 60

/**
 * Checks a tab's single sign-on token fully: signature by the issuer's own key, audience, time, issuer and tenant, scope,
 * client, and that a person stands behind it.
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 */
export function createVerifyToken(rules: TokenRules): VerifyToken {
  const audience = rules.clientId ? audiencesOf(rules.clientId.toLowerCase(), rules.domain?.toLowerCase()) : []
  return async (authorization) => {
    const assertion = /^Bearer +([\w.-]+) *$/i.exec(authorization ?? '')?.[1]
    if (!assertion) return { kind: 'refused', reason: 'no token' }
    if (audience.length === 0) return { kind: 'refused', reason: 'TAB_CLIENT_ID is not set' }
    const signing = await rules.readKeys().catch((error: unknown) => ({ error }))
    if ('error' in signing) return { kind: 'unavailable', error: signing.error }
    return verify(assertion, { audience, signing, rules })
  }
}

/** The id URIs of a tab alone and of an app that is a bot too (page "Register your tab app", "To expose an API"). */
function audiencesOf(clientId: string, domain: string | undefined): string[] {
  const uris = domain ? [`api://${domain}/${clientId}`, `api://${domain}/botid-${clientId}`] : []
  return [clientId, `api://${clientId}`, `api://botid-${clientId}`, ...uris]
}

type Check = { audience: string[]; signing: SigningKeys; rules: TokenRules }

async function verify(assertion: string, { audience, signing, rules }: Check): Promise<Verified> {
  try {
    const { payload, protectedHeader } = await jwtVerify(assertion, signing.findKey, {
      algorithms: ['RS256'],
      audience,
      clockTolerance: skewSeconds,
      requiredClaims: ['exp', 'nbf'],
    })
    if (!/^(at\+)?jwt$/i.test(protectedHeader.typ ?? 'JWT')) return { kind: 'refused', reason: 'the type' }
    const issuersOf = (tenantId: string) => rules.issuersOf(tenantId, signing.issuer)
    const person = readPerson(payload, { allowedTenants: rules.allowedTenants, issuersOf })
    if ('refused' in person) return { kind: 'refused', reason: person.refused }
    if (!isKeyOf(person.tenantId, protectedHeader.kid, signing)) return { kind: 'refused', reason: 'the key' }
    return { kind: 'person', person, assertion }
  } catch (error) {
    if (error instanceof KeysUnavailable) return { kind: 'unavailable', error }
    return { kind: 'refused', reason: error instanceof errors.JOSEError ? error.code : 'not readable' }
  }
}

/** Entra notes at a key whose tokens it signs: one tenant's, or `{tenantid}` for all. */
function isKeyOf(tenantId: string, kid: string | undefined, { published }: SigningKeys): boolean {
  const key = kid === undefined ? undefined : published(kid)
  const issuer = field(key, 'issuer')
  const tenant = typeof issuer === 'string' ? tenantIn(issuer) : null
  return kid !== undefined && (tenant === null || tenant === tenantId)
}
