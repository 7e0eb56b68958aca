import { credentialKind, credentialKindsSet, graphClientId, missingForCredential } from './config-credential.ts'
import type { VariableName, Variables } from './config-variables.ts'
import { isLoopbackHost } from './loopback.ts'

type Given = { values: Variables; malformed: ReadonlySet<string> }

/**
 * What is wrong between variables that are each well formed, one sentence a problem. A variable that is set but
 * malformed has been reported already and counts as set here, so one slip is not reported twice.
 */
export function problemsBetween(given: Given): string[] {
  return [...botProblems(given), ...graphProblems(given), ...credentialProblems(given)]
}

function isGiven({ values, malformed }: Given, name: VariableName): boolean {
  return values[name] !== undefined || malformed.has(name)
}

function botProblems(given: Given): string[] {
  const { values } = given
  const problems: string[] = []
  if (!isGiven(given, 'BOT_ID')) {
    if (values.HOST !== undefined && !isLoopbackHost(values.HOST)) {
      problems.push(
        'HOST: must be a loopback address such as 127.0.0.1 as long as BOT_ID is not set, because anybody could command a bot without authentication',
      )
    }
    if (values.BOT_PASSWORD !== undefined) {
      problems.push('BOT_ID: must be set where BOT_PASSWORD is; without it the bot would run without authentication')
    }
    return problems
  }
  const needsTenant = values.BOT_TYPE === 'SingleTenant' || values.BOT_TYPE === 'UserAssignedMSI'
  if (needsTenant && !isGiven(given, 'BOT_TENANT_ID')) {
    problems.push(`BOT_TENANT_ID: must be set for a bot of type ${values.BOT_TYPE}`)
  }
  if (lacksPassword(given)) {
    problems.push(
      'BOT_PASSWORD: must be set, unless BOT_TYPE is UserAssignedMSI or the credential of AZURE_CLIENT_ID is that of the bot',
    )
  }
  return problems
}

function lacksPassword(given: Given): boolean {
  const { values, malformed } = given
  if (values.BOT_PASSWORD !== undefined || values.BOT_TYPE === 'UserAssignedMSI' || malformed.has('BOT_TYPE'))
    return false
  const kind = credentialKind(values)
  const isSameApp = graphClientId(values) === (values.BOT_ID ?? null)
  return kind === null || kind === 'sandbox' || !isSameApp
}

function graphProblems({ values, malformed }: Given): string[] {
  const problems: string[] = []
  const isOldForm = values.UPGRADE_BODY === 'grantedResourceSpecificApplicationPermissions'
  if (isOldForm && values.GRAPH_VERSION !== 'beta' && !malformed.has('GRAPH_VERSION')) {
    problems.push('UPGRADE_BODY: grantedResourceSpecificApplicationPermissions needs GRAPH_VERSION to be beta')
  }
  if (
    values.GRAPH_CREDENTIAL === 'sandbox' &&
    !malformed.has('GRAPH_BASE_URL') &&
    !isLoopbackUrl(values.GRAPH_BASE_URL)
  ) {
    problems.push(
      'GRAPH_BASE_URL: must be a loopback address such as http://127.0.0.1:3979 when GRAPH_CREDENTIAL is sandbox',
    )
  }
  return problems
}

function isLoopbackUrl(url: string | undefined): boolean {
  return url !== undefined && isLoopbackHost(new URL(url).hostname)
}

function credentialProblems({ values, malformed }: Given): string[] {
  if (malformed.has('GRAPH_CREDENTIAL')) return []
  const kind = credentialKind(values)
  if (kind === null) {
    return [
      'GRAPH_CREDENTIAL: must be set, because without a credential the bot cannot call Graph. Set AZURE_CLIENT_ID and AZURE_TENANT_ID with one of MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_CLIENT_SECRET; or GRAPH_CREDENTIAL=sandbox with a loopback GRAPH_BASE_URL',
    ]
  }
  const missing = missingForCredential(kind, values).filter(
    (name) => !malformed.has(name) && !malformed.has(standIns[name] ?? name),
  )
  return missing.map((name) => `${name}: must be set for the credential ${kind}`)
}

/** The bot's own ids stand in where those for Graph are not set. */
const standIns: Partial<Record<VariableName, VariableName>> = {
  AZURE_CLIENT_ID: 'BOT_ID',
  AZURE_TENANT_ID: 'BOT_TENANT_ID',
}

/** What works but deserves a second thought; said once at start. */
export function warningsAbout(values: Variables): string[] {
  const warnings: string[] = []
  const warnWhen = (condition: boolean, warning: string) => {
    if (condition) warnings.push(warning)
  }
  const kind = credentialKind(values)
  const others = credentialKindsSet(values).filter((other) => other !== kind)
  const isRegistered = values.BOT_ID !== undefined
  warnWhen(
    kind === 'client-secret',
    'AZURE_CLIENT_SECRET: a secret can leak and expires; prefer managed-identity, workload-identity or client-certificate',
  )
  warnWhen(
    isRegistered && values.BOT_PASSWORD !== undefined && values.BOT_TYPE !== 'UserAssignedMSI',
    'BOT_PASSWORD: a secret can leak and expires; prefer BOT_TYPE=UserAssignedMSI, or one Entra app for bot and Graph with another credential than a secret',
  )
  warnWhen(
    !values.GRAPH_CREDENTIAL && others.length > 0,
    `GRAPH_CREDENTIAL: several credentials are set; ${kind} is used and ${others.join(', ')} is not`,
  )
  warnWhen(
    isRegistered && !values.ALLOWED_TENANTS && !values.BOT_TENANT_ID,
    'ALLOWED_TENANTS: neither it nor BOT_TENANT_ID is set, so nobody is served',
  )
  warnWhen(isRegistered && !values.TEAMS_APP_ID, 'TEAMS_APP_ID: not set, so the id of the demo package is used')
  warnWhen(
    values.BOT_TYPE === 'UserAssignedMSI' && values.BOT_PASSWORD !== undefined,
    'BOT_PASSWORD: not used by a bot of type UserAssignedMSI',
  )
  const isForeignTab = values.TAB_CLIENT_ID !== graphClientId(values)
  warnWhen(
    values.TAB_CLIENT_ID !== undefined && kind !== 'sandbox' && isForeignTab,
    'TAB_CLIENT_ID: not the Entra app that calls Graph, so the tab cannot act for the people who sign in to it',
  )
  // teamwork-national-cloud-differences and the upgrade pages of Graph.
  warnWhen(values.CLOUD === 'china', 'CLOUD: in China (21Vianet) Graph cannot upgrade apps in teams or for persons')
  warnWhen(
    values.CLOUD === 'gcc-high' || values.CLOUD === 'dod',
    'CLOUD: in GCC High and DoD Graph cannot upgrade apps of persons with an application token',
  )
  return warnings
}
