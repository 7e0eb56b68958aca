import type { Rollouts } from '../rollouts/create-rollouts.ts'
import type { RolloutStatus } from '../rollouts/read-rollout.ts'
import type { RolloutCards } from '../rollouts/rollout-cards.ts'
import type { Target } from '../rollouts/target.ts'
import { conversationKey } from './conversation-key.ts'
import { mostTroubles, rolloutProgressView } from './rollout-progress-view.ts'
import { noSuchRolloutView } from './rollout-views.ts'
import type { Reply } from './routes.ts'
import type { Turn } from './turn.ts'

export type ShowParts = {
  rollouts: Pick<Rollouts, 'read' | 'targets'>
  rolloutCards: RolloutCards
  /** Has the living card changed soon. */
  lookSoon(rolloutId: string): Promise<void>
}

/** How one rollout is: on its living card, which this becomes where there is none, or as of now on any other message. */
export async function showRollout(
  turn: Turn,
  { id, note = null }: { id: string; note?: string | null },
  parts: ShowParts,
): Promise<Reply> {
  const status = await parts.rollouts.read({ id, tenantId: turn.tenantId })
  if (!status) return { view: noSuchRolloutView(), isPrivate: true }
  const troubles = await readTroubles(status, parts)
  const isLiving = await becomesLiving(turn, id, parts)
  if (isLiving) {
    await parts.rolloutCards.hold(id, 0)
    await parts.lookSoon(id)
    return { view: rolloutProgressView({ status, troubles, note }), isLiving: true }
  }
  return { view: rolloutProgressView({ status, troubles, note: note ?? elsewhere }) }
}

const elsewhere = 'This is how it is now. The card that changes by itself is where the rollout was started.'

/** Some of what did not go well, for a card. */
export async function readTroubles(
  { rollout, counts }: RolloutStatus,
  { rollouts }: Pick<ShowParts, 'rollouts'>,
): Promise<Target[]> {
  if (counts.refused + counts.failed + counts.needsConsent === 0) return []
  const query = { states: troubleStates, search: null, limit: mostTroubles, after: null }
  const page = await rollouts.targets({ id: rollout.id, tenantId: rollout.tenantId }, query)
  return page?.targets ?? []
}

const troubleStates: Target['state'][] = ['refused', 'failed', 'needsConsent']

/** Whether the pressed message is the living card of the rollout, or is made that because there is none to be seen. */
async function becomesLiving(turn: Turn, rolloutId: string, { rolloutCards }: ShowParts): Promise<boolean> {
  const { messageId, conversation, tenantId } = turn
  if (messageId === null) return false
  const conversationId = conversationKey(conversation)
  const card = await rolloutCards.find(rolloutId)
  if (card && !card.isUndeliverable) return card.messageId === messageId && card.conversationId === conversationId
  const placed = await rolloutCards.place({
    rolloutId,
    tenantId,
    conversationId,
    conversation: { ...conversation },
    messageId,
  })
  return placed.kind === 'placed'
}
