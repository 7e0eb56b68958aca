import { resolve } from 'node:path'
import type { Config } from './config.ts'

/** The page that `npm run build` makes. */
const pageFolder = resolve(import.meta.dirname, '../dist/tab')

/** The tab is meant to belong to the Entra app that calls Graph: it exchanges the tab's tokens for a person's own. */
export function tabSettings(config: Config) {
  const { tab, hosts, graph, bot, allowedTenants, personLimit } = config
  const graphClientId = graph.credential.kind === 'sandbox' ? null : graph.credential.clientId
  return {
    ...tab,
    clientId: tab.clientId ?? graphClientId ?? bot?.id ?? null,
    loginAuthority: hosts.loginAuthority,
    legacyTokenIssuer: hosts.legacyTokenIssuer,
    homeTenantId: graph.tenantId ?? bot?.tenantId ?? null,
    graphScope: `${new URL(graph.baseUrl).origin}/.default`,
    allowedTenants,
    personLimit,
    pageFolder,
    // Without a registration the bot is on this machine alone, and so is the page that plays Teams around the tab.
    moreFrameHosts: bot ? [] : ['http://127.0.0.1:*', 'http://localhost:*'],
  }
}
