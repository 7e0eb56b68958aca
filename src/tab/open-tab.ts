import { createPersonLimit } from '../person-limit.ts'
import { createSigningKeys } from '../signing-keys.ts'
import { createLoadPage } from './load-page.ts'
import { type MountedOn, mountTab } from './mount-tab.ts'
import { createServePage } from './serve-page.ts'
import type { TabParts } from './tab-parts.ts'
import { type IssuerSettings, issuersOf, metadataUrl } from './token-issuers.ts'
import { createVerifyToken } from './verify-token.ts'

export type TabSettings = IssuerSettings & {
  /** The Entra app of the tab; null: nobody can sign in to it. */
  clientId: string | null
  domain: string | null
  allowedTenants: 'anybody' | readonly string[]
  /** Requests of one person in ten seconds. */
  personLimit: number
  /** Where the built page is. */
  pageFolder: string
  moreFrameHosts: readonly string[]
  /** Where people of one tenant sign in; Entra's own for any of them where the app has no home. */
  homeTenantId: string | null
  /** What a person agrees to, for the page that asks them. */
  graphScope: string
}

export type Tab = {
  mount(on: MountedOn): void
  /** Ends what is open: streams would hold up the stop of the server. */
  close(): void
}

/** The tab's half of the server: who it believes, what it serves, where. */
export function openTab(settings: TabSettings, parts: TabParts): Tab {
  const readKeys = createSigningKeys(metadataUrl(settings))
  const verify = createVerifyToken({
    ...settings,
    issuersOf: (tenantId, metadataIssuer) => issuersOf(settings, tenantId, metadataIssuer),
    readKeys,
  })
  const servePage = createServePage({
    loadPage: createLoadPage(settings.pageFolder),
    moreFrameHosts: settings.moreFrameHosts,
    settings: async () => ({
      teamsAppId: parts.ownApp.id,
      clientId: settings.clientId,
      scope: settings.graphScope,
      tenantAuthority: await tenantAuthority(settings, readKeys),
    }),
  })
  const limit = createPersonLimit(settings.personLimit)
  const looks = createPersonLimit(settings.personLimit * looksPerPress)
  return {
    mount: (on) => mountTab(on, { ...parts, verify, limit, looks, servePage }),
    close: () => parts.progress.close(),
  }
}

/** An open page looks every two seconds at three things, and somebody may have a few of them open. */
const looksPerPress = 5

const authorizePath = '/oauth2/v2.0/authorize'

/** What stands before Entra's own paths; another sign-in service says in its document where it is. Null while it does not. */
async function tenantAuthority(
  { openIdMetadata, loginAuthority, homeTenantId }: TabSettings,
  readKeys: ReturnType<typeof createSigningKeys>,
): Promise<string | null> {
  if (!openIdMetadata) return `${loginAuthority}/${homeTenantId ?? 'organizations'}`
  const signing = await readKeys().catch(() => null)
  const endpoint = signing?.authorizationEndpoint
  return endpoint?.endsWith(authorizePath) ? endpoint.slice(0, -authorizePath.length) : null
}
