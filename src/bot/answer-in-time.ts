import { setTimeout as pause } from 'node:timers/promises'
import type { ConversationReference } from 'botbuilder'
import type { Logger } from '../log.ts'
import type { Card } from './cards.ts'
import type { Conversations } from './conversations.ts'
import type { Progress } from './progress.ts'

export type AnswerTiming = {
  /** After this long a "working" card goes out first, and the same message is updated when the work is done. */
  workingAfterMs: number
  /** The same for a press, whose answer may take up to five seconds: later, because only the answer reaches one person alone. */
  pressWorkingAfterMs: number
  /** Between the answer to a press and the update of the same message, so that they cannot overtake each other. */
  settleMs: number
  /** Between two updates of one message: a conversation has a budget of about one a second for all that a bot sends. */
  editEveryMs: number
}

export type AnswerParts = {
  conversations: Conversations
  timing: AnswerTiming
  log: Logger
  /** Told of what goes on after the turn's request was answered, so that a stop can wait for it. */
  inBackground(work: Promise<unknown>): void
}

/** The end of a piece of work. */
export type Final = {
  card: Card
  /** Meant for who asked: a card that others see stays as it is. */
  isPrivate: boolean
  /** The pressed message changes by itself: nothing is sent there. */
  isLiving: boolean
  /** Told which message shows the card, once one does. */
  onShown?(messageId: string): Promise<void>
}

/** `final` never rejects: what goes wrong is a card too. */
export type Work = {
  final: Promise<Final>
  working: Card
  progress: Progress
  conversation: Partial<ConversationReference>
  correlationId: string
}

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
  const { timing, inBackground } = parts
  const deliver = createDelivery(parts)
  const log = (err: unknown, { correlationId }: Work) =>
    parts.log.error({ err, correlationId }, 'an answer could not be delivered')
  const later = (delivery: Promise<unknown>, work: Work) =>
    inBackground(delivery.catch((error: unknown) => log(error, work)))

  return {
    async message(work, send) {
      const first = await firstOf(work, timing.workingAfterMs)
      const messageId = await send(first.final?.card ?? work.working).catch((error: unknown) => {
        log(error, work)
        return null
      })
      if (!first.final) later(deliver.follow(work, messageId, { isWorkingShown: true }), work)
      else if (messageId !== null) later(Promise.resolve(first.final.onShown?.(messageId)), work)
    },
    async press(work, pressedMessageId) {
      const first = await firstOf(work, timing.pressWorkingAfterMs)
      // The card for everybody changes only for an end that is everybody's; who pressed is answered here.
      if (!first.final)
        later(
          pause(timing.settleMs).then(() => deliver.follow(work, pressedMessageId, { isWorkingShown: true })),
          work,
        )
      else if (!first.final.isPrivate && !first.final.isLiving && pressedMessageId !== null)
        later(deliver.replace(work, pressedMessageId, first.final), work)
      return first.final?.card ?? work.working
    },
    async submit(work, pressedMessageId) {
      const first = await firstOf(work, timing.workingAfterMs)
      const delivery = first.final
        ? deliver.final(work, pressedMessageId, first.final, { isWorkingShown: false })
        : deliver.follow(work, pressedMessageId, { isWorkingShown: false })
      later(delivery, work)
    },
  }
}

/** The end, if it comes in time. */
function firstOf(work: Work, ms: number): Promise<{ final: Final | null }> {
  return Promise.race([work.final.then((final) => ({ final })), pause(ms, { final: null }, { ref: false })])
}

/** Whether the message shows the "working" card, to everybody or to who pressed. */
type Shown = { isWorkingShown: boolean }

/** Outside the turn: updates, and a new message where an update is not possible or not wanted. */
function createDelivery({ conversations, timing, log }: AnswerParts) {
  async function update(work: Work, messageId: string, card: Card): Promise<boolean> {
    try {
      await conversations.update(work.conversation, messageId, card)
      return true
    } catch (error) {
      log.warn({ err: error, correlationId: work.correlationId }, 'a message could not be updated')
      return false
    }
  }

  async function replace(work: Work, messageId: string, final: Final): Promise<boolean> {
    const isShown = await update(work, messageId, final.card)
    if (isShown) await final.onShown?.(messageId)
    return isShown
  }

  /** A living message is left to itself, unless somebody sees the "working" card in its place. */
  async function final(work: Work, messageId: string | null, end: Final, shown: Shown): Promise<void> {
    if (end.isLiving && messageId !== null && !shown.isWorkingShown) return
    if (messageId !== null && !end.isPrivate && (await replace(work, messageId, end))) return
    const sent = await conversations.send(work.conversation, end.card)
    if (sent !== null) await end.onShown?.(sent)
  }

  async function follow(work: Work, messageId: string | null, shown: Shown): Promise<void> {
    for (;;) {
      const step = await Promise.race([
        work.final.then((end) => ({ end })),
        work.progress.next().then((card) => ({ card })),
      ])
      if ('end' in step) return final(work, messageId, step.end, shown)
      if (messageId === null) continue
      await update(work, messageId, step.card)
      await pause(timing.editEveryMs)
    }
  }

  return { replace, final, follow }
}
