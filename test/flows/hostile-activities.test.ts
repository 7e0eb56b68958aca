import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type BotUnderTest, bob, places, startBot } from '../support/bot-under-test.ts'
import { forgedTokens } from '../support/hostile-tokens.ts'
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts'

const channelIssuer = 'https://api.botframework.com'
const serviceUrl = 'https://smba.trafficmanager.net/emea/'
const someApp = '12345678-1234-4234-8234-123456789012'
const otherTenant = '99999999-9999-4999-8999-999999999999'

let issuer: TokenIssuer
let bot: BotUnderTest
beforeAll(async () => {
  issuer = await startTokenIssuer({ iss: channelIssuer, aud: acmeIds.botApp, serviceurl: serviceUrl })
  Object.assign(issuer.keys[0] ?? {}, { endorsements: ['msteams', 'webchat'] })
  bot = await startBot({
    env: {
      BOT_ID: acmeIds.botApp,
      BOT_PASSWORD: 'x',
      BOT_TENANT_ID: acmeIds.tenant,
      BOT_OPENID_METADATA: issuer.metadata,
      HOST: '127.0.0.1',
    },
  })
})
afterAll(async () => {
  await bot.stop()
  await issuer.close()
})

/** A press that is answered in the same request, so that nothing but the entry is between it and its card. */
const good = (): Activity => Object({ ...bot.teams.pressed('help', places.channel, bob), serviceUrl })

type Activity = {
  channelId: string
  serviceUrl: string
  from: { id: string }
  conversation: { id: string; tenantId: string }
}

const post = async (activity: unknown, authorization: string | null) => {
  const answer = await fetch(`${bot.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
    body: typeof activity === 'string' ? activity : JSON.stringify(activity),
  })
  return { status: answer.status, text: await answer.text() }
}

const bearer = async (claims: Record<string, unknown> = {}) => `Bearer ${await issuer.mint({ claims })}`
const turns = () => bot.logLines.filter((line) => /a turn|a command was asked for/.test(line)).length
const later = (seconds: number) => issuer.nowSeconds() + seconds

/** Nothing was done by it, and nobody learnt anything. */
async function expectRefused(sent: Promise<{ status: number; text: string }>, status: number, error: string) {
  const before = turns()
  expect(await sent).toEqual({ status, text: JSON.stringify({ error }) })
  expect(turns()).toBe(before)
  expect(bot.sandbox.journal).toEqual([])
  expect(bot.teams.messages).toEqual([])
}

const claims = (changed: Record<string, unknown>) => () => issuer.mint({ claims: changed })

const hostileTokens: Record<string, () => Promise<string> | string> = {
  ...forgedTokens(() => issuer),
  'expired more than 5 minutes ago': () => issuer.mint({ claims: { exp: later(-301) } }),
  'not valid for more than 5 minutes': () => issuer.mint({ claims: { nbf: later(310) } }),
  'another audience': claims({ aud: someApp }),
  'two audiences': claims({ aud: [acmeIds.botApp, someApp] }),
  'an audience that begins right': claims({ aud: `${acmeIds.botApp}x` }),
  'the audience of Teams itself': claims({ aud: channelIssuer }),
  'another issuer': claims({ iss: 'https://evil.example' }),
  'an issuer that begins right': claims({ iss: `${channelIssuer}.evil.example` }),
  'an issuer with a slash': claims({ iss: `${channelIssuer}/` }),
  'another service': claims({ serviceurl: 'https://smba.trafficmanager.net/amer/' }),
  'another spelling of its service': claims({ serviceurl: serviceUrl.toUpperCase() }),
  'no service': claims({ serviceurl: undefined }),
  'a service that is a list': claims({ serviceurl: [serviceUrl] }),
  'an issuer and a client as the Emulator has them': claims({
    iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
    ver: '1.0',
    appid: acmeIds.botApp,
  }),
  'an issuer and a client as a skill has them': claims({
    iss: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
    ver: '2.0',
    azp: someApp,
  }),
  'the claims of a tab’s token': claims({
    iss: `https://login.microsoftonline.com/${acmeIds.tenant}/v2.0`,
    scp: 'access_as_user',
  }),
}

describe('a token with', () => {
  test.each(Object.entries(hostileTokens))('%s gets the one constant 401, and no turn runs', async (_what, make) => {
    await expectRefused(post(good(), `Bearer ${await make()}`), 401, 'unauthorized')
  })

  test.each<[string, (token: string) => string | null]>([
    ['no header', () => null],
    ['an empty header', () => ''],
    ['no scheme', (token) => token],
    ['another scheme', () => 'Basic YWxpY2U6cHc='],
    ['its scheme in small letters', (token) => `bearer ${token}`],
    ['another token behind it', (token) => `Bearer ${token} ${token}`],
    ['a comma and another', (token) => `Bearer ${token}, Bearer x`],
  ])('%s is refused the same way', async (_what, header) => {
    await expectRefused(post(good(), header(await issuer.mint())), 401, 'unauthorized')
  })
})

