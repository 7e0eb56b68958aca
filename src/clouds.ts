export type CloudName = 'global' | 'gcc-high' | 'dod' | 'china'

/** Where one Microsoft cloud keeps what this product talks to. Hosts and URLs have no slash at the end. */
export type CloudHosts = {
  readonly graphBaseUrl: string
  /** Entra, for Graph tokens. */
  readonly loginAuthority: string
  /** Host in `iss` of Entra's tokens of version 1.0. */
  readonly legacyTokenIssuer: string
  /** Whom a managed identity vouches to: `aud` of its assertion, and of the trust that the Entra app puts in it. */
  readonly tokenExchangeAudience: string
  /** Entra, for the bot's own tokens toward the Bot Framework. */
  readonly botLoginAuthority: string
  /** The tenant that issues the tokens of multi-tenant bots. */
  readonly botLoginTenant: string
  readonly botOAuthScope: string
  /** `iss` of the tokens that come with activities. */
  readonly botTokenIssuer: string
  readonly botOpenIdMetadata: string
  readonly botTokenService: string
  /** Hosts an activity's `serviceUrl` may name; `*.` stands for one or more labels. */
  readonly serviceHosts: readonly string[]
}

/*
 * Sources. Graph and login: "National cloud deployments" (learn.microsoft.com/graph/deployments) and AzureAuthorityHosts
 * of @azure/identity. Bot Framework: AuthenticationConstants and GovernmentConstants of botframework-connector 4.23.3,
 * "Configure a bot in Microsoft Azure operated by 21Vianet" and "OAuth URL support in Azure AI Bot Service"
 * (learn.microsoft.com/azure/bot-service). Service hosts: "Send proactive messages" (learn.microsoft.com/microsoftteams/
 * platform) and the presets of Microsoft's Teams SDK; agents-hosting adds the Bot Framework's own domains.
 * Token exchange: "Configure an application to trust a managed identity" (learn.microsoft.com/entra/workload-id).
 * trafficmanager.net is open to every Azure customer, so its hosts are named one by one.
 */
const usGovernment = {
  loginAuthority: 'https://login.microsoftonline.us',
  legacyTokenIssuer: 'https://sts.windows.net',
  tokenExchangeAudience: 'api://AzureADTokenExchangeUSGov',
  botLoginAuthority: 'https://login.microsoftonline.us',
  botLoginTenant: 'MicrosoftServices.onmicrosoft.us',
  botOAuthScope: 'https://api.botframework.us',
  botTokenIssuer: 'https://api.botframework.us',
  botOpenIdMetadata: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
}

export const clouds: Readonly<Record<CloudName, CloudHosts>> = {
  global: {
    graphBaseUrl: 'https://graph.microsoft.com',
    loginAuthority: 'https://login.microsoftonline.com',
    legacyTokenIssuer: 'https://sts.windows.net',
    tokenExchangeAudience: 'api://AzureADTokenExchange',
    botLoginAuthority: 'https://login.microsoftonline.com',
    botLoginTenant: 'botframework.com',
    botOAuthScope: 'https://api.botframework.com',
    botTokenIssuer: 'https://api.botframework.com',
    botOpenIdMetadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    botTokenService: 'https://token.botframework.com',
    serviceHosts: [
      'smba.trafficmanager.net',
      'smba.onyx.prod.teams.trafficmanager.net',
      'smba.infra.gcc.teams.microsoft.com',
      'teams.microsoft.com',
      '*.teams.microsoft.com',
      '*.botframework.com',
    ],
  },
  'gcc-high': {
    ...usGovernment,
    graphBaseUrl: 'https://graph.microsoft.us',
    botTokenService: 'https://tokengcch.botframework.azure.us',
    serviceHosts: ['smba.infra.gov.teams.microsoft.us', '*.botframework.azure.us'],
  },
  dod: {
    ...usGovernment,
    graphBaseUrl: 'https://dod-graph.microsoft.us',
    botTokenService: 'https://apiDoD.botframework.azure.us',
    serviceHosts: ['smba.infra.dod.teams.microsoft.us', '*.botframework.azure.us'],
  },
  china: {
    graphBaseUrl: 'https://microsoftgraph.chinacloudapi.cn',
    loginAuthority: 'https://login.chinacloudapi.cn',
    legacyTokenIssuer: 'https://sts.chinacloudapi.cn',
    tokenExchangeAudience: 'api://AzureADTokenExchangeChina',
    botLoginAuthority: 'https://login.partner.microsoftonline.cn',
    botLoginTenant: 'microsoftservices.partner.onmschina.cn',
    botOAuthScope: 'https://api.botframework.azure.cn',
    botTokenIssuer: 'https://api.botframework.azure.cn',
    botOpenIdMetadata: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    botTokenService: 'https://token.botframework.azure.cn',
    serviceHosts: ['frontend.botapi.msg.infra.teams.microsoftonline.cn', '*.botframework.azure.cn'],
  },
}

/** Authorities for which instance discovery works; MSAL refuses an unknown one unless discovery is off. */
export function isKnownAuthority(authority: string): boolean {
  return cloudOfAuthority(authority) !== null
}

/** Null: an authority of no cloud that is known here. */
export function cloudOfAuthority(authority: string): CloudHosts | null {
  const isOf = (hosts: CloudHosts) => [hosts.loginAuthority, hosts.botLoginAuthority].includes(authority)
  return Object.values(clouds).find(isOf) ?? null
}
