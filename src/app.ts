import { createBackground } from './background.ts'
import type { AnswerTiming } from './bot/answer-in-time.ts'
import type { BotIdentity } from './bot/bot-authentication.ts'
import { checkReadiness } from './check-readiness.ts'
import { closeServer } from './close-server.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database/open-database.ts'
import type { OwnerLock } from './database/owner-lock.ts'
import { createBotToken } from './graph/app-token.ts'
import { createCompareClock } from './graph/compare-clock.ts'
import { botCredential, createCredential } from './graph/credentials.ts'
import { openTenants } from './graph/open-tenants.ts'
import { createPersonTokens } from './graph/person-token.ts'
import { type AskParts, createAskUpgrade } from './installations/ask-upgrade.ts'
import type { AppReference } from './installations/installed-apps.ts'
import type { UpgradePatience } from './installations/upgrade-installation.ts'
import type { Logger } from './log.ts'
import { observeDatabase } from './observe/observe-database.ts'
import { observeGraph } from './observe/observe-graph.ts'
import { beginCounts, countUpgrades, observeUpgrades } from './observe/observe-upgrades.ts'
import { type Observing, unobserved } from './observe/open-telemetry.ts'
import { mountMetrics } from './observe/serve-metrics.ts'
import { createServer, type MountPoint } from './server.ts'
import { openTab } from './tab/open-tab.ts'
import { createProgressHub } from './tab/progress-hub.ts'
import { tabSettings } from './tab-settings.ts'
import { createTurnLimit } from './turn-limit.ts'
import { wireChat } from './wire-chat.ts'
import { type Common, memoryOf, recover } from './wire-memory.ts'
import { wireRollouts } from './wire-rollouts.ts'

/** How long things may take; tests hurry some of it. */
export type Pacing = {
  answer: AnswerTiming
  upgrade: UpgradePatience
  graphTimeoutMs: number
  /** The longest an upgrade waits for the store; making the embedded one for the first time takes some seconds. */
  storePatienceMs: number
  /** Between the compiling of one card and the next ahead of their use; null: each is compiled when it is first shown. */
  compileCardsEveryMs: number | null
  /** Seconds before each later look at an upgrade that did not show in time; as usual where not said. */
  looksAfterSeconds?: number[]
  /** Between two looks for a newer version of the app; as usual where not said. */
  versionWatchSeconds?: number
}

const usualPacing: Pacing = {
  answer: { workingAfterMs: 800, pressWorkingAfterMs: 2_500, settleMs: 400, editEveryMs: 2_000 },
  upgrade: { posts: 3, longestWaitSeconds: 20, readBackMs: [0, 1_000, 2_000, 4_000] },
  graphTimeoutMs: 10_000,
  storePatienceMs: 15_000,
  compileCardsEveryMs: 50,
}

/** `lock`: on the data directory, where the entry has taken it already. `observing`: what listens to what is done. */
export type AppOptions = { pacing?: Pacing; lock?: OwnerLock; observing?: Observing }

export type App = {
  /** Starts listening. @returns the address, with the port that was really taken. */
  start(): Promise<string>
  /** Stops listening at once, lets what is under way end for a while, and returns within 10 seconds. */
  stop(): Promise<void>
}

