import { type Config, DEMO_TENANT_ID } from './config.ts'

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The tenant that a terminal means: the only one that is served, else the home of the credential; null where the settings
 * name several or none. A domain does not do, because activities and history name tenants by their ids.
 */
export function rolloutTenant({ allowedTenants, graph }: Pick<Config, 'allowedTenants' | 'graph'>): string | null {
  const [only, ...more] = allowedTenants === 'anybody' ? [] : allowedTenants
  if (only !== undefined && more.length === 0) return only
  if (graph.tenantId !== null && guid.test(graph.tenantId)) return graph.tenantId.toLowerCase()
  return graph.credential.kind === 'sandbox' ? DEMO_TENANT_ID : null
}
