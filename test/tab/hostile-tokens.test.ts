import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type BotUnderTest, startBot } from '../support/bot-under-test.ts'
import { flipLast, forgedTokens } from '../support/hostile-tokens.ts'
import { startTokenIssuer, type TokenIssuer, teamsWeb } from '../support/token-issuer.ts'

let issuer: TokenIssuer
let bot: BotUnderTest
beforeAll(async () => {
  issuer = await startTokenIssuer()
  bot = await startBot({
    env: {
      ALLOWED_TENANTS: acmeIds.tenant,
      TAB_CLIENT_ID: acmeIds.botApp,
      TAB_DOMAIN: 'tab.acme.example',
      TAB_OPENID_METADATA: issuer.metadata,
      TAB_TOKEN_ISSUER: `${issuer.url}/{tenantid}/v2.0`,
    },
  })
})
afterAll(async () => {
  await bot.stop()
  await issuer.close()
})

const other = '99999999-9999-4999-8999-999999999999'
const someApp = '12345678-1234-4234-8234-123456789012'
const later = (seconds: number) => issuer.nowSeconds() + seconds
const claims = (changed: Record<string, unknown>) => () => issuer.mint({ claims: changed })
const header = (changed: Record<string, unknown>) => () => issuer.mint({ header: changed })
const shared = (text: string) => new TextEncoder().encode(text)

const hostile: Record<string, () => Promise<string> | string> = {
  ...forgedTokens(() => issuer),
  'HS256 with an empty-looking secret': () => issuer.mint({ header: { alg: 'HS256' }, key: shared('0'.repeat(32)) }),
  'another type of token': header({ typ: 'dpop+jwt' }),
  'another audience': claims({ aud: someApp }),
  'Graph’s audience': claims({ aud: 'https://graph.microsoft.com' }),
  'the audience of another host': claims({ aud: `api://evil.example/${acmeIds.botApp}` }),
  'an audience that begins right': claims({ aud: `${acmeIds.botApp}x` }),
  'two audiences': claims({ aud: [acmeIds.botApp, someApp] }),
  'another issuer': claims({ iss: 'https://evil.example/v2.0' }),
  'an issuer that begins right': () => issuer.mint({ claims: { iss: `${issuer.goodClaims().iss}/more` } }),
  'the issuer of another tenant': () => issuer.mint({ claims: { iss: `${issuer.url}/${other}/v2.0` } }),
  'the template itself as its issuer': () => issuer.mint({ claims: { iss: `${issuer.url}/{tenantid}/v2.0` } }),
  'another tenant than its issuer’s': claims({ tid: other }),
  'another tenant in full': () => issuer.mint({ claims: { tid: other, iss: `${issuer.url}/${other}/v2.0` } }),
  'no tenant': claims({ tid: undefined }),
  'a tenant that is no GUID': claims({ tid: 'acme' }),
  'expired 61 seconds ago': () => issuer.mint({ claims: { exp: later(-61) } }),
  'not yet valid': () => issuer.mint({ claims: { nbf: later(120) } }),
  'no beginning': claims({ nbf: undefined }),
  'an app-only token': claims({ idtyp: 'app', scp: undefined, roles: ['access_as_user'] }),
  'an app-only token with a scope': claims({ idtyp: 'app' }),
  'no scope': claims({ scp: undefined }),
  'another scope': claims({ scp: 'User.Read' }),
  'a scope that begins right': claims({ scp: 'access_as_user2' }),
  'scopes as a list': claims({ scp: ['access_as_user'] }),
  'another client': claims({ azp: someApp }),
  'no client': claims({ azp: undefined }),
  'the tab’s own app as its client': claims({ azp: acmeIds.botApp }),
  'two clients': claims({ appid: someApp }),
  'two clients that are both Teams’': claims({ appid: '1fec8e78-bce4-4aaf-ab1b-5451cc387264' }),
  'no person': claims({ oid: undefined }),
  'a person by name': claims({ oid: 'alice@acme.example' }),
  'a person with a path in it': claims({ oid: `${acmeIds.alice}/../${acmeIds.bob}` }),
  'an unknown version': claims({ ver: '3.0' }),
}

const list = '/api/tab/me/installations'
const upgrade = '/api/tab/me/installations/x/upgrade'
const ask = (method: string, path: string, authorization: string) =>
  fetch(bot.url + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(method === 'POST' ? { body: '{}' } : {}),
  })

const refusal = {
  type: '/problems/unauthorized',
  title: 'Sign-in needed',
  status: 401,
  detail: 'Open this page in Teams, which signs you in.',
}

describe('a token with', () => {
  test.each(Object.entries(hostile))('%s gets the one constant 401, and nothing is done', async (_what, make) => {
    const authorization = `Bearer ${await make()}`
    const answers = await Promise.all([ask('GET', list, authorization), ask('POST', upgrade, authorization)])
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(await answer.text()).toBe(JSON.stringify(refusal))
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
    expect(bot.sandbox.journal).toEqual([])
  })
})

test('there are at least forty of them', () => {
  expect(Object.keys(hostile).length).toBeGreaterThanOrEqual(40)
})

test('no header made the server ask anybody else for keys', () => {
  expect(issuer.requests.filter((path) => path.includes('evil'))).toEqual([])
})

test.each([
  ['no header at all', ''],
  ['another scheme', 'Basic YWxpY2U6cHc='],
  ['a token without its scheme', 'TOKEN'],
  ['a cookie beside it', 'Bearer'],
])('%s is refused the same way', async (_what, authorization) => {
  const headers = authorization ? { authorization } : { cookie: 'token=x' }
  const answer = await fetch(bot.url + list, { headers })
  expect([answer.status, await answer.json()]).toEqual([401, refusal])
})

test.each<[string, Record<string, unknown>]>([
  ['as it usually is', {}],
  ['of version 1.0', { ver: '1.0', azp: undefined, appid: teamsWeb }],
  ['for the app’s URI', { aud: `api://${acmeIds.botApp}` }],
  ['for the URI with the host', { aud: `api://tab.acme.example/${acmeIds.botApp}` }],
  ['for the URI of a tab with a bot', { aud: `api://tab.acme.example/botid-${acmeIds.botApp}` }],
  ['from Outlook on the web', { azp: 'bc59ab01-8403-45c6-8796-ac3ef710b3e3' }],
  ['with more scopes than one', { scp: 'openid access_as_user' }],
  ['of which the type of its holder is told', { idtyp: 'user' }],
])('a good token %s gets in', async (_what, changed) => {
  const answer = await ask('GET', list, `Bearer ${await issuer.mint({ claims: changed })}`)
  expect(answer.status).toBe(200)
})

test('a clock that is half a minute off does not keep anybody out', async () => {
  const [late, early] = [{ exp: later(-30) }, { nbf: later(30) }]
  for (const changed of [late, early]) {
    const answer = await ask('GET', list, `Bearer ${await issuer.mint({ claims: changed })}`)
    expect(answer.status).toBe(200)
  }
})

test('no token stands in the log', async () => {
  const token = await issuer.mint()
  await ask('GET', list, `Bearer ${token}`)
  await ask('GET', list, `Bearer ${flipLast(token)}`)
  const log = bot.logLines.join('')
  for (const part of token.split('.')) expect(log).not.toContain(part)
})
