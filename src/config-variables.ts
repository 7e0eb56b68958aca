import { isIP } from 'node:net'
import { z } from 'zod'
import { isLoopbackHost } from './loopback.ts'
import { parseWindow } from './maintenance-window.ts'

const guidExample = '11111111-1111-4111-8111-111111111111'
const guid = z.guid(`must be a GUID, such as ${guidExample}`)
const guidList = list(z.guid(), 'must be GUIDs with commas between them')
const secureUrl = text(isSecureUrl, 'must be an https address (plain http only on this machine)')
const origin = text(isOrigin, 'must be an https address without a path (plain http only on this machine)').transform(
  withoutSlash,
)
const anyText = z.string()

/**
 * Every environment variable there is, as it must look when it is set. What it means stands in env/.env.local.sample.
 * Messages say what is wanted and never repeat what was given, which may be a secret in the wrong place.
 */
const variables = z.object({
  PORT: wholeNumber(0, 65_535),
  HOST: text((host) => isIP(host) !== 0 || isHostName(host), 'must be an IP address or a host name'),
  BOT_ID: guid.toLowerCase(),
  BOT_TYPE: oneOf(['SingleTenant', 'UserAssignedMSI', 'MultiTenant']),
  BOT_TENANT_ID: guid.toLowerCase(),
  BOT_PASSWORD: anyText,
  TEAMS_APP_ID: guid,
  ALLOWED_TENANTS: guidList,
  CLOUD: oneOf(['global', 'gcc-high', 'dod', 'china']),
  GRAPH_BASE_URL: origin,
  GRAPH_VERSION: oneOf(['v1.0', 'beta']),
  GRAPH_REQUESTS_PER_SECOND: wholeNumber(1, 10_000),
  GRAPH_PLACE_WINDOW_MS: wholeNumber(1, 60_000),
  UPGRADE_BODY: oneOf(['consentedPermissionSet', 'grantedResourceSpecificApplicationPermissions']),
  GRAPH_CREDENTIAL: oneOf(['client-secret', 'client-certificate', 'managed-identity', 'workload-identity', 'sandbox']),
  AZURE_CLIENT_ID: guid.toLowerCase(),
  MANAGED_IDENTITY_CLIENT_ID: guid.toLowerCase(),
  AZURE_TENANT_ID: text(isHostName, 'must be a tenant: its GUID or its domain'),
  AZURE_CLIENT_SECRET: anyText,
  AZURE_CLIENT_CERTIFICATE_PATH: anyText,
  AZURE_FEDERATED_TOKEN_FILE: anyText,
  AZURE_AUTHORITY_HOST: text(
    (url) => isOrigin(url) && url.startsWith('https:'),
    'must be an https address without a path',
  ).transform(withoutSlash),
  BOT_OPENID_METADATA: secureUrl,
  BOT_TOKEN_ISSUER: text((issuer) => !/\s/.test(issuer), 'must be the iss of the tokens, without white space'),
  BOT_LOGIN_URL: origin,
  BOT_SERVICE_HOSTS: list(
    text(isHostAndPort, ''),
    'must be hosts with commas between them, each "host" or "host:port", without a scheme',
  ),
  TAB_CLIENT_ID: guid.toLowerCase(),
  TAB_DOMAIN: text(isHostAndPort, 'must be a host name, without a scheme and without a path'),
  TAB_OPENID_METADATA: secureUrl,
  TAB_TOKEN_ISSUER: text((issuer) => !/\s/.test(issuer), 'must be the iss of the tokens, without white space'),
  PERSON_LIMIT: wholeNumber(1, 100_000),
  TURN_LIMIT: wholeNumber(1, 100_000),
  UPGRADE_POLICY: oneOf(['owners', 'members']),
  CONSENT_NOTE: anyText,
  ROLLOUT_ADMINS: guidList,
  ROLLOUT_VERIFY: oneOf(['read-back', 'none']),
  ROLLOUT_PLACES: oneOf(['directory', 'known']),
  ROLLOUT_APPROVAL_ABOVE: wholeNumber(0, 100_000_000),
  ROLLOUT_WINDOW: text(
    (window) => parseWindow(window) !== null,
    'must be two times of day and a time zone, such as 22:00-06:00 Europe/Berlin',
  ),
  VERSION_WATCH: oneOf(['off', 'offer', 'automatic']),
  DATABASE_URL: text(isPostgresUrl, 'must be a postgres:// address'),
  DATA_DIR: anyText,
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  LOG_HASH_KEY: text((key) => key.length >= 16, 'must be 16 characters or more'),
  METRICS: oneOf(['prometheus', 'off']),
  METRICS_TOKEN: text(
    (token) => /^[\x21-\x7e]{16,}$/.test(token),
    'must be 16 characters or more, without white space',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(isHttpUrl, 'must be an http or https address without a password in it'),
})

const optional = variables.partial()

export type VariableName = keyof z.infer<typeof variables>

/** The value of each variable that is set and well formed. */
export type Variables = z.infer<typeof optional>

export const variableNames = Object.keys(variables.shape)

/** Reads the variables one by one. `problems` are those of single variables; their names are in `malformed`. */
export function readVariables(env: Record<string, string | undefined>): {
  values: Variables
  malformed: Set<string>
  problems: string[]
} {
  const set = Object.fromEntries(
    variableNames.flatMap((name) => {
      const value = env[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
  const read = optional.safeParse(set)
  if (read.success) return { values: read.data, malformed: new Set(), problems: [] }

  const malformed = new Set(read.error.issues.map((issue) => String(issue.path[0])))
  const messages = read.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
  const rest = Object.fromEntries(Object.entries(set).filter(([name]) => !malformed.has(name)))
  return { values: optional.parse(rest), malformed, problems: [...new Set(messages)] }
}

function text(isRight: (value: string) => boolean, message: string) {
  return z.string().refine(isRight, message)
}

function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, `must be one of ${names.join(', ')}`)
}

function wholeNumber(min: number, max: number) {
  const isRight = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max
  return text(isRight, `must be a whole number from ${min} to ${max}`).transform(Number)
}

/** A comma list, in lower case. At least one item: a list of nothing is likelier a slip than a wish. */
function list(item: z.ZodType<string>, message: string) {
  return text((value) => {
    const items = split(value)
    return items.length > 0 && items.every((one) => item.safeParse(one).success)
  }, message).transform(split)
}

function split(value: string): string[] {
  const items = value.split(',').map((item) => item.trim().toLowerCase())
  return items.filter((item) => item !== '')
}

function isHostName(value: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(value)
}

function isHostAndPort(value: string): boolean {
  const match = /^(\[::1\]|[^:]+)(?::(\d{1,5}))?$/.exec(value)
  const host = match?.[1] ?? ''
  return (host === '[::1]' || isHostName(host)) && Number(match?.[2] ?? 1) <= 65_535
}

function isSecureUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, username, password } = new URL(value)
  const isSecure = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
  return isSecure && username === '' && password === ''
}

/** A collector often stands beside the bot and speaks plain http; what goes there holds no secret and names nobody. */
function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, username, password } = new URL(value)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

function isOrigin(value: string): boolean {
  if (!isSecureUrl(value)) return false
  const { pathname, search, hash } = new URL(value)
  return pathname === '/' && search === '' && hash === ''
}

function isPostgresUrl(value: string): boolean {
  return /^postgres(ql)?:\/\//.test(value) && URL.canParse(value)
}

function withoutSlash(value: string): string {
  return value.replace(/\/$/, '')
}