/** The only place where the parts meet. Throws `DataDirInUse` when another process owns the data directory. */
export function createApp(config: Config, log: Logger, options: AppOptions = {}): App {
  const { pacing = usualPacing, lock, observing = unobserved } = options
  const { telemetry } = observing
  const opened = openDatabase({ ...config, log, ...(lock ? { lock } : {}) })
  const database = observeDatabase(opened, { log, telemetry })
  beginCounts(telemetry)
  const graph = observeGraph({ log, telemetry })
  const tenantOf = openTenants(graphSettings(config), graphPacing(pacing, { config, database }), graph.onCall)
  const background = createBackground()
  const onUse = () => background.add(database.open())
  const stopping = new AbortController()
  const common = { config, log, telemetry, database, tenantOf }
  const memory = memoryOf(common)
  const progress = createProgressHub()
  const turnLimit = createTurnLimit(config.turnLimit)
  const asking = askingOf(common, { memory, pacing, onProgress: progress.publish })
  const rollouts = wireRollouts({ ...common, patience: pacing.upgrade, stopping: stopping.signal })
  const around = { log, telemetry, turnLimit, onUse, inBackground: background.add }
  const identity = botIdentity(config)
  const chat = wireChat({
    ...{ ...common, ...around, asking, rollouts, stopping: stopping.signal },
    identity,
    answerTiming: pacing.answer,
    compileCardsEveryMs: pacing.compileCardsEveryMs,
    ...laterOf(pacing),
  })
  const personToken = createPersonTokens(config.graph)
  const tabRollouts = { ...rollouts, admins: config.rolloutAdmins, usual: config.rollouts }
  const tab = openTab(tabSettings(config), { ...asking, ...around, personToken, progress, rollouts: tabRollouts })
  const server = createServer({
    log,
    answerActivity: chat.answerActivity,
    readiness: readinessOf(common, { identity, clockLeadMs: graph.clockLeadMs }),
    mount(on) {
      tab.mount(on)
      mountMetricsOf(common, observing, on)
    },
  })
  return {
    async start() {
      await chat.start()
      await rollouts.work({ mayBeUnderWay: database.mayHoldJobs })
      background.add(recover(common, stopping.signal))
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(config.port, config.host, () => resolve(server.url))
      })
    },
    async stop() {
      stopping.abort()
      tab.close()
      await closeServer(server, 3_000)
      await background.drained(4_000)
      await database.close()
      await observing.close()
    },
  }
}

type Asking = { memory: ReturnType<typeof memoryOf>; pacing: Pacing; onProgress: NonNullable<AskParts['onProgress']> }

/** What bot and tab ask alike, so that they share what is under way. */
function askingOf({ config, log, telemetry, tenantOf }: Common, { memory, pacing, onProgress }: Asking) {
  const ask = createAskUpgrade({
    tenant: tenantOf,
    patience: pacing.upgrade,
    audit: { ...memory, storePatienceMs: pacing.storePatienceMs },
    onProgress: countUpgrades(telemetry, onProgress),
  })
  const ownApp: AppReference = { by: 'externalId', id: config.teamsAppId }
  const askUpgrade = observeUpgrades(ask, { log, telemetry })
  return { ...memory, tenant: tenantOf, askUpgrade, ownApp, policy: config.upgradePolicy }
}

type Watched = { identity: BotIdentity | null; clockLeadMs(): number | null }

function readinessOf({ config, log, tenantOf, database }: Common, { identity, clockLeadMs }: Watched) {
  const told = <T>(token: Promise<T>, what: 'Graph' | 'Teams') =>
    token.catch((err: unknown) => {
      log.warn({ err, what }, 'no token can be had')
      throw err
    })
  const parts = {
    getToken: (tenantId: string) => told(tenantOf(tenantId).getToken({ fresh: false }), 'Graph'),
    getBotToken: identity && (() => told(identity.getToken(`${identity.oAuthScope}/.default`), 'Teams')),
    storeHealth: database.health,
    clockLeadMs,
    compareClock: createCompareClock(config.graph),
  }
  return () => checkReadiness(config, parts)
}

function mountMetricsOf({ config, log }: Common, { metricsText }: Observing, { server }: MountPoint): void {
  if (metricsText) mountMetrics(server, { text: metricsText, token: config.metricsToken, log })
}

const graphSettings = ({ graph, cloud }: Config) => ({ ...graph, cloud })

const graphPacing = (pacing: Pacing, { config, database }: Pick<Common, 'config' | 'database'>) => ({
  timeoutMs: pacing.graphTimeoutMs,
  longestWaitSeconds: pacing.upgrade.longestWaitSeconds,
  // An embedded database is one process's: what it knows need not be written down.
  sharedPace: config.databaseUrl ? database.sharedPace : null,
})

const laterOf = ({ looksAfterSeconds, versionWatchSeconds }: Pacing) => ({
  ...(looksAfterSeconds ? { looksAfterSeconds } : {}),
  ...(versionWatchSeconds ? { versionWatchSeconds } : {}),
})

function botIdentity({ bot, botAuth, graph }: Config): BotIdentity | null {
  if (!bot) return null
  const { authority, loginTenant, ...rest } = botAuth
  const credential = createCredential(botCredential(bot, graph.credential), loginTenant, authority)
  const loginUrl = `${authority.host}/${loginTenant}`
  return { ...rest, botId: bot.id, tenantId: bot.tenantId, loginUrl, getToken: createBotToken(credential) }
}
