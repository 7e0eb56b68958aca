import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect, test } from '@jest/globals'
import { DEMO_TEAMS_APP_ID } from '../src/config.ts'
import { variableNames } from '../src/config-variables.ts'
import {
  appId,
  botId,
  configOf,
  namesIn,
  otherTenantId,
  problemsOf,
  production,
  registered,
  sandbox,
  secret,
  tenantId,
  warningsOf,
} from './support/config-environments.ts'

test('a secret of the bot’s own is warned of at start, like one for Graph', () => {
  expect(namesIn(warningsOf({ ...production, BOT_PASSWORD: 'p' }))).toEqual(['AZURE_CLIENT_SECRET', 'BOT_PASSWORD'])
  expect(
    namesIn(warningsOf({ ...production, AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: 'c.pem' })),
  ).toEqual([])
})

test('in the sandbox the bot listens on this machine only and serves anybody', () => {
  expect(configOf(sandbox)).toMatchObject({
    host: '127.0.0.1',
    port: 3978,
    bot: null,
    teamsAppId: DEMO_TEAMS_APP_ID,
    allowedTenants: 'anybody',
    cloud: 'global',
    graph: {
      baseUrl: 'http://127.0.0.1:3979',
      version: 'v1.0',
      upgradeBody: 'consentedPermissionSet',
      credential: { kind: 'sandbox' },
      tenantId: null,
    },
    serviceHosts: [],
    tab: { clientId: null, domain: null, openIdMetadata: null, tokenIssuer: null },
    personLimit: 20,
    turnLimit: 500,
    upgradePolicy: 'owners',
    rolloutAdmins: [],
    databaseUrl: null,
    dataDir: '.data',
    logLevel: 'info',
    logHashKey: null,
    metrics: false,
    metricsToken: null,
    otlpEndpoint: null,
  })
  expect(warningsOf(sandbox)).toEqual([])
})

test('a registered bot listens everywhere, serves its own tenant, and talks to the global cloud', () => {
  const config = configOf(production)
  expect(config).toMatchObject({
    host: '0.0.0.0',
    bot: { id: botId, type: 'SingleTenant', tenantId, password: null },
    teamsAppId: appId,
    allowedTenants: [tenantId],
    graph: {
      baseUrl: 'https://graph.microsoft.com',
      credential: { kind: 'client-secret', clientId: botId, clientSecret: 'canary-secret' },
      tenantId,
      authority: {
        host: 'https://login.microsoftonline.com',
        isKnown: true,
        exchangeAudience: 'api://AzureADTokenExchange',
      },
    },
  })
  expect(config.botAuth).toEqual({
    openIdMetadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    tokenIssuer: 'https://api.botframework.com',
    authority: {
      host: 'https://login.microsoftonline.com',
      isKnown: true,
      exchangeAudience: 'api://AzureADTokenExchange',
    },
    loginTenant: tenantId,
    oAuthScope: 'https://api.botframework.com',
    tokenService: 'https://token.botframework.com',
  })
})

