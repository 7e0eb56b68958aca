import { randomUUID } from 'node:crypto'
import type { Rollouts } from '../../rollouts/create-rollouts.ts'
import type { RolloutAsked, Started } from '../../rollouts/start-rollout.ts'
import type { Cards } from '../cards.ts'
import { conversationKey } from '../conversation-key.ts'
import type { Conversations } from '../conversations.ts'
import { workingView } from '../guide-views.ts'
import { notInCatalogView } from '../rollout-views.ts'
import type { Reply } from '../routes.ts'
import { type ShowParts, showRollout } from '../show-rollout.ts'
import type { Turn } from '../turn.ts'
import { everyKind, findUnderWay, type PlanParts, planRollout, troubleView } from './rollout.ts'

export type StartParts = PlanParts &
  ShowParts & {
    rollouts: Rollouts
    conversations: Pick<Conversations, 'send'>
    cards: Cards
  }

/** Which of the plan's buttons: only *Accept and start* accepts anything. */
export type StartHow = { isDryRun: boolean; accepts: boolean }

/**
 * Starts what the plan showed, and nothing else: where another version or set is the newest by now, the plan is shown
 * anew. The message of the plan becomes the rollout's card, which is written down first, so that two presses are one.
 */
export async function startFromPlan(turn: Turn, how: StartHow, parts: StartParts): Promise<Reply> {
  const { set, version } = turn.pressed
  if (set === null || version === null)
    return planRollout(turn, parts, 'That button was an old one. This is the plan now.')
  const underWay = how.isDryRun ? null : await findUnderWay(turn.tenantId, parts)
  if (underWay) return showRollout(turn, { id: underWay.id, note: underWayNote }, parts)
  const card = await placeCard(turn, parts)
  if (card.kind === 'taken') return showRollout(turn, { id: card.rolloutId, note: underWayNote }, parts)
  const begun = { ...turn, messageId: card.messageId }
  const started = await start(begun, { ...how, id: card.rolloutId, shown: { version, hash: set } }, parts)
  if (started.kind === 'started') return showRollout(begun, { id: started.id }, parts)
  await parts.rolloutCards.remove(card.rolloutId)
  if (started.kind === 'under-way') return showRollout(begun, { id: started.id, note: underWayNote }, parts)
  return notStarted(turn, started, parts)
}

const underWayNote = 'It is under way already.'

type Placed = { kind: 'placed'; rolloutId: string; messageId: string } | { kind: 'taken'; rolloutId: string }

async function placeCard(turn: Turn, { rolloutCards, conversations, cards }: StartParts): Promise<Placed> {
  const { tenantId, conversation } = turn
  const messageId = turn.messageId ?? (await conversations.send(conversation, cards.render(workingView())))
  if (messageId === null) throw new Error('Teams gave the card of a rollout no id')
  const rolloutId = randomUUID()
  const conversationId = conversationKey(conversation)
  const where = { conversationId, conversation: { ...conversation }, messageId }
  const placed = await rolloutCards.place({ rolloutId, tenantId, ...where })
  return placed.kind === 'taken' ? placed : { kind: 'placed', rolloutId, messageId }
}

type Begun = StartHow & { id: string; shown: NonNullable<RolloutAsked['shown']> }

async function start(turn: Turn, begun: Begun, { rollouts, house }: StartParts): Promise<Started> {
  const { isDryRun, accepts, id, shown } = begun
  const { tenantId, person, via, correlationId } = turn
  const asked: RolloutAsked = {
    tenantId,
    app: house.app,
    kinds: everyKind,
    source: house.source,
    list: null,
    exclude: [],
    settings: { ...house.settings, isDryRun, acceptedSet: accepts ? shown.hash : null },
    actor: { via, id: person.id, name: person.name },
    shown,
    id,
  }
  return rollouts.start(asked, { correlationId })
}

async function notStarted(
  turn: Turn,
  started: Exclude<Started, { kind: 'started' | 'under-way' }>,
  parts: StartParts,
): Promise<Reply> {
  switch (started.kind) {
    case 'permissions-changed':
      return planRollout(
        turn,
        parts,
        'Something newer is in the catalog by now, so nothing was begun. This is the new plan.',
      )
    case 'not-in-catalog':
      return { view: notInCatalogView() }
    case 'not-found':
    case 'refused':
    case 'throttled':
    case 'doubtful':
    case 'unclear':
    case 'failed':
      return { view: troubleView(started), isPrivate: true }
  }
}
