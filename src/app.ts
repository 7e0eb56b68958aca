import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from 'botbuilder'
import { createBackground } from './background.ts'
import { isAdmitted } from './bot/admit-activity.ts'
import { type AnswerTiming, createAnswerInTime } from './bot/answer-in-time.ts'
import { type BotIdentity, createBotAuthentication } from './bot/bot-authentication.ts'
import { createCards } from './bot/cards.ts'
import { createConversations } from './bot/conversations.ts'
import { welcomeView } from './bot/guide-views.ts'
import { createStatus, type StatusHere } from './bot/handlers/status.ts'
import { createUpgradeApp, type UpgradeHere } from './bot/handlers/upgrade-app.ts'
import { isAllowedServiceUrl, type ServiceUrlRule } from './bot/service-url.ts'
import { createStartWork } from './bot/start-work.ts'
import { TeamsAdapter } from './bot/teams-adapter.ts'
import { UpgradeBot } from './bot/upgrade-bot.ts'
import { welcomePlace } from './bot/where-am-i.ts'
import { closeServer } from './close-server.ts'
import type { Config } from './config.ts'
import { createAppToken } from './graph/app-token.ts'
import { type CredentialSettings, createCredential } from './graph/credentials.ts'
import { usualPlaceWindowMs } from './graph/pace-places.ts'
import { createTenants, type TenantGraph } from './graph/tenants.ts'
import { readStatus } from './installations/read-status.ts'
import { createShareFlights } from './installations/share-flights.ts'
import { type UpgradePatience, upgradeInstallation } from './installations/upgrade-installation.ts'
import type { Logger } from './log.ts'
import { type ActivityAnswer, type ActivityRequest, createServer, type Readiness } from './server.ts'

/** How long things may take; tests hurry some of it. */
export type Pacing = { answer: AnswerTiming; upgrade: UpgradePatience; graphTimeoutMs: number; placeWindowMs: number }

const usualPacing: Pacing = {
  answer: { workingAfterMs: 800, settleMs: 400 },
  upgrade: { posts: 3, longestWaitSeconds: 20, readBackMs: [0, 1_000, 2_000, 4_000] },
  graphTimeoutMs: 10_000,
  placeWindowMs: usualPlaceWindowMs,
}

export type App = {
  /** Starts listening. @returns the address, with the port that was really taken. */
  start(): Promise<string>
  /** Stops listening at once, lets what is under way end for a while, and returns within 10 seconds. */
  stop(): Promise<void>
}

/** The only place where the parts meet. */
export function createApp(config: Config, log: Logger, pacing: Pacing = usualPacing): App {
  const tenantOf = openTenants(config, log, pacing)
  const background = createBackground()
  const adapter = new TeamsAdapter(createBotAuthentication(botIdentity(config)))
  const conversations = createConversations(adapter, config.bot?.id ?? '')
  const cards = createCards()
  const { upgradeHere, statusHere } = useCases(config, tenantOf, pacing)
  const handlers = {
    'upgrade-app': createUpgradeApp({ upgradeHere, force: false }),
    'upgrade-anyway': createUpgradeApp({ upgradeHere, force: true }),
    status: createStatus({ statusHere }),
  }
  const bot = new UpgradeBot({
    answer: createAnswerInTime({ conversations, timing: pacing.answer, log, inBackground: background.add }),
    startWork: createStartWork({ cards, conversations, handlers, log }),
    welcome: (activity) => cards.render(welcomeView(welcomePlace(activity))),
  })
  const server = createServer({
    log,
    answerActivity: (request) => answerActivity(request, { adapter, bot, config, log }),
    readiness: () => checkReadiness(config, tenantOf),
  })
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(config.port, config.host, () => resolve(server.url))
      }),
    async stop() {
      await closeServer(server, 3_000)
      await background.drained(5_000)
    },
  }
}

type TenantOf = (tenantId: string) => TenantGraph

function openTenants(config: Config, log: Logger, pacing: Pacing): TenantOf {
  const { baseUrl, version, upgradeBody, credential, authority } = config.graph
  return createTenants({
    baseUrl,
    version,
    upgradeBody,
    timeoutMs: pacing.graphTimeoutMs,
    placeWindowMs: pacing.placeWindowMs,
    time: { now: () => performance.now(), sleep: (ms) => sleep(ms) },
    patience: { attempts: 3, longestWaitSeconds: pacing.upgrade.longestWaitSeconds },
    createAppToken: (tenantId) => createAppToken(() => createCredential(credential, tenantId, authority), baseUrl),
    onCall: (call) => log.info(call, 'Graph was called'),
  })
}

