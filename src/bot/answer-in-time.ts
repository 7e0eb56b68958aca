import type { ConversationReference } from 'botbuilder'
import type { Logger } from '../log.ts'
import type { Card } from './cards.ts'
import type { Conversations } from './conversations.ts'

export type AnswerTiming = {
  /** After this long a "working" card goes out first, and the same message is updated when the work is done. */
  workingAfterMs: number
  /** Between the answer to a press and the update of the same message, so that they cannot overtake each other. */
  settleMs: number
}

export type AnswerParts = {
  conversations: Conversations
  timing: AnswerTiming
  log: Logger
  /** Told of what goes on after the turn's request was answered, so that a stop can wait for it. */
  inBackground(work: Promise<unknown>): void
}

/** `final` never rejects: what goes wrong is a card too. */
export type Work = { final: Promise<Card>; working: Card; conversation: Partial<ConversationReference> }

/** Ways to bring one piece of work back to the people who asked for it, each within seconds however long it takes. */
export type AnswerInTime = {
  /** Typed: a new message, sent by `send` while the turn lasts. */
  message(work: Work, send: (card: Card) => Promise<string | null>): Promise<void>
  /** Pressed: the card to answer the press with; the pressed message, if known, is updated for everybody. */
  press(work: Work, pressedMessageId: string | null): Promise<Card>
  /** Pressed in a client without `Action.Execute`: the pressed message is updated, or a new one sent. */
  submit(work: Work, pressedMessageId: string | null): Promise<void>
}

export function createAnswerInTime(parts: AnswerParts): AnswerInTime {
  const { conversations, timing, inBackground } = parts
  const firstCard = (work: Work) =>
    Promise.race([
      work.final.then((card) => ({ card, isFinal: true })),
      sleep(timing.workingAfterMs).then(() => ({ card: work.working, isFinal: false })),
    ])
  const update = (work: Work, messageId: string, card: Card) =>
    conversations.update(work.conversation, messageId, card).then(
      () => true,
      (error: unknown) => {
        parts.log.warn({ err: error }, 'a message could not be updated')
        return false
      },
    )

  /** Puts the first card, and later the final one, into a message that stands already; false when it did not take. */
  async function show(work: Work, messageId: string, first: { card: Card; isFinal: boolean }): Promise<boolean> {
    const isShown = await update(work, messageId, first.card)
    if (first.isFinal) return isShown
    await sleep(timing.settleMs)
    return update(work, messageId, await work.final)
  }

  const finish = async (work: Work, isDelivered: boolean) => {
    if (!isDelivered) await conversations.send(work.conversation, await work.final)
  }
  const logFailure = (error: unknown) => parts.log.error({ err: error }, 'an answer could not be delivered')

  return {
    async message(work, send) {
      const first = await firstCard(work)
      const messageId = await send(first.card).catch((error: unknown) => {
        logFailure(error)
        return null
      })
      if (first.isFinal) return
      const isShown =
        messageId === null ? Promise.resolve(false) : work.final.then((card) => update(work, messageId, card))
      inBackground(isShown.then((shown) => finish(work, shown)).catch(logFailure))
    },
    async press(work, pressedMessageId) {
      const first = await firstCard(work)
      const isShown = pressedMessageId === null ? Promise.resolve(false) : show(work, pressedMessageId, first)
      // Who pressed has the final card already if there was time for it: no second message only to repeat it.
      inBackground(isShown.then((shown) => finish(work, shown || first.isFinal)).catch(logFailure))
      return first.card
    },
    async submit(work, pressedMessageId) {
      const first = await firstCard(work)
      const isShown = pressedMessageId === null ? Promise.resolve(false) : show(work, pressedMessageId, first)
      inBackground(isShown.then((shown) => finish(work, shown)).catch(logFailure))
    },
  }
}

/** Unlike a sleep in the work itself this one must not keep a stopping process alive. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
