import { admissionOf } from './bot/admit-activity.ts'
import { type AnswerTiming, createAnswerInTime } from './bot/answer-in-time.ts'
import { type BotIdentity, createBotAuthentication } from './bot/bot-authentication.ts'
import { createCards } from './bot/cards.ts'
import { type CommandParts, createCommandHandlers } from './bot/command-handlers.ts'
import { createConversations } from './bot/conversations.ts'
import { welcomeView } from './bot/guide-views.ts'
import { type Incoming, receiveActivity } from './bot/receive-activity.ts'
import { createStartWork } from './bot/start-work.ts'
import { TeamsAdapter } from './bot/teams-adapter.ts'
import { UpgradeBot } from './bot/upgrade-bot.ts'
import { createVerifyLater, type VerifyParts } from './bot/verify-later.ts'
import { welcomePlace } from './bot/where-am-i.ts'
import { createPersonLimit } from './person-limit.ts'
import type { Telemetry } from './telemetry.ts'
import type { TurnLimit } from './turn-limit.ts'
import { type RolloutChatWiring, wireRolloutChat } from './wire-rollout-chat.ts'

export type ChatWiring = Omit<RolloutChatWiring, 'conversations' | 'cards'> & {
  asking: Omit<CommandParts, 'conversations' | 'verifyLater' | 'consentNote'> &
    Pick<VerifyParts, 'jobs' | 'installedApps'>
  identity: BotIdentity | null
  answerTiming: AnswerTiming
  compileCardsEveryMs: number | null
  looksAfterSeconds?: number[]
  telemetry: Telemetry
  turnLimit: TurnLimit
  onUse(): void
}

export type Chat = {
  answerActivity(incoming: Incoming): ReturnType<typeof receiveActivity>
  /** Takes up what waits in the store. */
  start(): Promise<void>
}

/** The bot: what is typed, pressed and told by Teams comes in, cards go out. */
export function wireChat(wiring: ChatWiring): Chat {
  const {
    config,
    log,
    telemetry,
    turnLimit,
    asking,
    onUse,
    inBackground,
    answerTiming: timing,
    looksAfterSeconds,
  } = wiring
  const adapter = new TeamsAdapter(createBotAuthentication(wiring.identity))
  const conversations = createConversations(adapter, config.bot?.id ?? '')
  const cards = createCards()
  const personLimit = createPersonLimit(config.personLimit)
  const verifyLater = createVerifyLater({
    ...asking,
    log,
    conversations,
    cards,
    telemetry,
    ...(looksAfterSeconds ? { looksAfterSeconds } : {}),
  })
  const rolloutChat = wireRolloutChat({ ...wiring, conversations, cards })
  const handlers = {
    ...createCommandHandlers({ ...asking, conversations, verifyLater, consentNote: config.consentNote }),
    ...rolloutChat.handlers,
  }
  const bot = new UpgradeBot({
    answer: createAnswerInTime({ conversations, timing, log, inBackground }),
    startWork: createStartWork({
      cards,
      conversations,
      handlers,
      log,
      personLimit,
      turnLimit,
      telemetry,
      isAdmin: rolloutChat.isAdmin,
    }),
    welcome: (activity) => cards.render(welcomeView(welcomePlace(activity))),
    onUse,
    onActivity: rolloutChat.onActivity,
  })
  return {
    answerActivity: (incoming) => receiveActivity(incoming, { adapter, bot, admission: admissionOf(config), log }),
    async start() {
      await verifyLater.start()
      await rolloutChat.start()
      if (wiring.compileCardsEveryMs) cards.compileAhead(wiring.compileCardsEveryMs, wiring.stopping)
    },
  }
}
