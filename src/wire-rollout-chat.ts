import { randomUUID } from 'node:crypto'
import type { Activity } from 'botbuilder'
import type { Cards } from './bot/cards.ts'
import type { Conversations } from './bot/conversations.ts'
import { everyKind } from './bot/handlers/rollout.ts'
import { createJudgeRolloutAdmin } from './bot/judge-rollout-admin.ts'
import { createKeepRolloutCards } from './bot/keep-rollout-cards.ts'
import { noteActivity } from './bot/note-activity.ts'
import { createRememberAdmins } from './bot/remember-admins.ts'
import { createRolloutHandlers } from './bot/rollout-handlers.ts'
import type { RolloutHouse } from './bot/rollout-house.ts'
import type { Handler, RolloutCommand } from './bot/routes.ts'
import { tellAdmin } from './bot/tell-admin.ts'
import type { Config } from './config.ts'
import type { Database } from './database/open-database.ts'
import type { TenantGraph } from './graph/tenants.ts'
import type { Logger } from './log.ts'
import type { Rollouts } from './rollouts/create-rollouts.ts'
import { usualBudget } from './rollouts/error-budget.ts'
import { createNotePlaces } from './rollouts/note-places.ts'
import { judgeAdmin } from './rollouts/rollout-admins.ts'
import { createVersionWatch } from './rollouts/version-watch.ts'
import { usualWaves } from './rollouts/waves.ts'

export type RolloutChatWiring = {
  config: Config
  log: Logger
  database: Database
  tenantOf(tenantId: string): TenantGraph
  rollouts: Rollouts
  conversations: Conversations
  cards: Cards
  stopping: AbortSignal
  inBackground(work: Promise<unknown>): void
  /** Between two looks for a newer version; a day unless said. */
  versionWatchSeconds?: number
}

export type RolloutChat = {
  handlers: Record<RolloutCommand, Handler>
  /** Told of every activity: where the bot is, and where its admins can be told something. */
  onActivity(activity: Activity): void
  /** Whom to show what is for admins. Gives no right. */
  isAdmin(activity: Activity): boolean
  start(): Promise<void>
}

/** Rollouts in the chat: commands, living cards, the bot's own record of where it is, and the watch for new versions. */
export function wireRolloutChat(wiring: RolloutChatWiring): RolloutChat {
  const { config, log, database, tenantOf, inBackground } = wiring
  const { rolloutCards, adminConversations, jobs } = database
  const onStoreTrouble = (err: unknown) => log.warn({ err }, 'the store could not be used')
  const onTrouble = (err: unknown, what: string) => log.warn({ err, what }, 'a rollout had trouble in the chat')
  const admins = config.rolloutAdmins
  const remember = createRememberAdmins({ admins, adminConversations, inBackground, onTrouble: onStoreTrouble })
  const judge = createJudgeRolloutAdmin({
    ...wiring,
    admins,
    groups: (tenantId) => tenantOf(tenantId).groups,
    onAdmin: remember.judged,
  })
  const keeping = createKeepRolloutCards({ ...wiring, rolloutCards, jobs, onTrouble })
  const house = houseOf(config)
  const { lookSoon } = keeping
  const noting = notingOf(wiring)
  const watch = watchOf(wiring, { house, onTrouble })
  const beginWatch = (begun: { start(): Promise<void> }): Promise<void> =>
    begun.start().catch((error: unknown) => {
      onTrouble(error, 'the version watch could not begin')
      if (!wiring.stopping.aborted) setTimeout(() => inBackground(beginWatch(begun)), restMs).unref()
    })
  return {
    handlers: createRolloutHandlers({ ...wiring, rolloutCards, house, judge, lookSoon, onStoreTrouble }),
    onActivity(activity) {
      remember.seen(activity)
      inBackground(noteActivity(activity, noting))
    },
    isAdmin: remember.isAdmin,
    async start() {
      await keeping.start({ mayBeUnderWay: database.mayHoldJobs })
      // It may have to make the database first, and nobody waits for it.
      if (watch) inBackground(beginWatch(watch))
    },
  }
}

function notingOf({ config, log, database, conversations, inBackground }: RolloutChatWiring) {
  const onTrouble = (err: unknown) => log.warn({ err }, 'where this bot is could not be written down')
  const { knownPlaces } = database
  return {
    notePlaces: createNotePlaces({ knownPlaces, externalId: config.teamsAppId, inBackground, onTrouble }),
    findTeamGroupId: conversations.findTeamGroupId,
  }
}

type Watching = { house: RolloutHouse; onTrouble(error: unknown, what: string): void }

/** Null where the setting is off. */
function watchOf(wiring: RolloutChatWiring, { house, onTrouble }: Watching) {
  const { config, database, rollouts, tenantOf } = wiring
  const mode = config.rollouts.versionWatch
  if (mode === 'off') return null
  const { app, source } = house
  const { rolloutAdmins: admins, allowedTenants } = config
  return createVersionWatch({
    ...{ mode, app, source, rollouts, kinds: everyKind, onTrouble },
    ...{ jobs: database.jobs, adminConversations: database.adminConversations, versionOffers: database.versionOffers },
    settings: { ...house.settings, isDryRun: false, acceptedSet: null },
    everySeconds: wiring.versionWatchSeconds ?? daySeconds,
    tenants: allowedTenants === 'anybody' ? [] : allowedTenants,
    async mayRollOut(tenantId, id) {
      const parts = { admins, groups: tenantOf(tenantId).groups }
      const verdict = await judgeAdmin({ id, isGuest: false }, parts, { correlationId: randomUUID() })
      return verdict.kind === 'allowed'
    },
    tell: (admin, news) => tellAdmin(admin, news, { ...wiring, house }),
  })
}

const daySeconds = 24 * 3600
/** After a store that could not be used. */
const restMs = 60_000

/** The usual waves and budget; whoever wants others has the terminal. */
function houseOf({ teamsAppId, consentNote, rollouts }: Config): RolloutHouse {
  const { window, verify, source, approvalAbove } = rollouts
  return {
    app: { by: 'externalId', id: teamsAppId },
    settings: { waves: [...usualWaves], gate: { kind: 'auto' }, budget: usualBudget, window, force: false, verify },
    source,
    approvalAbove,
    consentNote,
  }
}
