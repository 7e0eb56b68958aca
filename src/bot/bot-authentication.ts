import { ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import {
  AppCredentials,
  type AuthenticateRequestResult,
  AuthenticationError,
  ClaimsIdentity,
  type ConnectorFactory,
  PasswordServiceClientCredentialFactory,
  ServiceClientCredentialsFactory,
} from 'botframework-connector'
import { createSigningKeys } from '../signing-keys.ts'
import { field } from './activity-fields.ts'
import { createVerifyChannelToken, type VerifyChannelToken } from './verify-channel-token.ts'

/** A token for the bot's own calls to Teams. */
export type GetBotToken = (scope: string) => Promise<{ token: string; expiresOn: Date }>

/** The bot's registration, and where tokens to it and from it come from. */
export type BotIdentity = {
  botId: string
  tenantId: string | null
  getToken: GetBotToken
  oAuthScope: string
  loginUrl: string
  tokenIssuer: string
  openIdMetadata: string
  tokenService: string
}

/** Without an identity any activity is taken, which is why the bot then listens on loopback only. */
export function createBotAuthentication(identity: BotIdentity | null): ConfigurationBotFrameworkAuthentication {
  if (!identity) return new OpenAuthentication({}, new PasswordServiceClientCredentialFactory('', ''))
  return new ChannelAuthentication(identity)
}

/** For activities whose senders nobody checks: those of this machine. */
class OpenAuthentication extends ConfigurationBotFrameworkAuthentication {
  override async authenticateRequest(
    ...parameters: Parameters<ConfigurationBotFrameworkAuthentication['authenticateRequest']>
  ): Promise<AuthenticateRequestResult> {
    const { connectorFactory, ...result } = await super.authenticateRequest(...parameters)
    return { ...result, ...(connectorFactory ? { connectorFactory: asTold(connectorFactory) } : {}) }
  }

  override createConnectorFactory(
    ...parameters: Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
  ): ConnectorFactory {
    return asTold(super.createConnectorFactory(...parameters))
  }
}

/** The keys that activities' tokens are checked with cannot be read: nobody can be let in, and nobody is to blame. */
export class SenderUnknown extends Error {}

/**
 * Tokens are checked by `verify-channel-token.ts` and not by the SDK, which takes some that have no end or are not from
 * Teams, fails with its inner words over others, and prints to the console.
 */
class ChannelAuthentication extends OpenAuthentication {
  readonly #identity: BotIdentity
  readonly #verify: VerifyChannelToken

  constructor(identity: BotIdentity) {
    super(settingsOf(identity), new BotCredentialsFactory(identity))
    this.#identity = identity
    this.#verify = createVerifyChannelToken({ ...identity, readKeys: createSigningKeys(identity.openIdMetadata) })
  }

  override async authenticateRequest(
    activity: Parameters<ConfigurationBotFrameworkAuthentication['authenticateRequest']>[0],
    authorization: string,
  ): Promise<AuthenticateRequestResult> {
    const { channelId, serviceUrl } = activity
    const token = await this.#verify(authorization, { channelId, serviceUrl })
    if (token.kind === 'unavailable') throw new SenderUnknown('tokens cannot be checked', { cause: token.error })
    if (token.kind === 'refused') throw new AuthenticationError(token.reason, 401)
    const claims = Object.entries(token.claims).map(([type, value]) => ({ type, value: String(value) }))
    const claimsIdentity = new ClaimsIdentity(claims, true)
    return {
      audience: this.#identity.oAuthScope,
      callerId,
      claimsIdentity,
      connectorFactory: this.createConnectorFactory(claimsIdentity),
    }
  }
}

const callerId = 'urn:botframework:azure'

/** What the SDK wants to know for its calls to Teams. It takes all of it as given as soon as one is set, so all are. */
function settingsOf(identity: BotIdentity) {
  return {
    MicrosoftAppId: identity.botId,
    ...(identity.tenantId ? { MicrosoftAppTenantId: identity.tenantId } : {}),
    ToChannelFromBotLoginUrl: identity.loginUrl,
    ToChannelFromBotOAuthScope: identity.oAuthScope,
    ToBotFromChannelTokenIssuer: identity.tokenIssuer,
    ToBotFromChannelOpenIdMetadataUrl: identity.openIdMetadata,
    ToBotFromEmulatorOpenIdMetadataUrl: identity.openIdMetadata,
    OAuthUrl: identity.tokenService,
    CallerId: callerId,
    ValidateAuthority: true,
  }
}

/**
 * Calls to Teams go where they were told to, once. The SDK would repeat a message whose answer got lost, and people would
 * see it twice (openclaw#121116); what may be repeated is repeated in `repeat-connector-call.ts`. And it would follow a
 * redirect of the service with the message in its hands, to an address that nobody checked. No option of its own turns
 * these off.
 */
function asTold(factory: ConnectorFactory): ConnectorFactory {
  return {
    async create(serviceUrl, audience) {
      const connector = await factory.create(serviceUrl, audience)
      // The client is private to the compiler only; a test of what people see notices if it moves.
      const pipeline = field(field(connector, 'client'), 'pipeline')
      for (const name of ['defaultRetryPolicy', 'redirectPolicy'])
        if (isPipeline(pipeline)) pipeline.removePolicy({ name })
      return connector
    },
  }
}

type Pipeline = { removePolicy(policy: { name: string }): unknown }

const isPipeline = (value: unknown): value is Pipeline =>
  typeof value === 'object' && value !== null && 'removePolicy' in value

class BotCredentialsFactory extends ServiceClientCredentialsFactory {
  readonly #identity: BotIdentity

  constructor(identity: BotIdentity) {
    super()
    this.#identity = identity
  }

  override async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.#identity.botId
  }

  override async isAuthenticationDisabled(): Promise<boolean> {
    return false
  }

  override async createCredentials(appId: string, audience: string | undefined): Promise<BotCredentials> {
    if (appId !== this.#identity.botId) throw new Error('a token was asked for another app than the bot')
    return new BotCredentials(this.#identity, audience)
  }
}

/** The SDK's own credentials insist on public authorities; these take any credential of `@azure/identity`. */
class BotCredentials extends AppCredentials {
  readonly #getToken: GetBotToken

  constructor({ botId, getToken }: BotIdentity, audience: string | undefined) {
    super(botId, undefined, audience)
    this.#getToken = getToken
  }

  protected override async refreshToken() {
    const scope = this.oAuthScope.endsWith('/.default') ? this.oAuthScope : `${this.oAuthScope}/.default`
    const { token, expiresOn } = await this.#getToken(scope)
    return { accessToken: token, expiresOn }
  }
}
