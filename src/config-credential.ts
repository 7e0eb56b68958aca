import type { VariableName, Variables } from './config-variables.ts'

/** How the one Entra app proves itself to Graph. `sandbox` are static tokens that only a Graph on this machine takes. */
export type GraphCredential =
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'client-secret'; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'client-certificate'; readonly clientId: string; readonly certificatePath: string }
  /** The managed identity vouches for the app; it never calls Graph itself. */
  | { readonly kind: 'managed-identity'; readonly clientId: string; readonly identityClientId: string }
  | { readonly kind: 'workload-identity'; readonly clientId: string; readonly tokenFilePath: string }

export type CredentialKind = GraphCredential['kind']

type Named = NonNullable<Variables['GRAPH_CREDENTIAL']>

/** The variable that each kind needs besides the app and its tenant. */
const ownVariable: Partial<Record<Named, VariableName>> = {
  'managed-identity': 'MANAGED_IDENTITY_CLIENT_ID',
  'workload-identity': 'AZURE_FEDERATED_TOKEN_FILE',
  'client-certificate': 'AZURE_CLIENT_CERTIFICATE_PATH',
  'client-secret': 'AZURE_CLIENT_SECRET',
}

/** The kinds that could be used, the safest first. A bot that is a managed identity has that one anyway. */
export function credentialKindsSet(values: Variables): CredentialKind[] {
  const kinds = ['managed-identity', 'workload-identity', 'client-certificate', 'client-secret'] as const
  return kinds.filter((kind) => hasOwn(kind, values))
}

/** The kind named, else the safest one that is set; or null. */
export function credentialKind(values: Variables): CredentialKind | null {
  return values.GRAPH_CREDENTIAL ?? credentialKindsSet(values)[0] ?? null
}

function hasOwn(kind: Named, values: Variables): boolean {
  if (kind === 'managed-identity') return identityClientId(values) !== null
  const own = ownVariable[kind]
  return own !== undefined && values[own] !== undefined
}

/** One Entra app for bot and Graph is the intended set-up. A managed identity in the bot's place is no such app. */
export function graphClientId(values: Variables): string | null {
  const botAppId = values.BOT_TYPE === 'UserAssignedMSI' ? undefined : values.BOT_ID
  return values.AZURE_CLIENT_ID ?? botAppId ?? null
}

/** The identity that vouches for the app: the one that is the bot, or one that is named. Entra trusts no unnamed one. */
function identityClientId(values: Variables): string | null {
  return values.MANAGED_IDENTITY_CLIENT_ID ?? (values.BOT_TYPE === 'UserAssignedMSI' ? values.BOT_ID : null) ?? null
}

export function graphTenantId(values: Variables): string | null {
  return values.AZURE_TENANT_ID ?? values.BOT_TENANT_ID ?? null
}

/** The variables that a kind of credential still lacks. */
export function missingForCredential(kind: CredentialKind, values: Variables): VariableName[] {
  if (kind === 'sandbox') return []
  const own = ownVariable[kind]
  return [
    ...(graphClientId(values) === null ? (['AZURE_CLIENT_ID'] as const) : []),
    ...(graphTenantId(values) === null ? (['AZURE_TENANT_ID'] as const) : []),
    ...(own && !hasOwn(kind, values) ? [own] : []),
  ]
}

/** The credential, once `missingForCredential` has found nothing. */
export function readCredential(values: Variables): GraphCredential | null {
  const kind = credentialKind(values)
  const clientId = graphClientId(values) ?? ''
  switch (kind) {
    case null:
      return null
    case 'sandbox':
      return { kind }
    case 'client-secret':
      return { kind, clientId, clientSecret: values.AZURE_CLIENT_SECRET ?? '' }
    case 'client-certificate':
      return { kind, clientId, certificatePath: values.AZURE_CLIENT_CERTIFICATE_PATH ?? '' }
    case 'managed-identity':
      return { kind, clientId, identityClientId: identityClientId(values) ?? '' }
    case 'workload-identity':
      return { kind, clientId, tokenFilePath: values.AZURE_FEDERATED_TOKEN_FILE ?? '' }
  }
}
