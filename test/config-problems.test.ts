import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { formatProblems, readConfig } from '../src/config.ts'
import { variableNames } from '../src/config-variables.ts'
import {
  appId,
  botId,
  type Env,
  namesIn,
  problemsOf,
  production,
  registered,
  sandbox,
  secret,
  tenantId,
  warningsOf,
} from './support/config-environments.ts'
import { propertyRuns } from './support/property-runs.ts'

const otlp = 'OTEL_EXPORTER_OTLP_ENDPOINT'

const misconfigurations: [string, Env, string[]][] = [
  ['no setting at all', {}, ['GRAPH_CREDENTIAL']],
  ['a port that is a word', { ...sandbox, PORT: 'http' }, ['PORT']],
  ['a port out of range', { ...sandbox, PORT: '65536' }, ['PORT']],
  ['a port below zero', { ...sandbox, PORT: '-1' }, ['PORT']],
  ['a host that is an address of the web', { ...sandbox, HOST: 'http://127.0.0.1' }, ['HOST']],
  ['listening for everybody without authentication', { ...sandbox, HOST: '0.0.0.0' }, ['HOST']],
  ['the same over IPv6', { ...sandbox, HOST: '::' }, ['HOST']],
  ['the same by a name', { ...sandbox, HOST: 'bot.contoso.com' }, ['HOST']],
  ['a password for a bot that is not named', { ...sandbox, BOT_PASSWORD: 'canary-secret' }, ['BOT_ID']],
  ['a bot id that is none', { ...production, BOT_ID: 'my-bot' }, ['BOT_ID']],
  ['a bot id with something behind it', { ...production, BOT_ID: `${botId}x` }, ['BOT_ID']],
  ['an unknown type of bot', { ...production, BOT_TYPE: 'singletenant' }, ['BOT_TYPE']],
  [
    'a single-tenant bot without its tenant',
    { ...production, BOT_TENANT_ID: '', AZURE_TENANT_ID: tenantId },
    ['BOT_TENANT_ID'],
  ],
  ['a tenant that is a domain', { ...production, BOT_TENANT_ID: 'contoso.com' }, ['BOT_TENANT_ID']],
  ['no way for the bot to prove itself', { ...registered, ...sandbox }, ['BOT_PASSWORD']],
  ['a credential of another app than the bot', { ...production, AZURE_CLIENT_ID: appId }, ['BOT_PASSWORD']],
  ['an app id that is none', { ...sandbox, TEAMS_APP_ID: '1' }, ['TEAMS_APP_ID']],
  ['tenants with a star', { ...production, ALLOWED_TENANTS: '*' }, ['ALLOWED_TENANTS']],
  ['one bad tenant among good ones', { ...production, ALLOWED_TENANTS: `${tenantId},x` }, ['ALLOWED_TENANTS']],
  ['tenants that are only commas', { ...production, ALLOWED_TENANTS: ',,' }, ['ALLOWED_TENANTS']],
  ['an unknown cloud', { ...production, CLOUD: 'gcc' }, ['CLOUD']],
  ['Graph over plain http', { ...production, GRAPH_BASE_URL: 'http://graph.contoso.com' }, ['GRAPH_BASE_URL']],
  ['Graph with a path', { ...production, GRAPH_BASE_URL: 'https://graph.microsoft.com/v1.0' }, ['GRAPH_BASE_URL']],
  [
    'Graph with a password',
    { ...production, GRAPH_BASE_URL: 'https://a:canary-secret@graph.contoso.com' },
    ['GRAPH_BASE_URL'],
  ],
  ['Graph without a scheme', { ...production, GRAPH_BASE_URL: 'graph.microsoft.com' }, ['GRAPH_BASE_URL']],
  ['an unknown version of Graph', { ...production, GRAPH_VERSION: 'v2.0' }, ['GRAPH_VERSION']],
  ['an unknown body', { ...production, UPGRADE_BODY: '{}' }, ['UPGRADE_BODY']],
  [
    'the beta body on v1.0',
    { ...production, UPGRADE_BODY: 'grantedResourceSpecificApplicationPermissions' },
    ['UPGRADE_BODY'],
  ],
  ['an unknown credential', { ...production, GRAPH_CREDENTIAL: 'password' }, ['GRAPH_CREDENTIAL']],
  ['the sandbox tokens toward the real Graph', { GRAPH_CREDENTIAL: 'sandbox' }, ['GRAPH_BASE_URL']],
  ['the sandbox tokens toward another machine', { ...sandbox, GRAPH_BASE_URL: 'https://10.0.0.1' }, ['GRAPH_BASE_URL']],
  [
    'the sandbox tokens toward a name like this machine',
    { ...sandbox, GRAPH_BASE_URL: 'https://localhost.evil.test' },
    ['GRAPH_BASE_URL'],
  ],
  ['a secret without its app', { ...secret }, ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID']],
  [
    'a secret that is only named',
    { GRAPH_CREDENTIAL: 'client-secret' },
    ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_TENANT_ID'],
  ],
  [
    'a certificate that is only named',
    { ...registered, GRAPH_CREDENTIAL: 'client-certificate' },
    ['AZURE_CLIENT_CERTIFICATE_PATH'],
  ],
  [
    'a workload identity without its file',
    { ...registered, GRAPH_CREDENTIAL: 'workload-identity' },
    ['AZURE_FEDERATED_TOKEN_FILE'],
  ],
  ['an Entra app that is a name', { ...production, BOT_PASSWORD: 'p', AZURE_CLIENT_ID: 'bot' }, ['AZURE_CLIENT_ID']],
  ['a tenant that is an address', { ...production, AZURE_TENANT_ID: 'https://contoso.com' }, ['AZURE_TENANT_ID']],
  ['sign-in over plain http', { ...production, AZURE_AUTHORITY_HOST: 'http://localhost:1' }, ['AZURE_AUTHORITY_HOST']],
  [
    'bot keys over plain http',
    { ...production, BOT_OPENID_METADATA: 'http://evil.test/keys' },
    ['BOT_OPENID_METADATA'],
  ],
  ['an issuer with a space', { ...production, BOT_TOKEN_ISSUER: 'a b' }, ['BOT_TOKEN_ISSUER']],
  ['bot sign-in with a path', { ...production, BOT_LOGIN_URL: 'https://login.test/tenant' }, ['BOT_LOGIN_URL']],
  ['service hosts with a scheme', { ...production, BOT_SERVICE_HOSTS: 'https://a.test' }, ['BOT_SERVICE_HOSTS']],
  ['service hosts with a star', { ...production, BOT_SERVICE_HOSTS: '*.trafficmanager.net' }, ['BOT_SERVICE_HOSTS']],
  ['service hosts with a bad port', { ...production, BOT_SERVICE_HOSTS: 'a.test:99999' }, ['BOT_SERVICE_HOSTS']],
  ['a tab app that is none', { ...production, TAB_CLIENT_ID: 'tab' }, ['TAB_CLIENT_ID']],
  ['a tab domain with a scheme', { ...production, TAB_DOMAIN: 'https://tab.test' }, ['TAB_DOMAIN']],
  ['tab keys over plain http', { ...production, TAB_OPENID_METADATA: 'http://evil.test' }, ['TAB_OPENID_METADATA']],
  ['a limit of none', { ...sandbox, PERSON_LIMIT: '0' }, ['PERSON_LIMIT']],
  ['a limit that is half', { ...sandbox, PERSON_LIMIT: '2.5' }, ['PERSON_LIMIT']],
  ['an unknown policy', { ...sandbox, UPGRADE_POLICY: 'everyone' }, ['UPGRADE_POLICY']],
  ['admins by address', { ...sandbox, ROLLOUT_ADMINS: 'alice@contoso.com' }, ['ROLLOUT_ADMINS']],
  ['another database', { ...sandbox, DATABASE_URL: 'mysql://u:canary-secret@db/bot' }, ['DATABASE_URL']],
  ['a database that is a name', { ...sandbox, DATABASE_URL: 'db' }, ['DATABASE_URL']],
  ['an unknown level', { ...sandbox, LOG_LEVEL: 'loud' }, ['LOG_LEVEL']],
  ['unknown metrics', { ...sandbox, METRICS: 'yes' }, ['METRICS']],
  ['a short key for ids', { ...sandbox, LOG_HASH_KEY: 'canary-secret' }, ['LOG_HASH_KEY']],
  ['a short token for metrics', { ...sandbox, METRICS_TOKEN: 'canary-secret' }, ['METRICS_TOKEN']],
  ['a collector that is a name', { ...sandbox, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, [otlp]],
  ['a collector with a password', { ...sandbox, [otlp]: 'https://u:canary-secret@c.test' }, [otlp]],
]

test.each(misconfigurations)('refuses %s', (_what, env, names) => {
  const problems = problemsOf(env)
  expect(namesIn(problems)).toEqual(names)
  for (const problem of problems) expect(problem).toMatch(/^[A-Z_]+: .*must be|^UPGRADE_BODY: .*needs/)
})

test('every problem is named at once, those of single settings and those between them', () => {
  const problems = problemsOf({
    PORT: 'x',
    HOST: '0.0.0.0',
    BOT_PASSWORD: 'canary-secret',
    TEAMS_APP_ID: 'x',
    ALLOWED_TENANTS: 'x',
    CLOUD: 'x',
    GRAPH_CREDENTIAL: 'sandbox',
    UPGRADE_BODY: 'grantedResourceSpecificApplicationPermissions',
    BOT_OPENID_METADATA: 'x',
    BOT_SERVICE_HOSTS: 'x/',
    PERSON_LIMIT: 'x',
    UPGRADE_POLICY: 'x',
    ROLLOUT_ADMINS: 'x',
    DATABASE_URL: 'x',
    LOG_LEVEL: 'x',
    METRICS: 'x',
  })
  expect(namesIn(problems)).toEqual(
    [
      'PORT',
      'HOST',
      'BOT_ID',
      'TEAMS_APP_ID',
      'ALLOWED_TENANTS',
      'CLOUD',
      'GRAPH_BASE_URL',
      'UPGRADE_BODY',
      'BOT_OPENID_METADATA',
      'BOT_SERVICE_HOSTS',
      'PERSON_LIMIT',
      'UPGRADE_POLICY',
      'ROLLOUT_ADMINS',
      'DATABASE_URL',
      'LOG_LEVEL',
      'METRICS',
    ].sort(),
  )
  const text = formatProblems(problems)
  expect(text.split('\n')).toHaveLength(problems.length + 3)
  expect(text).toContain('  - PORT: must be a whole number from 0 to 65535\n')
})

test('a malformed setting is reported once, not also as missing', () => {
  expect(namesIn(problemsOf({ ...sandbox, BOT_ID: 'x', BOT_PASSWORD: 'p', HOST: '0.0.0.0' }))).toEqual(['BOT_ID'])
  expect(namesIn(problemsOf({ ...registered, ...secret, BOT_TENANT_ID: 'x' }))).not.toContain('BOT_PASSWORD')
})

test('no problem and no warning repeats what was given', () => {
  const texts = misconfigurations.flatMap(([, env]) => [...problemsOf(env), ...warningsOf(env)])
  expect(texts.join()).not.toContain('canary')
  fc.assert(
    fc.property(fc.constantFrom(...variableNames), (name) => {
      const said = [
        ...problemsOf({ ...production, [name]: 'canary!!' }),
        ...warningsOf({ ...production, [name]: 'canary!!' }),
      ]
      expect(said.join()).not.toContain('canary!!')
    }),
  )
})

test('whatever the environment holds, reading it ends in settings or in problems', () => {
  const value = fc.oneof(fc.string(), fc.constantFrom('', botId, 'sandbox', '0', 'http://127.0.0.1', 'https://a.test'))
  // What is good enough to start with comes up often, or most of what is tried would end at the first problem.
  const base = fc.constantFrom<Env>({}, sandbox, { ...sandbox, HOST: '0.0.0.0' }, { ...sandbox, HOST: '127.0.0.1' })
  const any = fc.dictionary(fc.constantFrom(...variableNames), value, { maxKeys: 4 })
  const env = fc.tuple(base, any).map(([good, given]) => ({ ...given, ...good }))
  fc.assert(
    fc.property(env, (given) => {
      const read = readConfig({ ...given })
      if (read.kind === 'invalid') expect(read.problems.length).toBeGreaterThan(0)
      else if (read.config.bot === null) expect(read.config.host).toMatch(/^(127\.|localhost$|::1$)/i)
    }),
    propertyRuns(1_000),
  )
})
