import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Authority } from '../../src/graph/credentials.ts'
import { createPersonTokens, type PersonTokenParts } from '../../src/graph/person-token.ts'
import { selfSignedCertificate } from '../../src/sandbox/sign-in/self-signed-certificate.ts'

const clientId = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const claims = '{"access_token":{"polids":{"essential":true,"values":["9ab03e19"]}}}'

/** Entra's answers, by the assertion that is exchanged (page "Microsoft identity platform and OAuth 2.0 On-Behalf-Of flow"). */
const answers: Record<string, { status: number; body: object }> = {
  consent: refused('invalid_grant', 65001, { suberror: 'consent_required' }),
  'consent without its sub-code': refused('invalid_grant', 65001),
  'admin consent': refused('invalid_grant', 90094),
  mfa: refused('interaction_required', 50079, { suberror: 'basic_action', claims }),
  'mfa without claims': refused('interaction_required', 50076),
  'signed out everywhere': refused('invalid_grant', 50173, { suberror: 'bad_token' }),
  'a password that has ended': refused('invalid_grant', 50055),
  'too old': refused('invalid_grant', 500133),
  'not for this app': refused('invalid_grant', 50013),
  'a wrong secret': refused('invalid_client', 7000215),
  busy: { status: 503, body: { error: 'temporarily_unavailable' } },
}

function refused(error: string, code: number, more: object = {}) {
  const description = `AADSTS${code}: a sentence with a trace id and a time in it.`
  return { status: 400, body: { error, error_description: description, error_codes: [code], ...more } }
}

let folder: string
let server: Server
let authority: Authority
let forms: URLSearchParams[] = []
/** What the other server was asked, which the sign-in service may send people to. */
let elsewhere: { server: Server; address: string; asked: number }

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exchange-'))
  const { certificate, privateKey } = selfSignedCertificate()
  await writeFile(path.join(folder, 'ca.pem'), certificate)
  await writeFile(path.join(folder, 'app.pem'), certificate + privateKey)
  await writeFile(path.join(folder, 'federated'), 'token of the workload\n')
  const keys = { cert: certificate, key: privateKey }
  server = createServer(keys, async (request, response) => {
    const form = new URLSearchParams(await text(request))
    const { status, body } = request.method === 'GET' ? { status: 200, body: metadata() } : exchange(form)
    const location = status === 307 ? { location: `${elsewhere.address}${request.url}` } : {}
    response.writeHead(status, { 'content-type': 'application/json', ...location })
    response.end(JSON.stringify(body))
  })
  const other = createServer(keys, (_, response) => {
    elsewhere.asked++
    response.end('{}')
  })
  authority = { host: await addressOf(server), isKnown: false, exchangeAudience: 'api://AzureADTokenExchange' }
  elsewhere = { server: other, address: await addressOf(other), asked: 0 }
})
afterAll(async () => {
  for (const one of [server, elsewhere.server]) {
    one.close()
    one.closeAllConnections()
  }
  await rm(folder, { recursive: true })
})

async function addressOf(listening: Server): Promise<string> {
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  return `https://localhost:${typeof address === 'object' ? address?.port : 0}`
}

function metadata() {
  const base = `${authority.host}/11111111-1111-4111-8111-111111111111`
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  }
}

function exchange(form: URLSearchParams): { status: number; body: object } {
  forms.push(form)
  const assertion = form.get('assertion') ?? ''
  if (assertion === 'sent elsewhere') return { status: 307, body: {} }
  const lifeSeconds = assertion === 'short' ? 200 : 3_600
  const token = `graph token ${forms.length} for ${assertion}`
  return (
    answers[assertion] ?? { status: 200, body: { token_type: 'Bearer', expires_in: lifeSeconds, access_token: token } }
  )
}

type Credential = PersonTokenParts['credential']
type Ask = { assertions: string[]; fresh: boolean }

