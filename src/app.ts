import { setTimeout as sleep } from 'node:timers/promises'
import { createBackground } from './background.ts'
import type { Admission } from './bot/admit-activity.ts'
import { type AnswerTiming, createAnswerInTime } from './bot/answer-in-time.ts'
import { appsByTurn, statusByTurn, upgradeByTurn } from './bot/ask-use-cases.ts'
import { type BotIdentity, createBotAuthentication } from './bot/bot-authentication.ts'
import { type Cards, createCards } from './bot/cards.ts'
import { type Conversations, createConversations } from './bot/conversations.ts'
import { createFindStanding } from './bot/find-standing.ts'
import { welcomeView } from './bot/guide-views.ts'
import { createAccept } from './bot/handlers/accept.ts'
import { createApps } from './bot/handlers/apps.ts'
import { createHistory } from './bot/handlers/history.ts'
import { createNotNow } from './bot/handlers/not-now.ts'
import { createStatus } from './bot/handlers/status.ts'
import { createUpgradeAll, createUpgradeAllStart } from './bot/handlers/upgrade-all.ts'
import { createUpgradeApp } from './bot/handlers/upgrade-app.ts'
import { createUpgradeNamed } from './bot/handlers/upgrade-named.ts'
import { receiveActivity } from './bot/receive-activity.ts'
import { createReplyToUpgrade, type VerifyLater } from './bot/reply-to-upgrade.ts'
import type { Command, Handler } from './bot/routes.ts'
import { isAllowedServiceUrl, type ServiceUrlRule } from './bot/service-url.ts'
import { createStartWork } from './bot/start-work.ts'
import { TeamsAdapter } from './bot/teams-adapter.ts'
import { UpgradeBot } from './bot/upgrade-bot.ts'
import { createUpgradeHere } from './bot/upgrade-here.ts'
import { createVerifyLater } from './bot/verify-later.ts'
import { welcomePlace } from './bot/where-am-i.ts'
import { closeServer } from './close-server.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './database/open-database.ts'
import type { OwnerLock } from './database/owner-lock.ts'
import { createAppToken, createBotToken } from './graph/app-token.ts'
import { botCredential, createCredential } from './graph/credentials.ts'
import { usualPlaceWindowMs } from './graph/pace-places.ts'
import { createTenants, type TenantGraph } from './graph/tenants.ts'
import type { AppReference } from './installations/installed-apps.ts'
import { keepRecovering } from './installations/keep-recovering.ts'
import type { UpgradePatience } from './installations/upgrade-installation.ts'
import type { Logger } from './log.ts'
import { createServer, type Readiness } from './server.ts'

/** How long things may take; tests hurry some of it. */
export type Pacing = {
  answer: AnswerTiming
  upgrade: UpgradePatience
  graphTimeoutMs: number
  placeWindowMs: number
  /** The longest an upgrade waits for the store; making the embedded one for the first time takes some seconds. */
  storePatienceMs: number
  /** Seconds before each later look at an upgrade that did not show in time; as usual where not said. */
  looksAfterSeconds?: number[]
}

const usualPacing: Pacing = {
  answer: { workingAfterMs: 800, settleMs: 400, editEveryMs: 2_000 },
  upgrade: { posts: 3, longestWaitSeconds: 20, readBackMs: [0, 1_000, 2_000, 4_000] },
  graphTimeoutMs: 10_000,
  placeWindowMs: usualPlaceWindowMs,
  storePatienceMs: 15_000,
}

/** `lock`: on the data directory, where the entry has taken it already. */
export type AppOptions = { pacing?: Pacing; lock?: OwnerLock }

export type App = {
  /** Starts listening. @returns the address, with the port that was really taken. */
  start(): Promise<string>
  /** Stops listening at once, lets what is under way end for a while, and returns within 10 seconds. */
  stop(): Promise<void>
}

/** The only place where the parts meet. Throws `DataDirInUse` when another process owns the data directory. */
export function createApp(config: Config, log: Logger, { pacing = usualPacing, lock }: AppOptions = {}): App {
  const database = openDatabase({ ...config, log, ...(lock ? { lock } : {}) })
  const tenantOf = openTenants(config, log, pacing)
  const background = createBackground()
  const stopping = new AbortController()
  const adapter = new TeamsAdapter(createBotAuthentication(botIdentity(config)))
  const conversations = createConversations(adapter, config.bot?.id ?? '')
  const cards = createCards()
  const common = { config, log, pacing, database, tenantOf, conversations, cards }
  const verifyLater = createVerifyLater({ ...common, ...memoryOf(common), ...looksOf(pacing) })
  const bot = new UpgradeBot({
    answer: createAnswerInTime({ conversations, timing: pacing.answer, log, inBackground: background.add }),
    startWork: createStartWork({ cards, conversations, handlers: createHandlers({ ...common, verifyLater }), log }),
    welcome: (activity) => cards.render(welcomeView(welcomePlace(activity))),
    onUse: () => background.add(database.open()),
  })
  const server = createServer({
    log,
    answerActivity: (request) => receiveActivity(request, { adapter, bot, admission: admission(config), log }),
    readiness: () => checkReadiness(config, tenantOf, database),
  })
  return {
    async start() {
      await verifyLater.start()
      background.add(recover(common, stopping.signal))
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(config.port, config.host, () => resolve(server.url))
      })
    },
    async stop() {
      stopping.abort()
      await closeServer(server, 3_000)
      await background.drained(4_000)
      await database.close()
    },
  }
}