test('every setting is taken as it is given', () => {
  const config = configOf({
    ...production,
    PORT: '0',
    HOST: '::',
    BOT_PASSWORD: 'p',
    ALLOWED_TENANTS: ` ${tenantId.toUpperCase()} , ${otherTenantId},`,
    GRAPH_BASE_URL: 'https://graph.contoso.test/',
    GRAPH_VERSION: 'beta',
    UPGRADE_BODY: 'grantedResourceSpecificApplicationPermissions',
    AZURE_CLIENT_ID: appId,
    AZURE_TENANT_ID: 'contoso.onmicrosoft.com',
    AZURE_AUTHORITY_HOST: 'https://localhost:8443/',
    BOT_OPENID_METADATA: 'http://localhost:4000/v1/.well-known/openidconfiguration',
    BOT_TOKEN_ISSUER: 'https://issuer.test',
    BOT_LOGIN_URL: 'https://localhost:8443',
    BOT_SERVICE_HOSTS: 'Bots.contoso.test, localhost:56150, [::1]:9',
    TAB_CLIENT_ID: appId,
    TAB_DOMAIN: 'tab.contoso.test',
    TAB_OPENID_METADATA: 'http://127.0.0.1:4001/metadata',
    TAB_TOKEN_ISSUER: 'https://tab-issuer.test',
    PERSON_LIMIT: '3',
    TURN_LIMIT: '7',
    UPGRADE_POLICY: 'members',
    ROLLOUT_ADMINS: otherTenantId,
    DATABASE_URL: 'postgresql://bot@db/bot',
    DATA_DIR: '/var/lib/bot',
    LOG_LEVEL: 'debug',
    LOG_HASH_KEY: 'sixteen letters!',
    METRICS: 'prometheus',
    METRICS_TOKEN: 'sixteen-letters!',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
  })
  expect(config).toMatchObject({
    port: 0,
    host: '::',
    bot: { password: 'p' },
    allowedTenants: [tenantId, otherTenantId],
    graph: {
      baseUrl: 'https://graph.contoso.test',
      version: 'beta',
      upgradeBody: 'grantedResourceSpecificApplicationPermissions',
      credential: { kind: 'client-secret', clientId: appId, clientSecret: 'canary-secret' },
      tenantId: 'contoso.onmicrosoft.com',
      authority: { host: 'https://localhost:8443', isKnown: false },
    },
    botAuth: {
      openIdMetadata: 'http://localhost:4000/v1/.well-known/openidconfiguration',
      tokenIssuer: 'https://issuer.test',
      authority: { host: 'https://localhost:8443', isKnown: false },
    },
    serviceHosts: ['bots.contoso.test', 'localhost:56150', '[::1]:9'],
    tab: {
      clientId: appId,
      domain: 'tab.contoso.test',
      openIdMetadata: 'http://127.0.0.1:4001/metadata',
      tokenIssuer: 'https://tab-issuer.test',
    },
    personLimit: 3,
    turnLimit: 7,
    upgradePolicy: 'members',
    rolloutAdmins: [otherTenantId],
    databaseUrl: 'postgresql://bot@db/bot',
    dataDir: '/var/lib/bot',
    logLevel: 'debug',
    logHashKey: 'sixteen letters!',
    metrics: true,
    metricsToken: 'sixteen-letters!',
    otlpEndpoint: 'http://collector:4318',
  })
})

test('an empty variable is an unset one', () => {
  const empty = Object.fromEntries(variableNames.map((name) => [name, ' ']))
  expect(configOf({ ...empty, ...sandbox })).toEqual(configOf(sandbox))
})

test.each([
  ['gcc-high', 'https://graph.microsoft.us', 'https://login.microsoftonline.us', 'https://api.botframework.us'],
  ['dod', 'https://dod-graph.microsoft.us', 'https://login.microsoftonline.us', 'https://api.botframework.us'],
  [
    'china',
    'https://microsoftgraph.chinacloudapi.cn',
    'https://login.chinacloudapi.cn',
    'https://api.botframework.azure.cn',
  ],
])('CLOUD=%s moves Graph, sign-in and the Bot Framework together', (cloud, graph, login, issuer) => {
  const config = configOf({ ...production, CLOUD: cloud })
  expect([config.graph.baseUrl, config.graph.authority, config.botAuth.tokenIssuer]).toEqual([
    graph,
    expect.objectContaining({ host: login, isKnown: true }),
    issuer,
  ])
  expect(config.hosts.serviceHosts.join()).not.toMatch(/trafficmanager|botframework\.com/)
  expect(namesIn(warningsOf({ ...production, CLOUD: cloud }))).toContain('CLOUD')
})

test('a bot without a stated type is one of its tenant, or of many', () => {
  expect(configOf({ ...production, BOT_TYPE: '' }).bot?.type).toBe('SingleTenant')
  const many = { BOT_ID: botId, AZURE_TENANT_ID: tenantId, ...secret }
  expect(configOf(many)).toMatchObject({ bot: { type: 'MultiTenant' }, botAuth: { loginTenant: 'botframework.com' } })
})

test('a registered bot without any tenant serves nobody, and says so', () => {
  const env = { BOT_ID: botId, TEAMS_APP_ID: appId, AZURE_TENANT_ID: tenantId, ...secret }
  expect(configOf(env).allowedTenants).toEqual([])
  expect(namesIn(warningsOf(env))).toContain('ALLOWED_TENANTS')
})

test.each([
  ['client-secret', secret, { clientSecret: 'canary-secret' }],
  ['client-certificate', { AZURE_CLIENT_CERTIFICATE_PATH: '/a.pem' }, { certificatePath: '/a.pem' }],
  ['workload-identity', { AZURE_FEDERATED_TOKEN_FILE: '/token' }, { tokenFilePath: '/token' }],
])('the credential is %s when only that is set', (kind, env, own) => {
  expect(configOf({ ...registered, ...env }).graph.credential).toEqual({ kind, clientId: botId, ...own })
})