/** Asks for tokens one after the other (those of one ask at once), in a process that trusts the server's certificate. */
async function ask(credential: Credential, asks: Ask[], env: Record<string, string> = {}): Promise<unknown[][]> {
  forms = []
  const parts: PersonTokenParts = { credential, authority, baseUrl: 'https://graph.microsoft.com' }
  const script = path.join(import.meta.dirname, '../support/exchange-process.ts')
  const child = spawn(process.execPath, [script, JSON.stringify({ parts, asks })], {
    env: { ...process.env, ...env, NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(await text(child.stdout))
}

const secret: Credential = { kind: 'client-secret', clientId, clientSecret: 'pw' }
const one = (assertion: string, fresh = false): Ask => ({ assertions: [assertion], fresh })

test('the tab’s token is exchanged for one of Graph’s, as Entra documents it', async () => {
  expect(await ask(secret, [one('alice')])).toEqual([[{ kind: 'token', token: 'graph token 1 for alice' }]])
  expect(Object.fromEntries(forms[0] ?? [])).toMatchObject({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    assertion: 'alice',
    client_id: clientId,
    client_secret: 'pw',
    scope: expect.stringContaining('https://graph.microsoft.com/.default'),
  })
})

test('a token is kept for who it was got for, asked for once by many, and got anew when that is wanted or it ends soon', async () => {
  const results = await ask(secret, [
    { assertions: ['alice', 'alice', 'alice', 'bob'], fresh: false },
    one('alice'),
    one('alice', true),
    one('alice'),
    one('short'),
    one('short'),
    one('consent'),
    one('consent'),
  ])
  expect(forms.map((form) => form.get('assertion')).sort()).toEqual(
    ['alice', 'alice', 'bob', 'consent', 'consent', 'short', 'short'].sort(),
  )
  expect(new Set(results[0]?.slice(0, 3).map((result) => JSON.stringify(result))).size).toBe(1)
  expect(results[1]).toEqual(results[0]?.slice(0, 1))
  expect(results[2]).not.toEqual(results[1])
  expect(results[3]).toEqual(results[2])
})

test('a sign-in service that sends the secret and the person’s token elsewhere is not followed', async () => {
  const [[result] = []] = await ask(secret, [one('sent elsewhere')])
  expect(result).toMatchObject({ kind: 'unavailable' })
  expect(forms.map((form) => form.get('assertion'))).toContain('sent elsewhere')
  expect(elsewhere.asked).toBe(0)
})

test('each of Entra’s refusals has its meaning', async () => {
  const names = Object.keys(answers)
  const results = await ask(secret, [{ assertions: names, fresh: false }])
  expect(Object.fromEntries(names.map((name, i) => [name, results[0]?.[i]]))).toEqual({
    consent: { kind: 'consent-required' },
    'consent without its sub-code': { kind: 'consent-required' },
    'admin consent': { kind: 'consent-required' },
    mfa: { kind: 'interaction-required', claims },
    'mfa without claims': { kind: 'interaction-required', claims: null },
    'signed out everywhere': { kind: 'interaction-required', claims: null },
    'a password that has ended': { kind: 'interaction-required', claims: null },
    'too old': { kind: 'assertion-refused' },
    'not for this app': { kind: 'assertion-refused' },
    'a wrong secret': { kind: 'unavailable', detail: 'AADSTS7000215' },
    busy: { kind: 'unavailable', detail: expect.any(String) },
  })
})

describe('the app proves itself with', () => {
  test('its certificate', async () => {
    const certificatePath = path.join(folder, 'app.pem')
    const results = await ask({ kind: 'client-certificate', clientId, certificatePath }, [one('alice')])
    expect(results).toMatchObject([[{ kind: 'token' }]])
    expect(forms[0]?.get('client_assertion')).toMatch(/^eyJ/)
    expect(forms[0]?.get('client_secret')).toBeNull()
  })

  test('the token of a workload identity', async () => {
    const tokenFilePath = path.join(folder, 'federated')
    const results = await ask({ kind: 'workload-identity', clientId, tokenFilePath }, [one('alice')])
    expect(results).toMatchObject([[{ kind: 'token' }]])
    expect(forms[0]?.get('client_assertion')).toBe('token of the workload')
    expect(forms[0]?.get('client_id')).toBe(clientId)
  })

  test('the token of a managed identity, which never calls Graph itself', async () => {
    const asked: string[] = []
    const identity = createHttpServer((request, response) => {
      asked.push(request.url ?? '')
      const token = { access_token: 'token of the identity', expires_on: String(Math.floor(Date.now() / 1000) + 3_600) }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ ...token, token_type: 'Bearer', resource: authority.exchangeAudience }))
    })
    await new Promise<void>((resolve) => identity.listen(0, '127.0.0.1', resolve))
    const address = identity.address()
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/msi/token`
    const credential: Credential = { kind: 'managed-identity', clientId, identityClientId: 'the-identity' }
    const results = await ask(credential, [one('alice')], { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: 'h' })
    identity.close()
    expect(results).toMatchObject([[{ kind: 'token' }]])
    expect(forms[0]?.get('client_assertion')).toBe('token of the identity')
    expect(asked.join()).toContain(`resource=${encodeURIComponent(authority.exchangeAudience)}`)
    expect(asked.join()).toContain('client_id=the-identity')
  })
})

test('nobody to ask is no reason to fail loudly', async () => {
  const closed = { ...authority, host: 'https://localhost:1' }
  const parts = { credential: secret, authority: closed, baseUrl: 'https://graph.microsoft.com' }
  const personToken = createPersonTokens(parts)
  const answer = await personToken({ tenantId: 't', userId: 'u', assertion: 'a' }, { fresh: false })
  expect(answer).toEqual({ kind: 'unavailable', detail: expect.any(String) })
})

test('in the sandbox a person’s token names them', async () => {
  const personToken = createPersonTokens({ credential: { kind: 'sandbox' }, authority, baseUrl: 'http://127.0.0.1:1' })
  const answer = await personToken({ tenantId: 't', userId: 'u', assertion: 'a' }, { fresh: false })
  expect(answer).toEqual({ kind: 'token', token: 'sandbox-user:u' })
})