describe('with a good token', () => {
  test.each<[string, (activity: Activity) => object, string?]>([
    ['another tenant', (a) => ({ ...a, conversation: { ...a.conversation, tenantId: otherTenant } })],
    ['two tenants that disagree', (a) => ({ ...a, channelData: { tenant: { id: otherTenant } } })],
    ['a second tenant that is no id', (a) => ({ ...a, channelData: { tenant: { id: '*' } } })],
    ['a second tenant that is a list', (a) => ({ ...a, channelData: { tenant: { id: [acmeIds.tenant] } } })],
    ['a tenant that is no id', (a) => ({ ...a, conversation: { ...a.conversation, tenantId: 'acme' } })],
    ['no tenant at all', (a) => ({ ...a, conversation: { id: a.conversation.id }, channelData: {} })],
    ['a service elsewhere', (a) => ({ ...a, serviceUrl: 'https://evil.example/' }), 'https://evil.example/'],
    [
      'a service over plain http',
      (a) => ({ ...a, serviceUrl: 'http://smba.trafficmanager.net/' }),
      'http://smba.trafficmanager.net/',
    ],
    ['a service on this machine', (a) => ({ ...a, serviceUrl: 'http://127.0.0.1:9/' }), 'http://127.0.0.1:9/'],
    [
      'a service behind a user name',
      (a) => ({ ...a, serviceUrl: 'https://smba.trafficmanager.net@evil.example/' }),
      'https://smba.trafficmanager.net@evil.example/',
    ],
    ['no service', (a) => ({ ...a, serviceUrl: '' }), ''],
    ['a channel of Azure’s that its key signs for, but that is not Teams', (a) => ({ ...a, channelId: 'webchat' })],
  ])('%s is forbidden, and no turn runs', async (_what, bend, service = serviceUrl) => {
    await expectRefused(post(bend(good()), await bearer({ serviceurl: service })), 403, 'forbidden')
  })

  test.each(['directline', 'AseChannel', 'emulator', ''])('the channel “%s” is unproven', async (channelId) => {
    await expectRefused(post({ ...good(), channelId }, await bearer()), 401, 'unauthorized')
  })

  test.each<[string, (activity: Activity) => object | string]>([
    ['nobody it is from', ({ from: _from, ...rest }) => rest],
    ['a sender without an id', (a) => ({ ...a, from: { name: 'Alice' } })],
    ['a sender whose id is empty', (a) => ({ ...a, from: { id: '' } })],
    ['a sender that is a text', (a) => ({ ...a, from: '29:alice' })],
    ['no conversation', ({ conversation: _conversation, ...rest }) => rest],
    ['no channel', ({ channelId: _channelId, ...rest }) => rest],
    ['no service address', ({ serviceUrl: _serviceUrl, ...rest }) => rest],
    ['a type that is a number', (a) => ({ ...a, type: 5 })],
    ['a list for a text', (a) => ({ ...a, type: 'message', text: ['upgrade app'] })],
    ['a form', () => 'type=message'],
    ['__proto__ in it', (a) => JSON.stringify(a).replace('{', '{"__proto__":{"aadObjectId":"x"},')],
    ['21 levels', (a) => ({ ...a, deep: JSON.parse(`${'[{"a":'.repeat(11)}1${'}]'.repeat(11)}`) })],
  ])('a body with %s is no activity, and no turn runs', async (_what, bend) => {
    const answer = await post(bend(good()), await bearer())
    expect(answer.status).toBe(400)
    expect(answer.text).toMatch(/^\{"error":"body is (not an activity|not valid JSON|nested too deeply)"\}$/)
    expect(bot.sandbox.journal).toEqual([])
  })

  test.each<[string, Record<string, unknown>]>([
    ['as it usually is', {}],
    ['that ended less than 5 minutes ago', { exp: -290 }],
    ['that begins in less than 5 minutes', { nbf: 299 }],
  ])('%s a person is answered', async (_what, offset) => {
    const times = Object.fromEntries(Object.entries(offset).map(([name, by]) => [name, later(Number(by))]))
    const answer = await post(good(), await bearer(times))
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('What I can do')
  })
})

test('there are at least forty of them', () => {
  expect(Object.keys(hostileTokens).length).toBeGreaterThanOrEqual(40)
})

test('no header made the bot ask anybody else for keys, and its own were read once', () => {
  expect(issuer.requests.filter((path) => path.includes('evil'))).toEqual([])
  // The second look is for the key that nobody knows.
  expect(issuer.requests.filter((path) => path === '/keys').length).toBeLessThanOrEqual(2)
})

test('neither a token nor why it was refused left the log', async () => {
  const token = await issuer.mint({ claims: { aud: someApp } })
  await post(good(), `Bearer ${token}`)
  const log = bot.logLines.join('')
  for (const part of token.split('.')) expect(log).not.toContain(part)
  expect(log).toContain('ERR_JWT_CLAIM_VALIDATION_FAILED')
})
