import { createServer } from 'node:http'
import { request } from 'node:https'
import { json, text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { selfSignedCertificate } from '../../src/sandbox/sign-in/self-signed-certificate.ts'

const tls = selfSignedCertificate()
const delivered: { authorization: string | undefined; body: unknown }[] = []
const bot = createServer(async (incoming, response) => {
  delivered.push({ authorization: incoming.headers.authorization, body: await json(incoming) })
  response.writeHead(201)
  response.end('{"from":"the bot"}')
})
let sandbox: Sandbox

beforeAll(async () => {
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  const address = bot.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  sandbox = await startSandbox({
    signIn: {
      ...{ appId: acmeIds.botApp, clientSecret: 'right', certificate: selfSignedCertificate().certificate },
      tls,
      bot: () => ({ id: acmeIds.botApp, url }),
    },
  })
})
afterAll(async () => {
  bot.close()
  await sandbox.close()
})
beforeEach(() => sandbox.reset())

type Answer = { status: number; body: Record<string, unknown> }

function askEntra(form: Record<string, string>, tenantId: string = acmeIds.tenant): Promise<Answer> {
  const whole = { client_id: acmeIds.botApp, client_secret: 'right', grant_type: 'client_credentials', ...form }
  return new Promise((resolve, reject) => {
    const url = `${sandbox.loginUrl}/${tenantId}/oauth2/v2.0/token`
    const asking = request(url, { method: 'POST', ca: tls.certificate }, async (response) =>
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(await text(response)) }),
    )
    asking.on('error', reject)
    asking.end(new URLSearchParams(whole).toString())
  })
}

const graphScope = () => ({ scope: `${sandbox.url}/.default` })
const tokenIn = ({ body }: Answer) => String(body['access_token'])
const askGraph = (token: string) =>
  fetch(`${sandbox.url}/v1.0/appCatalogs/teamsApps`, { headers: { authorization: `Bearer ${token}` } })
const tabToken = async (userId: string): Promise<string> => {
  const body = JSON.stringify({ userId })
  const answer = await fetch(`${sandbox.url}/_sandbox/issuer/tab-token`, { method: 'POST', body })
  return String(Object(await answer.json()).token)
}
const onBehalfOf = (assertion: string) =>
  askEntra({ ...graphScope(), grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })

test('the app gets a token that its Graph takes, with the roles granted at this moment', async () => {
  const token = tokenIn(await askEntra(graphScope()))
  expect((await askGraph(token)).status).toBe(200)
  const known = sandbox.tenant.tokens['sandbox-app']
  if (known?.kind === 'application') known.roles = []
  expect((await askGraph(tokenIn(await askEntra(graphScope())))).status).toBe(403)
  // What a token says it says until it ends.
  expect((await askGraph(token)).status).toBe(200)
})

test.each<[string, () => Promise<Answer>, string]>([
  ['a wrong secret', () => askEntra({ ...graphScope(), client_secret: 'wrong' }), 'AADSTS7000215'],
  ['another app', () => askEntra({ ...graphScope(), client_id: acmeIds.polls }), 'AADSTS7000215'],
  [
    'an assertion of nobody',
    () => askEntra({ ...graphScope(), client_secret: '', client_assertion: 'a.b.c' }),
    'AADSTS7000215',
  ],
  ['another tenant', () => askEntra(graphScope(), acmeIds.polls), 'AADSTS90002'],
  ['something else than its Graph', () => askEntra({ scope: 'https://graph.microsoft.com/.default' }), 'AADSTS500011'],
  ['another way to get a token', () => askEntra({ ...graphScope(), grant_type: 'password' }), 'AADSTS70003'],
  ['a person nobody vouches for', () => onBehalfOf('a.b.c'), 'AADSTS50013'],
])('no token is given for %s', async (_what, ask, code) => {
  const { status, body } = await ask()
  expect(status).toBeGreaterThanOrEqual(400)
  expect(body['error_description']).toContain(code)
  expect(body['access_token']).toBeUndefined()
})

test('a person’s token is got with the tab’s, once they have agreed', async () => {
  const assertion = await tabToken(acmeIds.bob)
  const token = tokenIn(await onBehalfOf(assertion))
  const me = await fetch(`${sandbox.url}/v1.0/me/teamwork/installedApps`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(me.status).toBe(200)
  expect(sandbox.journal.at(-1)?.token).toEqual({ kind: 'delegated', appId: acmeIds.botApp, userId: acmeIds.bob })
  if (sandbox.tenant.signedInWith) sandbox.tenant.signedInWith.scopes = []
  expect((await onBehalfOf(assertion)).body).toMatchObject({ error: 'invalid_grant', suberror: 'consent_required' })
})

test('its Graph takes no other token', async () => {
  const good = tokenIn(await askEntra(graphScope()))
  const others = [
    'sandbox-app',
    `sandbox-user:${acmeIds.alice}`,
    '',
    `${good}x`,
    await tabToken(acmeIds.alice),
    tokenIn(await askEntra({ scope: 'https://api.botframework.com/.default' })),
  ]
  for (const token of others) expect((await askGraph(token)).status).toBe(401)
})

test('an activity is signed for the bot and its address, and the bot’s answer comes back', async () => {
  const channel = `${sandbox.url}/_sandbox/channel`
  const activity = { type: 'message', serviceUrl: 'https://smba.trafficmanager.net/emea/' }
  const answer = await fetch(`${channel}/api/messages`, { method: 'POST', body: JSON.stringify(activity) })
  expect([answer.status, await answer.json()]).toEqual([201, { from: 'the bot' }])
  const metadata: { jwks_uri?: string } = Object(
    await (await fetch(`${channel}/.well-known/openidconfiguration`)).json(),
  )
  const keys = createRemoteJWKSet(new URL(String(metadata.jwks_uri)))
  const { payload } = await jwtVerify(delivered[0]?.authorization?.replace('Bearer ', '') ?? '', keys)
  expect(payload).toMatchObject({
    iss: 'https://api.botframework.com',
    aud: acmeIds.botApp,
    serviceurl: activity.serviceUrl,
  })
  expect(delivered[0]?.body).toEqual(activity)
})
