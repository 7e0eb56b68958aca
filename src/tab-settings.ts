import { resolve } from 'node:path'
import type { Config } from './config.ts'

/** The page that `npm run build` makes. */
const pageFolder = resolve(import.meta.dirname, '../dist/tab')

/** What the tab needs of the settings. Without `TAB_CLIENT_ID` there is none: its page says so, its API takes nobody. */
export function tabSettings(config: Config) {
  const { tab, hosts, graph, bot, allowedTenants, personLimit } = config
  return {
    ...tab,
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
