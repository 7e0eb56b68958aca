import { ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import {
  AppCredentials,
  type AuthenticateRequestResult,
  AuthenticationError,
  type ConnectorFactory,
  PasswordServiceClientCredentialFactory,
  ServiceClientCredentialsFactory,
} from 'botframework-connector'

import { field } from './activity-fields.ts'

/** A token for the bot's own calls to Teams. */
export type GetBotToken = (scope: string) => Promise<{ token: string; expiresOn: Date }>

/** Everything the SDK's token checks need. It takes all of it as given as soon as one is set, so all are. */
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
  if (!identity) {
    return new StrictAuthentication({}, new PasswordServiceClientCredentialFactory('', ''))
  }
  const settings = {
    MicrosoftAppId: identity.botId,
    ...(identity.tenantId ? { MicrosoftAppTenantId: identity.tenantId } : {}),
    ToChannelFromBotLoginUrl: identity.loginUrl,
    ToChannelFromBotOAuthScope: identity.oAuthScope,
    ToBotFromChannelTokenIssuer: identity.tokenIssuer,
    ToBotFromChannelOpenIdMetadataUrl: identity.openIdMetadata,
    // Tokens of the emulator are for developers' machines; Teams never sends one.
    ToBotFromEmulatorOpenIdMetadataUrl: identity.openIdMetadata,
    OAuthUrl: identity.tokenService,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: true,
  }
  return new StrictAuthentication(settings, new BotCredentialsFactory(identity))
}

/** The names of jsonwebtoken's errors, which the SDK lets through as if they were its own failure. */
const tokenErrors = new Set(['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError', 'SyntaxError'])

class StrictAuthentication extends ConfigurationBotFrameworkAuthentication {
  override async authenticateRequest(
    ...parameters: Parameters<ConfigurationBotFrameworkAuthentication['authenticateRequest']>
  ): Promise<AuthenticateRequestResult> {
    try {
      const result = await super.authenticateRequest(...parameters)
      return {
        ...result,
        ...(result.connectorFactory ? { connectorFactory: withoutRetries(result.connectorFactory) } : {}),
      }
    } catch (error) {
      if (error instanceof Error && tokenErrors.has(error.name)) throw new AuthenticationError('Unauthorized', 401)
      throw error
    }
  }

  override createConnectorFactory(
    ...parameters: Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
  ): ConnectorFactory {
    return withoutRetries(super.createConnectorFactory(...parameters))
  }
}

/**
 * The SDK would repeat a message whose answer got lost, and people would see it twice (openclaw#121116), and no option of
 * its own turns that off. What may be repeated is repeated in `repeat-connector-call.ts`.
 */
function withoutRetries(factory: ConnectorFactory): ConnectorFactory {
  return {
    async create(serviceUrl, audience) {
      const connector = await factory.create(serviceUrl, audience)
      // The client is private to the compiler only; a test of what people see notices if it moves.
      const pipeline = field(field(connector, 'client'), 'pipeline')
      if (isPipeline(pipeline)) pipeline.removePolicy({ name: 'defaultRetryPolicy' })
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
