import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudName } from '../clouds.ts'
import { createAppToken } from './app-token.ts'
import { type Authority, type CredentialSettings, createCredential } from './credentials.ts'
import type { OnGraphCall } from './graph-call.ts'
import type { UpgradeBody } from './installed-apps.ts'
import { createTenants, type TenantGraph } from './tenants.ts'

export type GraphSettings = {
  baseUrl: string
  version: 'v1.0' | 'beta'
  upgradeBody: UpgradeBody
  cloud: CloudName
  credential: CredentialSettings
  authority: Authority
}

export type GraphPacing = {
  timeoutMs: number
  placeWindowMs: number
  longestWaitSeconds: number
}

/** Every tenant through its Graph, by the settings and with the machine's own clock. */
export function openTenants(
  { credential, authority, ...settings }: GraphSettings,
  { longestWaitSeconds, ...pacing }: GraphPacing,
  onCall: OnGraphCall,
): (tenantId: string) => TenantGraph {
  const { baseUrl } = settings
  return createTenants({
    ...settings,
    ...pacing,
    onCall,
    time: { now: () => performance.now(), sleep: (ms) => sleep(ms) },
    patience: { attempts: 3, longestWaitSeconds },
    createAppToken: (tenantId) => createAppToken(() => createCredential(credential, tenantId, authority), baseUrl),
  })
}
