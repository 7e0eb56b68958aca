import type { CloudName } from '../clouds.ts'
import type { SharedPace } from '../rollouts/shared-pace.ts'
import { createAppToken } from './app-token.ts'
import { type Authority, type CredentialSettings, createCredential } from './credentials.ts'
import type { OnGraphCall } from './graph-call.ts'
import type { UpgradeBody } from './installed-apps.ts'
import { machineTime } from './machine-time.ts'
import { createTenants, type TenantGraph } from './tenants.ts'

export type GraphSettings = {
  baseUrl: string
  version: 'v1.0' | 'beta'
  upgradeBody: UpgradeBody
  cloud: CloudName
  credential: CredentialSettings
  authority: Authority
  requestsPerSecond: number
  placeWindowMs: number
}

export type GraphPacing = {
  timeoutMs: number
  longestWaitSeconds: number
  /** The budget that all processes working on the same tenants draw from; null where this is the only one. */
  sharedPace?: SharedPace | null
}

/** Every tenant through its Graph, by the settings and with the machine's own clock. */
export function openTenants(
  { credential, authority, requestsPerSecond, placeWindowMs, ...settings }: GraphSettings,
  { longestWaitSeconds, timeoutMs, sharedPace }: GraphPacing,
  onCall: OnGraphCall,
): (tenantId: string) => TenantGraph {
  const { baseUrl } = settings
  return createTenants({
    ...settings,
    timeoutMs,
    onCall,
    time: machineTime,
    // Longer than an answer may take: until then nobody else tries a gate.
    pacing: {
      ...machineTime,
      shared: sharedPace ?? null,
      requestsPerSecond,
      placeWindowMs,
      probeMs: timeoutMs + 2_000,
    },
    patience: { attempts: 3, longestWaitSeconds },
    createAppToken: (tenantId) => createAppToken(() => createCredential(credential, tenantId, authority), baseUrl),
  })
}