function useCases(config: Config, tenantOf: TenantOf, pacing: Pacing) {
  const share = createShareFlights()
  const externalId = config.teamsAppId
  const upgradeHere: UpgradeHere = ({ tenantId, scope, force, correlationId }) => {
    const request = { scope, externalId, force, consent: null, call: { correlationId } }
    const parts = { ...tenantOf(tenantId), patience: pacing.upgrade, sleep: (ms: number) => sleep(ms) }
    return share({ tenantId, request, fly: () => upgradeInstallation(request, parts) })
  }
  const statusHere: StatusHere = ({ tenantId, scope, correlationId }) =>
    readStatus({ scope, externalId, call: { correlationId } }, tenantOf(tenantId))
  return { upgradeHere, statusHere }
}

type Receiver = { adapter: TeamsAdapter; bot: UpgradeBot; config: Config; log: Logger }

/** Whoever may not come in is told nothing but that: the bodies are answers to strangers, so they are constant. */
async function answerActivity(
  request: ActivityRequest,
  { adapter, bot, config, log }: Receiver,
): Promise<ActivityAnswer> {
  // The server has checked the shape of all that is used; what the SDK's type says beyond that is not relied on.
  const activity = request.activity as Activity & typeof request.activity
  const rule: ServiceUrlRule = config.bot
    ? { kind: 'listed', cloudHosts: config.hosts.serviceHosts, extraHosts: config.serviceHosts }
    : { kind: 'any-loopback' }
  let isWelcome = false
  const received = await adapter.receive(request.authorization ?? '', activity, async (context) => {
    isWelcome = isAdmitted(activity, {
      allowedTenants: config.allowedTenants,
      isAllowedServiceUrl: (url) => isAllowedServiceUrl(url, rule),
    })
    if (!isWelcome) return
    // Teams would deliver the activity again if this were an error, and what was asked for may be under way.
    await bot.run(context).catch((error: unknown) => log.error({ err: error }, 'a turn could not be answered'))
  })
  if (received.kind === 'unauthorized') return { status: 401, body: { error: 'unauthorized' } }
  if (!isWelcome) return { status: 403, body: { error: 'forbidden' } }
  return received.invoke ? { status: received.invoke.status, body: received.invoke.body } : { status: 200 }
}

function botIdentity({ bot, botAuth, graph }: Config): BotIdentity | null {
  if (!bot) return null
  const { authority, loginTenant, ...rest } = botAuth
  const credential = createCredential(botCredential(bot, graph.credential), loginTenant, authority)
  return {
    ...rest,
    botId: bot.id,
    tenantId: bot.tenantId,
    loginUrl: `${authority.host}/${loginTenant}`,
    async getToken(scope) {
      const token = await credential.getToken(scope)
      if (!token) throw new Error('the credential gave no token for the bot')
      return { token: token.token, expiresOn: new Date(token.expiresOnTimestamp) }
    },
  }
}

/** The bot is the Entra app that calls Graph, unless it has a secret or an identity of its own. */
function botCredential(bot: NonNullable<Config['bot']>, graphCredential: CredentialSettings): CredentialSettings {
  if (bot.type === 'UserAssignedMSI') return { kind: 'own-identity', clientId: bot.id }
  if (bot.password) return { kind: 'client-secret', clientId: bot.id, clientSecret: bot.password }
  return graphCredential
}

/** Ready means that a token for Graph can be had; the reason why not goes to the log of whoever asks. */
async function checkReadiness({ graph, bot }: Config, tenantOf: TenantOf): Promise<Readiness> {
  const tenantId = graph.tenantId ?? bot?.tenantId
  if (graph.credential.kind === 'sandbox' || !tenantId) return { ready: true, checks: { credential: 'ok' } }
  try {
    await tenantOf(tenantId).getToken({ fresh: false })
    return { ready: true, checks: { credential: 'ok' } }
  } catch {
    return { ready: false, checks: { credential: 'no token for Graph can be had with the configured credential' } }
  }
}
