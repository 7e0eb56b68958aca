import { type CloudHosts, type CloudName, clouds, isKnownAuthority } from './clouds.ts'
import { type GraphCredential, graphTenantId, readCredential } from './config-credential.ts'
import { problemsWithFiles } from './config-files.ts'
import { problemsBetween, warningsAbout } from './config-problems.ts'
import { type RolloutConfig, toRollouts } from './config-rollouts.ts'
import { readVariables, type Variables } from './config-variables.ts'
import type { LogLevel } from './log.ts'

/** The id that the package in appPackage/ gets from env/.env.dev, for trying out. */
export const DEMO_TEAMS_APP_ID = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc'

/** What the sandbox calls its tenant: whatever Graph is on this machine, history and rollouts need a name for it. */
export const DEMO_TENANT_ID = '11111111-1111-4111-8111-111111111111'

/** Where tokens come from. Instance discovery has to be off for a host that is no known cloud. */
export type Authority = {
  readonly host: string
  readonly isKnown: boolean
  /** Whom a managed identity's assertion is for. */
  readonly exchangeAudience: string
}

export type Config = {
  readonly host: string
  readonly port: number
  /** Null: no registration, so activities are taken unauthenticated and the bot listens on loopback only. */
  readonly bot: {
    readonly id: string
    readonly type: 'SingleTenant' | 'UserAssignedMSI' | 'MultiTenant'
    readonly tenantId: string | null
    /** Null for a managed identity, and where the Graph credential is the bot's own. */
    readonly password: string | null
  } | null
  readonly botAuth: {
    readonly openIdMetadata: string
    readonly tokenIssuer: string
    readonly authority: Authority
    /** The tenant that the bot gets its own tokens from. */
    readonly loginTenant: string
    readonly oAuthScope: string
    readonly tokenService: string
  }
  readonly teamsAppId: string
  /** Tenant ids in lower case. */
  readonly allowedTenants: 'anybody' | readonly string[]
  readonly cloud: CloudName
  readonly hosts: CloudHosts
  readonly graph: {
    readonly baseUrl: string
    readonly version: 'v1.0' | 'beta'
    readonly upgradeBody: 'consentedPermissionSet' | 'grantedResourceSpecificApplicationPermissions'
    readonly credential: GraphCredential
    /** The credential's home tenant; null in the sandbox. Tokens are got in the tenant of each activity. */
    readonly tenantId: string | null
    readonly authority: Authority
    /** Requests that Graph takes from one tenant in a second, for reading and for changing alike. */
    readonly requestsPerSecond: number
    readonly placeWindowMs: number
  }
  /** What the operator added to the cloud's service hosts: `host` or `host:port`, in lower case. */
  readonly serviceHosts: readonly string[]
  /** Null where nothing overrides what follows from the cloud and the tenant. */
  readonly tab: {
    readonly clientId: string | null
    readonly domain: string | null
    readonly openIdMetadata: string | null
    readonly tokenIssuer: string | null
  }
  /** Commands and presses of one person in 10 seconds. */
  readonly personLimit: number
  /** Commands under way at once in this process. */
  readonly turnLimit: number
  readonly upgradePolicy: 'owners' | 'members'
  /** The publisher's word to people on why a new version asks for more; null: none. */
  readonly consentNote: string | null
  readonly rolloutAdmins: readonly string[]
  readonly rollouts: RolloutConfig
  /** Null: the embedded store under `dataDir`. */
  readonly databaseUrl: string | null
  readonly dataDir: string
  readonly logLevel: LogLevel
  /** What ids in log lines are hashed with; null: a key of each process's own. */
  readonly logHashKey: string | null
  readonly metrics: boolean
  /** Who shows it may read the metrics from anywhere; null: only who is near. */
  readonly metricsToken: string | null
  /** Where traces go; null: nowhere. */
  readonly otlpEndpoint: string | null
}

export type ReadConfig = { kind: 'ok'; config: Config; warnings: string[] } | { kind: 'invalid'; problems: string[] }

/**
 * The settings from the environment (env/.env.local.sample explains each). An empty variable is an unset one.
 * Every problem is found at once and names its variable; no value is repeated, so the texts may go to a terminal.
 *
 * @param filesAreHere whether the files that settings name are those of this machine
 */
export function readConfig(env: Record<string, string | undefined>, filesAreHere = false): ReadConfig {
  const { values, malformed, problems } = readVariables(env)
  const withFiles = filesAreHere ? problemsWithFiles(values) : []
  const all = [...problems, ...problemsBetween({ values, malformed }), ...withFiles]
  const credential = readCredential(values)
  if (all.length > 0 || credential === null) return { kind: 'invalid', problems: all }
  return { kind: 'ok', config: toConfig(values, credential), warnings: warningsAbout(values) }
}

