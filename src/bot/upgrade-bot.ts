import { randomUUID } from 'node:crypto'
import { type Activity, ActivityHandler, type InvokeResponse, TurnContext } from 'botbuilder'
import { boundedCache } from '../bounded-cache.ts'
import { verbOf } from './activity-fields.ts'
import type { AnswerInTime } from './answer-in-time.ts'
import type { Card } from './cards.ts'
import { cardMessage } from './conversations.ts'
import { readWords } from './read-words.ts'
import { repeatConnectorCall } from './repeat-connector-call.ts'
import { type Route, routeVerb, routeWords } from './routes.ts'
import type { StartWork } from './start-work.ts'

export type BotParts = {
  answer: AnswerInTime
  startWork: StartWork
  welcome(activity: Activity): Card
  /** Somebody is there: what takes seconds to open may be opened now. Called for every command and welcome. */
  onUse(): void
  /** Told of every activity, known today or not. Nobody waits for what becomes of it. */
  onActivity(activity: Activity): void
}

/** Teams delivers again what it believes lost: after 15 s with the same id. Remembered well beyond that. */
const rememberedMs = 5 * 60 * 1000

/**
 * The Bot Framework activity handler: brings what was typed or pressed to its route, and the route's card back.
 * Every other kind of activity, known today or not, is acknowledged and ignored.
 */
export class UpgradeBot extends ActivityHandler {
  readonly #parts: BotParts
  readonly #presses = boundedCache<Promise<Card>>(10_000, { ttl: rememberedMs })
  readonly #messages = boundedCache<true>(10_000, { ttl: rememberedMs })
  readonly #welcomed = boundedCache<true>(10_000)

  constructor(parts: BotParts) {
    super()
    this.#parts = parts
    this.onTurn(async ({ activity }, next) => {
      parts.onActivity(activity)
      await next()
    })
    this.onMessage(async (context, next) => {
      await this.#onMessage(context)
      await next()
    })
    this.onInstallationUpdate(async (context, next) => {
      await this.#onInstallationUpdate(context)
      await next()
    })
  }

  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    if (context.activity.name !== 'adaptiveCard/action') return { status: 501 }
    const { activity } = context
    // The answer to a press that is delivered again is the answer it had, not a second one.
    const key = deliveryKey(activity)
    const answered = this.#presses.get(key) ?? this.#press(activity)
    this.#presses.set(key, answered)
    const value = await answered
    return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value } }
  }

  #press(activity: Activity): Promise<Card> {
    return this.#parts.answer.press(this.#pressedWork(activity), activity.replyToId ?? null)
  }

  async #onMessage(context: TurnContext): Promise<void> {
    const { activity } = context
    const key = deliveryKey(activity)
    if (this.#messages.has(key)) return
    this.#messages.set(key, true)
    const isSubmit = activity.value !== undefined && activity.value !== null && !activity.text
    if (isSubmit) {
      await this.#parts.answer.submit(this.#pressedWork(activity), activity.replyToId ?? null)
      return
    }
    const send = async (card: Card) => {
      const sent = await repeatConnectorCall(() => context.sendActivity(cardMessage(card)), 'create')
      return sent?.id ?? null
    }
    await this.#parts.answer.message(
      this.#work(activity, { via: 'typed', route: routeWords(readWords(activity)) }),
      send,
    )
  }

  #pressedWork(activity: Activity) {
    return this.#work(activity, { via: 'pressed', route: routeVerb(verbOf(activity)) })
  }

  #work(activity: Activity, how: { via: 'typed' | 'pressed'; route: Route }) {
    if (how.route.kind === 'command') this.#parts.onUse()
    return this.#parts.startWork({ activity, conversation: TurnContext.getConversationReference(activity), ...how })
  }

  /** Once a conversation: `add-upgrade` and the newer `upgrade` (microsoft/teams.py#579) are no new installation. */
  async #onInstallationUpdate(context: TurnContext): Promise<void> {
    const { action, conversation } = context.activity
    if (action === 'remove') this.#welcomed.delete(conversation.id)
    if (action !== 'add' || this.#welcomed.has(conversation.id)) return
    this.#welcomed.set(conversation.id, true)
    this.#parts.onUse()
    await context.sendActivity(cardMessage(this.#parts.welcome(context.activity)))
  }
}

function deliveryKey({ conversation, from, id }: Activity): string {
  return JSON.stringify([conversation.id, from?.id, id ?? randomUUID()])
}
