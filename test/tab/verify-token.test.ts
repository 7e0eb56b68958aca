import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { clouds } from '../../src/clouds.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { createSigningKeys } from '../../src/signing-keys.ts'
import { issuersOf, metadataUrl } from '../../src/tab/token-issuers.ts'
import { createVerifyToken } from '../../src/tab/verify-token.ts'
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts'

const { tenant } = acmeIds
const other = '99999999-9999-4999-8999-999999999999'

let issuer: TokenIssuer
beforeEach(async () => {
  issuer = await startTokenIssuer()
})
afterEach(() => issuer.close())

function verifier(metadata = issuer.metadata) {
  const verify = createVerifyToken({
    clientId: acmeIds.botApp,
    domain: null,
    allowedTenants: [tenant],
    issuersOf: (tenantId, metadataIssuer) => [metadataIssuer.replace('{tenantid}', tenantId)],
    readKeys: createSigningKeys(metadata),
  })
  return (token: string) => verify(`Bearer ${token}`)
}

const kindOf = async (verified: Promise<{ kind: string }>) => (await verified).kind

test('a good token says who the person is', async () => {
  const token = await issuer.mint()
  expect(await verifier()(token)).toEqual({
    kind: 'person',
    person: {
      tenantId: tenant,
      id: acmeIds.alice,
      name: 'Alice Adams',
      isGuest: false,
      expiresAtMs: expect.any(Number),
    },
    assertion: token,
  })
})

test('metadata and keys are read once, however many sign in at once and whatever unknown keys they name', async () => {
  const verify = verifier()
  const good = await issuer.mint()
  const unknown = await issuer.mint({ header: { kid: 'other' } })
  const kinds = await Promise.all([good, good, unknown, good, unknown].map((token) => kindOf(verify(token))))
  expect(kinds).toEqual(['person', 'person', 'refused', 'person', 'refused'])
  expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/keys'])
})

test('who is signed in stays so while the issuer is away', async () => {
  const verify = verifier()
  const token = await issuer.mint()
  await verify(token)
  await issuer.close()
  expect(await kindOf(verify(token))).toBe('person')
})

test('while keys cannot be read nobody is called an impostor, and it is tried again with the next one', async () => {
  const verify = verifier()
  const token = await issuer.mint()
  issuer.answerWith(500)
  expect(await kindOf(verify(token))).toBe('unavailable')
  issuer.answerWith(200)
  expect(await kindOf(verify(token))).toBe('person')
})

test('metadata that leads to keys over plain http on another machine is not followed', async () => {
  const { createServer } = await import('node:http')
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ issuer: 'i', jwks_uri: 'http://keys.example/keys' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const verify = verifier(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`)
  expect(await kindOf(verify(await issuer.mint()))).toBe('unavailable')
  server.close()
})

test('a key that signs for one tenant alone signs for no other', async () => {
  for (const [of, kind] of [
    [tenant, 'person'],
    [other, 'refused'],
    ['{tenantid}', 'person'],
  ]) {
    Object.assign(issuer.keys[0] ?? {}, { issuer: `https://login.microsoftonline.com/${of}/v2.0` })
    expect(await kindOf(verifier()(await issuer.mint()))).toBe(kind)
  }
})

test.each([
  ['by the optional claim', { acct: 1 }, true],
  ['by the claim as a text', { acct: '1' }, true],
  ['by another tenant that vouched for them', { idp: `https://sts.windows.net/${other}/` }, true],
  ['by a provider that is no tenant', { idp: 'live.com' }, true],
  ['not by their own tenant', { idp: `https://sts.windows.net/${tenant}/` }, false],
  ['not by a claim that says member', { acct: 0 }, false],
])('a guest is known %s', async (_how, claims, isGuest) => {
  expect(await verifier()(await issuer.mint({ claims }))).toMatchObject({ person: { isGuest } })
})

describe('who may issue tokens', () => {
  const { loginAuthority, legacyTokenIssuer } = clouds.global
  const entra = { loginAuthority, legacyTokenIssuer, openIdMetadata: null, tokenIssuer: null }

  test('Entra, in both versions, for the tenant of the token', () => {
    expect(metadataUrl(entra)).toBe('https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration')
    expect(issuersOf(entra, tenant, 'https://whatever.example')).toEqual([
      `https://login.microsoftonline.com/${tenant}/v2.0`,
      `https://sts.windows.net/${tenant}/`,
    ])
  })

  test('the Entra of each cloud', () => {
    const hosts = Object.values(clouds).map((cloud) => issuersOf({ ...entra, ...cloud }, tenant, '')[0]?.split('/')[2])
    expect(hosts).toEqual([
      ...['login.microsoftonline.com', 'login.microsoftonline.us', 'login.microsoftonline.us'],
      'login.chinacloudapi.cn',
    ])
  })

  test('who the metadata names, where that is another document than Entra’s', () => {
    const settings = { ...entra, openIdMetadata: 'https://issuer.example/openid' }
    expect(issuersOf(settings, tenant, 'https://issuer.example/{tenantid}/')).toEqual([
      `https://issuer.example/${tenant}/`,
    ])
    expect(issuersOf(settings, tenant, 'https://issuer.example/')).toEqual(['https://issuer.example/'])
  })

  test('who is set, and never for a tenant that this one’s address does not name', () => {
    const settings = { ...entra, tokenIssuer: `https://issuer.example/${tenant}/` }
    expect(issuersOf(settings, tenant, 'x')).toEqual([`https://issuer.example/${tenant}/`])
    expect(issuersOf(settings, other, 'x')).toEqual([])
  })
})
