import { boundedCache } from '../bounded-cache.ts'
import type { CloudName } from '../clouds.ts'
import type { AppCatalog } from '../installations/app-catalog.ts'
import type { InstalledApps } from '../installations/installed-apps.ts'
import type { Scope } from '../installations/scope.ts'
import type { TenantDirectory } from '../installations/tenant-directory.ts'
import { withinCloud } from '../installations/within-cloud.ts'
import type { GroupMembership, PlaceDirectory } from '../rollouts/place-directory.ts'
import { createAppCatalog } from './app-catalog.ts'
import type { GetToken } from './authorize.ts'
import { createGraph, type GraphOptions } from './graph-client.ts'
import { createGroupMembership } from './group-membership.ts'
import { createInstalledApps, type UpgradeBody } from './installed-apps.ts'
import { createPace, type PaceOptions } from './pace.ts'
import { createPlaceDirectory } from './place-directory.ts'
import type { Patience } from './retry-read.ts'
import { createTenantDirectory } from './tenant-directory.ts'
import { mayManageOthers } from './token-rights.ts'

/** One tenant through Graph: its token, its catalog's cache and its pace are its own. */
export type TenantGraph = {
  installedApps: InstalledApps
  appCatalog: AppCatalog
  directory: TenantDirectory
  /** Every place there is, for rollouts. */
  places: PlaceDirectory
  groups: GroupMembership
  getToken: GetToken
  /** Whether the token says it may upgrade other apps there; true where it does not say. */
  mayManageOthers(scope: Scope): Promise<boolean>
  /** Until when Graph asked the whole tenant to wait; null when it did not. */
  throttledUntil(): Date | null
  /** The same tenant as a signed-in person's own token shows it. */
  asPerson(getToken: GetToken): Pick<TenantGraph, 'installedApps' | 'mayManageOthers'>
}

export type TenantsOptions = Omit<GraphOptions, 'getToken' | 'pace'> & {
  patience: Patience
  upgradeBody: UpgradeBody
  cloud: CloudName
  /** The pace of all tenants. */
  pacing: Omit<PaceOptions, 'tenantId'>
  createAppToken(tenantId: string): GetToken
}

/** Tenants are opened when first asked for. */
export function createTenants(options: TenantsOptions): (tenantId: string) => TenantGraph {
  // Bounded for the case that anybody is allowed (a developer's machine); allowed tenants are far fewer.
  const opened = boundedCache<TenantGraph>(1_000)
  return (tenantId) => {
    const known = opened.get(tenantId)
    if (known) return known
    const getToken = options.createAppToken(tenantId)
    const pace = createPace({ ...options.pacing, tenantId })
    const readerWith = (token: GetToken) => ({
      graph: createGraph({ ...options, getToken: token, pace }),
      patience: options.patience,
      time: options.time,
    })
    const withToken = (token: GetToken) => ({
      installedApps: withinCloud(
        createInstalledApps(readerWith(token), { upgradeBody: options.upgradeBody }),
        options.cloud,
      ),
      mayManageOthers: async (scope: Scope) => mayManageOthers(await token({ fresh: false }), scope) ?? true,
    })
    const reader = readerWith(getToken)
    const tenant = {
      ...withToken(getToken),
      appCatalog: createAppCatalog(reader),
      directory: createTenantDirectory(reader),
      places: createPlaceDirectory(reader),
      groups: createGroupMembership(reader),
      getToken,
      throttledUntil: pace.throttledUntil,
      asPerson: withToken,
    }
    opened.set(tenantId, tenant)
    return tenant
  }
}
