import { expect, test } from '@jest/globals'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { withSandbox } from './with-sandbox.ts'

const issuerOf = ({ url }: Sandbox) => `${url}/_sandbox/issuer`

async function json(url: string, init?: RequestInit): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, init)
  return { status: response.status, body: Object(await response.json()) }
}

const askToken = (sandbox: Sandbox, body: unknown) =>
  json(`${issuerOf(sandbox)}/tab-token`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

test('a person’s token is signed by the key that the metadata leads to, and says what Entra’s would', () =>
  withSandbox(async (sandbox) => {
    const { body: metadata } = await json(`${issuerOf(sandbox)}/.well-known/openid-configuration`)
    expect(metadata['issuer']).toBe(`${issuerOf(sandbox)}/{tenantid}/v2.0`)
    const { body: keys } = await json(String(metadata['jwks_uri']))
    const { body } = await askToken(sandbox, { userId: acmeIds.bob })
    const { payload } = await jwtVerify(String(body['token']), createLocalJWKSet(Object(keys)))
    expect(payload).toMatchObject({
      iss: `${issuerOf(sandbox)}/${acmeIds.tenant}/v2.0`,
      aud: acmeIds.botApp,
      tid: acmeIds.tenant,
      oid: acmeIds.bob,
      scp: 'access_as_user',
      name: 'Bob Brown',
      acct: 0,
    })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3_600)
    expect(JSON.stringify(keys)).not.toContain('"d":')
    expect(sandbox.journal).toEqual([])
  }))

test('guests are marked, and a token may be one that ends at once', () =>
  withSandbox(async (sandbox) => {
    const { body } = await askToken(sandbox, { userId: acmeIds.grace, lifeSeconds: -10 })
    const claims = JSON.parse(Buffer.from(String(body['token']).split('.')[1] ?? '', 'base64url').toString())
    expect(claims.acct).toBe(1)
    expect(claims.exp).toBeLessThan(Date.now() / 1000)
  }))

test('nobody else is signed in', () =>
  withSandbox(async (sandbox) => {
    for (const body of [{}, { userId: 'x' }, '{', '[]', { userId: [acmeIds.bob] }]) {
      expect((await askToken(sandbox, body)).status).toBe(404)
    }
    expect((await json(`${issuerOf(sandbox)}/nothing`)).status).toBe(404)
  }))

test('agreeing again gives back what was taken, and leads back to this machine alone', () =>
  withSandbox(async (sandbox) => {
    const { signedInWith } = sandbox.tenant
    const before = [...(signedInWith?.scopes ?? [])]
    if (signedInWith) signedInWith.scopes = []
    const authorize = (target: string) =>
      fetch(`${issuerOf(sandbox)}/oauth2/v2.0/authorize?state=a%26b&redirect_uri=${encodeURIComponent(target)}`, {
        redirect: 'manual',
      })
    const back = await authorize('http://127.0.0.1:3978/tab/auth-end.html')
    expect([back.status, back.headers.get('location')]).toEqual([
      302,
      'http://127.0.0.1:3978/tab/auth-end.html#code=sandbox&state=a%26b',
    ])
    expect(signedInWith?.scopes).toEqual(before)
    for (const target of ['https://evil.example/', '', 'javascript:alert(1)']) {
      expect((await authorize(target)).status).toBe(400)
    }
  }))