const looksOf = ({ looksAfterSeconds }: Pacing) => (looksAfterSeconds ? { looksAfterSeconds } : {})

type Common = {
  config: Config
  log: Logger
  pacing: Pacing
  database: Database
  tenantOf: TenantOf
  conversations: Conversations
  cards: Cards
}

/** The store as the use cases see it: it may be away, and then they go on without. */
function memoryOf({ database, log, tenantOf }: Pick<Common, 'database' | 'log' | 'tenantOf'>) {
  return {
    auditLog: database.auditLog,
    declinedConsents: database.declinedConsents,
    jobs: database.jobs,
    installedApps: (tenantId: string) => tenantOf(tenantId).installedApps,
    onStoreTrouble: (error: unknown) => log.warn({ err: error }, 'the store could not be used'),
  }
}

function createHandlers(common: Common & { verifyLater: VerifyLater }): Record<Command, Handler> {
  const { config, conversations, tenantOf, pacing, verifyLater } = common
  const policy = config.upgradePolicy
  const ownApp: AppReference = { by: 'externalId', id: config.teamsAppId }
  const parts = { tenant: tenantOf, ownApp, policy, ...memoryOf(common) }
  const findStanding = createFindStanding({ conversations, directory: (tenantId) => tenantOf(tenantId).directory })
  const upgrade = upgradeByTurn(parts, pacing.upgrade, { ...parts, storePatienceMs: pacing.storePatienceMs })
  const upgradeHere = createUpgradeHere({ findStanding, policy, ownApp, upgrade })
  const reply = createReplyToUpgrade({ findStanding, policy, consentNote: config.consentNote, verifyLater })
  const appsHere = appsByTurn(parts)
  const status = createStatus({ statusHere: statusByTurn(parts, findStanding) })
  return {
    'upgrade-app': createUpgradeApp({ upgradeHere, reply, force: false }),
    'upgrade-anyway': createUpgradeApp({ upgradeHere, reply, force: true }),
    'upgrade-named': createUpgradeNamed({ appsHere, upgradeHere, reply }),
    'upgrade-all': createUpgradeAll({ appsHere }),
    'upgrade-all-start': createUpgradeAllStart({ appsHere, upgradeHere }),
    accept: createAccept({ upgradeHere, reply }),
    'not-now': createNotNow({ ...parts, findStanding, status }),
    status,
    apps: createApps({ appsHere, isOwnApp: ({ externalId }) => externalId === config.teamsAppId }),
    history: createHistory(parts),
  }
}

/** Upgrades whose process died: found out from the start on, by reading; nothing is sent. */
async function recover({ database, log, tenantOf, config }: Common, stopping: AbortSignal): Promise<void> {
  if (!database.mayHoldJobs) return
  await keepRecovering({
    auditLog: database.auditLog,
    installedApps: (tenantId) => tenantOf(tenantId).installedApps,
    // With a shared database a young intent may be another process's, still under way.
    othersMs: config.databaseUrl ? 5 * 60_000 : 0,
    sleep: (ms) => sleep(ms, undefined, { signal: stopping, ref: false }).catch(() => undefined),
    isStopped: () => stopping.aborted,
    onRecovered: (recovered) => log.info({ recovered }, 'upgrades of a process that had died were read back'),
    onTrouble: (err) => log.warn({ err }, 'what was under way at the last stop could not be looked up'),
  })
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

function admission({ bot, hosts, serviceHosts, allowedTenants }: Config): Admission {
  const rule: ServiceUrlRule = bot
    ? { kind: 'listed', cloudHosts: hosts.serviceHosts, extraHosts: serviceHosts }
    : { kind: 'any-loopback' }
  return { allowedTenants, isAllowedServiceUrl: (url) => isAllowedServiceUrl(url, rule) }
}

function botIdentity({ bot, botAuth, graph }: Config): BotIdentity | null {
  if (!bot) return null
  const { authority, loginTenant, ...rest } = botAuth
  const credential = createCredential(botCredential(bot, graph.credential), loginTenant, authority)
  const loginUrl = `${authority.host}/${loginTenant}`
  return { ...rest, botId: bot.id, tenantId: bot.tenantId, loginUrl, getToken: createBotToken(credential) }
}

/** Ready means that a token for Graph can be had; a store that is away is told, and does not make the bot useless. */
async function checkReadiness({ graph, bot }: Config, tenantOf: TenantOf, database: Database): Promise<Readiness> {
  const store = await database.health()
  const tenantId = graph.tenantId ?? bot?.tenantId
  if (graph.credential.kind === 'sandbox' || !tenantId)
    return { ready: true, checks: { credential: 'ok', database: store } }
  const token = tenantOf(tenantId).getToken({ fresh: false })
  const isOk = await Promise.race([token.then(() => true), sleep(3_000, false)]).catch(() => false)
  const credential = isOk ? 'ok' : 'no token for Graph can be had with the configured credential'
  return { ready: isOk, checks: { credential, database: store } }
}
