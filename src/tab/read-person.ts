import { z } from 'zod'
import { tabClients } from './tab-clients.ts'

/** Who a verified token speaks for. `name` is what Entra calls them, for people to read and for nothing else. */
export type TabPerson = {
  tenantId: string
  id: string
  name: string | null
  /** Signed in from another organization, or with no organization's account. */
  isGuest: boolean
  expiresAtMs: number
}

export type PersonRules = {
  allowedTenants: 'anybody' | readonly string[]
  /** The `iss` that tokens of this tenant may have. */
  issuersOf(tenantId: string): string[]
}

const guid = z.guid().toLowerCase()

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
const claims = z.object({
  iss: z.string(),
  aud: z.string(),
  tid: guid,
  oid: guid,
  scp: z.string(),
  exp: z.number(),
  azp: guid.optional(),
  appid: guid.optional(),
  ver: z.enum(['1.0', '2.0']).optional(),
  idtyp: z.literal('user').optional(),
  acct: z.union([z.number(), z.string()]).optional(),
  idp: z.string().optional(),
  name: z.string().optional(),
})

type Claims = z.infer<typeof claims>

/** What the claims of a token with a good signature, audience and time say; or why it is not taken, in words for the log. */
export function readPerson(
  payload: unknown,
  { allowedTenants, issuersOf }: PersonRules,
): TabPerson | { refused: string } {
  const read = claims.safeParse(payload)
  if (!read.success) return { refused: `the claim ${String(read.error.issues[0]?.path[0])}` }
  const { tid, oid, iss, scp, exp, name = null } = read.data
  if (!issuersOf(tid).includes(iss)) return { refused: 'the issuer' }
  if (allowedTenants !== 'anybody' && !allowedTenants.includes(tid)) return { refused: 'the tenant' }
  // An app's own token has no scopes, so this keeps those out too.
  if (!scp.split(' ').includes('access_as_user')) return { refused: 'the scope' }
  if (!isFromTabClient(read.data)) return { refused: 'the client' }
  return { tenantId: tid, id: oid, name, isGuest: isGuest(read.data), expiresAtMs: exp * 1000 }
}

/** Version 2.0 names the client in `azp`, 1.0 in `appid`; a token with both must mean one. */
function isFromTabClient({ azp, appid }: Claims): boolean {
  const named = [azp, appid].filter((client) => client !== undefined)
  return new Set(named).size === 1 && named.every((client) => tabClients.has(client))
}

/** `acct` (optional claim) is 1 for guests; `idp` is there when somebody else than this tenant vouched for the person. */
function isGuest({ acct, idp, iss, tid }: Claims): boolean {
  if (String(acct) === '1') return true
  return idp !== undefined && idp !== iss && tenantIn(idp) !== tid
}

/** The first GUID in an issuer's address, in lower case; null where it has none. */
export function tenantIn(issuer: string): string | null {
  return /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i.exec(issuer)?.[0].toLowerCase() ?? null
}