/** What an entry prints to standard error before it exits with 78. */
export function formatProblems(problems: readonly string[], what = 'The bot did not start, because its'): string {
  const lines = problems.map((problem) => `  - ${problem}\n`).join('')
  return `${what} settings are not right:\n${lines}env/.env.local.sample explains every setting.\n`
}

function toConfig(values: Variables, credential: GraphCredential): Config {
  const cloud = values.CLOUD ?? 'global'
  const hosts = clouds[cloud]
  return {
    host: values.HOST ?? (values.BOT_ID ? '0.0.0.0' : '127.0.0.1'),
    port: values.PORT ?? 3978,
    bot: toBot(values),
    botAuth: toBotAuth(values, hosts),
    teamsAppId: values.TEAMS_APP_ID ?? DEMO_TEAMS_APP_ID,
    allowedTenants: toAllowedTenants(values),
    cloud,
    hosts,
    graph: toGraph(values, { credential, hosts }),
    serviceHosts: values.BOT_SERVICE_HOSTS ?? [],
    tab: toTab(values),
    ...toLimits(values),
    upgradePolicy: values.UPGRADE_POLICY ?? 'owners',
    consentNote: values.CONSENT_NOTE ?? null,
    rolloutAdmins: values.ROLLOUT_ADMINS ?? [],
    rollouts: toRollouts(values),
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: values.DATA_DIR ?? '.data',
    ...toWatched(values),
  }
}

/** How the process is watched. */
function toWatched(values: Variables) {
  return {
    logLevel: values.LOG_LEVEL ?? 'info',
    logHashKey: values.LOG_HASH_KEY ?? null,
    metrics: values.METRICS === 'prometheus',
    metricsToken: values.METRICS_TOKEN ?? null,
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  }
}

function toGraph(values: Variables, known: { credential: GraphCredential; hosts: CloudHosts }): Config['graph'] {
  return {
    baseUrl: values.GRAPH_BASE_URL ?? known.hosts.graphBaseUrl,
    version: values.GRAPH_VERSION ?? 'v1.0',
    upgradeBody: values.UPGRADE_BODY ?? 'consentedPermissionSet',
    credential: known.credential,
    tenantId: graphTenantId(values),
    authority: toAuthority(values.AZURE_AUTHORITY_HOST ?? known.hosts.loginAuthority, known.hosts),
    requestsPerSecond: values.GRAPH_REQUESTS_PER_SECOND ?? 30,
    placeWindowMs: values.GRAPH_PLACE_WINDOW_MS ?? 1_050,
  }
}

function toLimits(values: Variables): Pick<Config, 'personLimit' | 'turnLimit'> {
  return { personLimit: values.PERSON_LIMIT ?? 20, turnLimit: values.TURN_LIMIT ?? 500 }
}

function toTab(values: Variables): Config['tab'] {
  return {
    clientId: values.TAB_CLIENT_ID ?? null,
    domain: values.TAB_DOMAIN ?? null,
    openIdMetadata: values.TAB_OPENID_METADATA ?? null,
    tokenIssuer: values.TAB_TOKEN_ISSUER ?? null,
  }
}

function toBot(values: Variables): Config['bot'] {
  if (!values.BOT_ID) return null
  return {
    id: values.BOT_ID,
    type: botType(values),
    tenantId: values.BOT_TENANT_ID ?? null,
    password: values.BOT_PASSWORD ?? null,
  }
}

/** New multi-tenant bots cannot be registered any more, so a bot with a tenant is one of a single tenant. */
function botType(values: Variables) {
  return values.BOT_TYPE ?? (values.BOT_TENANT_ID ? 'SingleTenant' : 'MultiTenant')
}

function toBotAuth(values: Variables, hosts: CloudHosts): Config['botAuth'] {
  const isMultiTenant = botType(values) === 'MultiTenant'
  return {
    openIdMetadata: values.BOT_OPENID_METADATA ?? hosts.botOpenIdMetadata,
    tokenIssuer: values.BOT_TOKEN_ISSUER ?? hosts.botTokenIssuer,
    authority: toAuthority(values.BOT_LOGIN_URL ?? hosts.botLoginAuthority, hosts),
    loginTenant: isMultiTenant ? hosts.botLoginTenant : (values.BOT_TENANT_ID ?? hosts.botLoginTenant),
    oAuthScope: hosts.botOAuthScope,
    tokenService: hosts.botTokenService,
  }
}

function toAuthority(host: string, { tokenExchangeAudience }: CloudHosts): Authority {
  return { host, isKnown: isKnownAuthority(host), exchangeAudience: tokenExchangeAudience }
}

function toAllowedTenants(values: Variables): Config['allowedTenants'] {
  if (values.ALLOWED_TENANTS) return values.ALLOWED_TENANTS
  if (values.BOT_TENANT_ID) return [values.BOT_TENANT_ID]
  return values.BOT_ID ? [] : 'anybody'
}
