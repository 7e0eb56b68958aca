import { createServer } from 'node:http'
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose'
import { acmeIds } from '../../src/sandbox/acme.ts'

export const teamsWeb = '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'

export type TokenIssuer = Awaited<ReturnType<typeof startTokenIssuer>>

/** Changes to the claims and the header of a good token; `undefined` takes one out. */
export type Bent = { claims?: Record<string, unknown>; header?: Record<string, unknown>; key?: CryptoKey | Uint8Array }

/** An issuer of tokens on loopback, those of the tab unless `usual` says otherwise, with everything about them in a test's hand. */
export async function startTokenIssuer(usual: Record<string, unknown> | null = null) {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const stranger = await generateKeyPair('RS256')
  const keys: JWK[] = [{ ...(await exportJWK(publicKey)), kid: 'good', use: 'sig' }]
  const requests: string[] = []
  let status = 200
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const body = request.url === '/keys' ? { keys } : { issuer: `${url}/{tenantid}/v2.0`, jwks_uri: `${url}/keys` }
    response.writeHead(status, { 'content-type': 'application/json' })
    // Not chained: restify replaces writeHead in the whole process by one that returns nothing.
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const nowSeconds = () => Math.floor(Date.now() / 1000)
  const times = () => ({ iat: nowSeconds(), nbf: nowSeconds(), exp: nowSeconds() + 3_600 })
  const tabClaims = () => ({
    iss: `${url}/${acmeIds.tenant}/v2.0`,
    aud: acmeIds.botApp,
    tid: acmeIds.tenant,
    oid: acmeIds.alice,
    azp: teamsWeb,
    scp: 'access_as_user',
    ver: '2.0',
    name: 'Alice Adams',
    ...times(),
  })
  const goodClaims = (): Record<string, unknown> => (usual ? { ...usual, ...times() } : tabClaims())
  return {
    url,
    metadata: `${url}/.well-known/openid-configuration`,
    requests,
    keys,
    stranger,
    publicPem: await exportSPKI(publicKey),
    goodClaims,
    nowSeconds,
    answerWith(next: number) {
      status = next
    },
    mint({ claims = {}, header = {}, key = privateKey }: Bent = {}): Promise<string> {
      const usual: JWTHeaderParameters = { alg: 'RS256', typ: 'JWT', kid: 'good' }
      return new SignJWT({ ...goodClaims(), ...claims }).setProtectedHeader({ ...usual, ...header }).sign(key)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A token put together by hand, for what no library would sign. */
export function handmade(header: object, claims: object, signature = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part(header)}.${part(claims)}.${signature}`
}
