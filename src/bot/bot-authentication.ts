import http from 'node:http'
import https from 'node:https'
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

/**
 * Without an identity any activity is taken, which is why the bot then listens on loopback only.
 *
 * @param longestRequestMs when a call to Teams is given up, later than whoever asked for it has stopped waiting
 */
export function createBotAuthentication(
  identity: BotIdentity | null,
  longestRequestMs = 15_000,
): ConfigurationBotFrameworkAuthentication {
  if (identity) return new ChannelAuthentication(identity, longestRequestMs)
  return new OpenAuthentication({}, new PasswordServiceClientCredentialFactory('', ''), longestRequestMs)
}

type Told = { longestRequestMs: number; freshConnections(url: string): http.Agent }

type Settings = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>

/** For activities whose senders nobody checks: those of this machine. */
class OpenAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #told: Told

  constructor(settings: Settings[0], credentials: Settings[1], longestRequestMs: number) {
    super(settings, credentials)
    const [forHttp, forHttps] = [new http.Agent({ keepAlive: false }), new https.Agent({ keepAlive: false })]
    this.#told = { longestRequestMs, freshConnections: (url) => (url.startsWith('https:') ? forHttps : forHttp) }
  }

  override async authenticateRequest(
    ...parameters: Parameters<ConfigurationBotFrameworkAuthentication['authenticateRequest']>
  ): Promise<AuthenticateRequestResult> {
    const { connectorFactory, ...result } = await super.authenticateRequest(...parameters)
    if (!connectorFactory) return result
    return { ...result, connectorFactory: asTold(connectorFactory, this.#told) }
  }

  override createConnectorFactory(
    ...parameters: Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
  ): ConnectorFactory {
    return asTold(super.createConnectorFactory(...parameters), this.#told)
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

  constructor(identity: BotIdentity, longestRequestMs: number) {
    super(settingsOf(identity), new BotCredentialsFactory(identity), longestRequestMs)
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
 * redirect of the service with the message in its hands, to an address that nobody checked. And it would wait without an
 * end. And it would send a message on a connection kept from before, which Teams may be closing in the same moment: nobody
 * can tell then whether the message arrived, so it would be lost. No option of its own changes these.
 */
function asTold(factory: ConnectorFactory, told: Told): ConnectorFactory {
  return {
    async create(serviceUrl, audience) {
      const connector = await factory.create(serviceUrl, audience)
      // The client is private to the compiler only; a test of what people see notices if it moves.
      const pipeline = field(field(connector, 'client'), 'pipeline')
      if (isPipeline(pipeline)) {
        for (const name of ['defaultRetryPolicy', 'redirectPolicy']) pipeline.removePolicy({ name })
        pipeline.addPolicy(deadline(told.longestRequestMs))
        pipeline.addPolicy(freshConnection(told.freshConnections))
      }
      return connector
    },
  }
}

type Policy<R> = {
  name: string
  sendRequest(request: PipelineRequest, next: (request: object) => R): R
}
type PipelineRequest = { abortSignal?: AbortSignal; agent?: http.Agent; method: string; url: string }
type Pipeline = { removePolicy(policy: { name: string }): unknown; addPolicy<R>(policy: Policy<R>): unknown }

const isPipeline = (value: unknown): value is Pipeline =>
  typeof value === 'object' && value !== null && 'removePolicy' in value && 'addPolicy' in value

/** The request's own `timeout` would keep a process up that is told to stop, after a call that failed. */
const deadline = <R>(timeoutMs: number): Policy<R> => ({
  name: 'deadline',
  sendRequest(request, next) {
    request.abortSignal = AbortSignal.timeout(timeoutMs)
    return next(request)
  },
})

/** For new messages, which are not repeated. Questions and updates keep their connections, and are sent again when one breaks. */
const freshConnection = <R>(agentFor: Told['freshConnections']): Policy<R> => ({
  name: 'freshConnection',
  sendRequest(request, next) {
    if (request.method === 'POST') request.agent = agentFor(request.url)
    return next(request)
  },
})

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
