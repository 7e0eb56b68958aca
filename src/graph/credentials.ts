import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity'

/** How the one Entra app proves itself. `sandbox` are static tokens that only a Graph on loopback takes. */
export type CredentialSettings =
  | { kind: 'sandbox' }
  | { kind: 'client-secret'; clientId: string; clientSecret: string }
  | { kind: 'client-certificate'; clientId: string; certificatePath: string }
  | { kind: 'managed-identity'; clientId: string; identityClientId: string }
  | { kind: 'workload-identity'; clientId: string; tokenFilePath: string }
  /** A managed identity speaking for itself, as a `UserAssignedMSI` bot does to Teams; never used for Graph. */
  | { kind: 'own-identity'; clientId: string }

/** Entra of one cloud. `exchangeAudience` is whom a managed identity's assertion is for. */
export type Authority = { host: string; isKnown: boolean; exchangeAudience: string }

/** The credential of the Entra app in one tenant: Graph wants client credentials of the tenant where the app is installed. */
export function createCredential(
  settings: CredentialSettings,
  tenantId: string,
  authority: Authority,
): TokenCredential {
  const options = { authorityHost: authority.host, disableInstanceDiscovery: !authority.isKnown }
  switch (settings.kind) {
    case 'sandbox':
      return { getToken: async () => ({ token: 'sandbox-app', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) }
    case 'client-secret':
      return new ClientSecretCredential(tenantId, settings.clientId, settings.clientSecret, options)
    case 'client-certificate': {
      const { clientId, certificatePath } = settings
      return new ClientCertificateCredential(tenantId, clientId, { certificatePath }, options)
    }
    case 'workload-identity': {
      const { clientId, tokenFilePath } = settings
      return new WorkloadIdentityCredential({ ...options, tenantId, clientId, tokenFilePath })
    }
    case 'own-identity':
      return new ManagedIdentityCredential({ clientId: settings.clientId })
    case 'managed-identity':
      // Never the identity that calls Graph: the Self permissions need the token of the app that the manifest names.
      return new ClientAssertionCredential(tenantId, settings.clientId, identityAssertion(settings, authority), options)
  }
}

/**
 * A managed identity vouching for the app: a user-assigned one, for Entra trusts no other
 * (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity).
 */
export function identityAssertion(
  { identityClientId }: { identityClientId: string },
  { exchangeAudience }: Authority,
): () => Promise<string> {
  const identity = new ManagedIdentityCredential({ clientId: identityClientId })
  return async () => (await identity.getToken(`${exchangeAudience}/.default`)).token
}

/** The bot is the Entra app that calls Graph, unless it has a secret or an identity of its own. */
export function botCredential(
  bot: { id: string; type: string; password: string | null },
  graphCredential: CredentialSettings,
): CredentialSettings {
  if (bot.type === 'UserAssignedMSI') return { kind: 'own-identity', clientId: bot.id }
  if (bot.password) return { kind: 'client-secret', clientId: bot.id, clientSecret: bot.password }
  return graphCredential
}