test('of several credentials the safest is used unless another is named, and the rest is mentioned', () => {
  const several = { ...registered, ...secret, AZURE_CLIENT_CERTIFICATE_PATH: '/a', AZURE_FEDERATED_TOKEN_FILE: '/t' }
  expect(configOf(several).graph.credential.kind).toBe('workload-identity')
  expect(namesIn(warningsOf(several))).toContain('GRAPH_CREDENTIAL')
  const named = { ...several, GRAPH_CREDENTIAL: 'client-secret' }
  expect(configOf(named).graph.credential.kind).toBe('client-secret')
  expect(namesIn(warningsOf(named))).not.toContain('GRAPH_CREDENTIAL')
})

test('a managed identity vouches for the Entra app and is not taken for it', () => {
  const managedBot = { BOT_ID: botId, BOT_TYPE: 'UserAssignedMSI', BOT_TENANT_ID: tenantId }
  expect(configOf({ ...managedBot, AZURE_CLIENT_ID: appId }).graph.credential).toEqual({
    kind: 'managed-identity',
    clientId: appId,
    identityClientId: botId,
  })
  expect(namesIn(problemsOf(managedBot))).toEqual(['AZURE_CLIENT_ID'])
  const named = { ...registered, MANAGED_IDENTITY_CLIENT_ID: appId }
  expect(configOf(named).graph.credential).toEqual({
    kind: 'managed-identity',
    clientId: botId,
    identityClientId: appId,
  })
  expect(namesIn(problemsOf({ ...registered, GRAPH_CREDENTIAL: 'managed-identity' }))).toEqual([
    'MANAGED_IDENTITY_CLIENT_ID',
  ])
})

test('a secret that was left over is not used by a bot that is a managed identity, and is mentioned', () => {
  const leftOver = { ...registered, ...secret, BOT_TYPE: 'UserAssignedMSI', AZURE_CLIENT_ID: appId }
  expect(configOf(leftOver).graph.credential.kind).toBe('managed-identity')
  expect(namesIn(warningsOf(leftOver))).toContain('GRAPH_CREDENTIAL')
})

test.each([
  ['global', 'api://AzureADTokenExchange'],
  ['gcc-high', 'api://AzureADTokenExchangeUSGov'],
  ['dod', 'api://AzureADTokenExchangeUSGov'],
  ['china', 'api://AzureADTokenExchangeChina'],
])('in %s a managed identity vouches to %s', (CLOUD, audience) => {
  const named = { ...registered, MANAGED_IDENTITY_CLIENT_ID: appId, CLOUD }
  expect(configOf(named).graph.authority.exchangeAudience).toBe(audience)
})

test('ids are compared by Entra without regard to case, so they are kept in lower case', () => {
  const upper = { ...production, BOT_ID: 'ABCDEF01-2345-4678-9ABC-DEF012345678' }
  expect(configOf(upper).bot?.id).toBe('abcdef01-2345-4678-9abc-def012345678')
})

test('a tab of another Entra app than the one that calls Graph is warned about', () => {
  const tab = (id: string) => namesIn(warningsOf({ ...production, TAB_CLIENT_ID: id }))
  expect(tab('99999999-9999-4999-8999-999999999999')).toContain('TAB_CLIENT_ID')
  expect(tab(production.BOT_ID.toUpperCase())).not.toContain('TAB_CLIENT_ID')
  expect(warningsOf({ ...sandbox, TAB_CLIENT_ID: '99999999-9999-4999-8999-999999999999' })).toEqual([])
})

test('a client secret is warned about, other credentials are not', () => {
  expect(namesIn(warningsOf(production))).toEqual(['AZURE_CLIENT_SECRET'])
  const certificate = { ...registered, TEAMS_APP_ID: appId, AZURE_CLIENT_CERTIFICATE_PATH: '/a.pem' }
  expect(warningsOf(certificate)).toEqual([])
})

test('the sample explains every setting there is, no other, and is usable as it stands', () => {
  const text = readFileSync(`${import.meta.dirname}/../env/.env.local.sample`, 'utf8')
  const named = [...text.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map((match) => match[1])
  expect(named.sort()).toEqual([...variableNames].sort())
  expect(problemsOf(parseEnv(text))).toEqual([])
  // Apart from the credentials, of which one is chosen, the examples also work all together.
  const uncommented = text.replace(/^# ([A-Z][A-Z_]+=)/gm, '$1')
  expect(problemsOf(parseEnv(uncommented))).toEqual([])
})
