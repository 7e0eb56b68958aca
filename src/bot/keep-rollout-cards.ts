import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Jobs } from '../installations/jobs.ts'
import type { Rollouts } from '../rollouts/create-rollouts.ts'
import type { RolloutStatus } from '../rollouts/read-rollout.ts'
import { isOver } from '../rollouts/rollout.ts'
import type { LeftCard, RolloutCards, TakenCard } from '../rollouts/rollout-cards.ts'
import type { Card, Cards } from './cards.ts'
import type { Conversations } from './conversations.ts'
import { isUndeliverable } from './is-undeliverable.ts'
import { rolloutProgressView } from './rollout-progress-view.ts'
import { readTroubles } from './show-rollout.ts'

export type KeepingParts = {
  rollouts: Pick<Rollouts, 'read' | 'targets'>
  rolloutCards: RolloutCards
  jobs: Jobs
  conversations: Pick<Conversations, 'update'>
  cards: Cards
  /** Aborted when this process stops. */
  stopping: AbortSignal
  onTrouble(error: unknown, what: string): void
}

export type KeepRolloutCards = {
  /** Has a rollout's card changed in a moment; the answer to a press should not be overtaken. */
  lookSoon(rolloutId: string): Promise<void>
  /** Begins to work in this process. */
  start(options: { mayBeUnderWay: boolean }): Promise<void>
}

const jobName = 'rollout-card'
/** While something happens by itself, and while nothing does but by a word. */
const lookEverySeconds = { going: 2, still: 10 }
const troubledSeconds = 10
/** For rollouts that go on again by a word from elsewhere, and for what fell between two jobs. */
const sweepEveryMs = 15_000

/**
 * Keeps the card of each rollout as the rollout is: one look after the other as jobs in the store, so that it goes on
 * after a restart, on whichever machine. Sent is only what differs from what the message shows, and the end always is.
 */
export function createKeepRolloutCards(parts: KeepingParts): KeepRolloutCards {
  const later = (rolloutId: string, runAfterSeconds: number, why: 'next' | 'soon') =>
    parts.jobs.schedule(jobName, { rolloutId }, { runAfterSeconds, singletonKey: `${rolloutId}/${why}` })
  let isSweeping = false
  const sweep = async () => {
    for (const id of await parts.rolloutCards.open()) await later(id, 0, 'next')
  }
  const sweepSafely = () =>
    void sweep().catch((error: unknown) => parts.onTrouble(error, 'cards of rollouts could not be looked for'))
  const keepSweeping = () => {
    if (isSweeping || parts.stopping.aborted) return
    isSweeping = true
    const timer = setInterval(sweepSafely, sweepEveryMs).unref()
    parts.stopping.addEventListener('abort', () => clearInterval(timer))
  }
  return {
    async lookSoon(rolloutId) {
      keepSweeping()
      await later(rolloutId, 1, 'soon')
    },
    async start({ mayBeUnderWay }) {
      await parts.jobs.work(jobName, async (data, { id: jobId }) => {
        const { rolloutId } = jobShape.parse(data)
        const nextSeconds = await lookAt(rolloutId, jobId, parts)
        if (nextSeconds !== null) await later(rolloutId, nextSeconds, 'next')
      })
      if (!mayBeUnderWay) return
      keepSweeping()
      sweepSafely()
    },
  }
}

const jobShape = z.object({ rolloutId: z.string() })

/** One look. @returns after how many seconds there should be another; null for none. */
async function lookAt(rolloutId: string, jobId: string, parts: KeepingParts): Promise<number | null> {
  const taken = await parts.rolloutCards.take(rolloutId, jobId)
  if (taken.kind === 'never') return null
  if (taken.kind === 'later') return lookEverySeconds.going
  const { card } = taken
  const left: LeftCard = { shown: card.shown, isFinal: false, isUndeliverable: false }
  try {
    const status = await parts.rollouts.read({ id: rolloutId, tenantId: card.tenantId })
    if (!status) return troubledSeconds
    const isShown = await bringUpToDate(card, status, { left, parts })
    left.isFinal = isShown && isAtRest(status)
    if (left.isFinal || left.isUndeliverable) return null
    return isStill(status) && isShown ? lookEverySeconds.still : lookEverySeconds.going
  } catch (error) {
    parts.onTrouble(error, 'the card of a rollout could not be changed')
    return troubledSeconds
  } finally {
    await parts.rolloutCards.putBack(rolloutId, jobId, left)
  }
}

/** Nothing will change any more. */
const isAtRest = ({ rollout, counts }: RolloutStatus) => isOver(rollout) && counts.pending === 0

const isStill = ({ rollout }: RolloutStatus) => ['paused', 'waiting', 'awaiting-approval'].includes(rollout.state)

/** @returns whether the message shows the rollout as it is. */
async function bringUpToDate(
  card: TakenCard,
  status: RolloutStatus,
  { left, parts }: { left: LeftCard; parts: KeepingParts },
): Promise<boolean> {
  const rendered = parts.cards.render(rolloutProgressView({ status, troubles: await readTroubles(status, parts) }))
  const fingerprint = fingerprintOf(rendered)
  if (fingerprint === card.shown) return true
  if (!(await parts.rolloutCards.mayEdit(card.conversationId))) return false
  try {
    await parts.conversations.update(card.conversation, card.messageId, rendered)
    left.shown = fingerprint
    return true
  } catch (error) {
    // The bot was taken out of the conversation, or the message was deleted: the rollout needs neither.
    if (!isUndeliverable(error)) throw error
    left.isUndeliverable = true
    parts.onTrouble(error, 'the card of a rollout cannot be delivered any more')
    return false
  } finally {
    await parts.rolloutCards.edited(card.conversationId)
  }
}

function fingerprintOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 32)
}
