import type { Command, CommandRefusal } from '../../rollouts/change-rollout.ts'
import type { Rollouts } from '../../rollouts/create-rollouts.ts'
import { isOver } from '../../rollouts/rollout.ts'
import { conversationKey } from '../conversation-key.ts'
import { noSuchRolloutView, rolloutConfirmView, rolloutListView } from '../rollout-views.ts'
import type { Reply } from '../routes.ts'
import { type ShowParts, showRollout } from '../show-rollout.ts'
import type { Turn } from '../turn.ts'

export type CommandParts = ShowParts & { rollouts: Pick<Rollouts, 'read' | 'targets' | 'command' | 'list'> }

/** A button of the card: carried out, or told why not; either way with how it is now. */
export async function tellRollout(turn: Turn, command: Command, parts: CommandParts): Promise<Reply> {
  const { tenantId, person, via, correlationId, pressed } = turn
  const actor = { via, id: person.id, name: person.name }
  const id = pressed.rollout ?? ''
  const ended = await parts.rollouts.command({ id, tenantId, command, actor }, { correlationId })
  if (ended.rollout === null) return { view: noSuchRolloutView(), isPrivate: true }
  await parts.lookSoon(id)
  return showRollout(turn, { id, note: ended.kind === 'refused' ? refusalWords[ended.why] : null }, parts)
}

const refusalWords: Record<CommandRefusal, string> = {
  'not-found': 'I do not know this rollout.',
  'wrong-state': 'Somebody else was faster, or it went on by itself: this is how it is now.',
  'same-person': 'You started it, so somebody else has to approve it.',
  'other-permissions':
    'Another version is the newest by now and asks for other permissions. Abort this rollout, then plan a new one.',
  'nothing-published':
    'No version of the app is published in your catalog. Publish it again and press Resume, or abort this rollout.',
  'catalog-unreadable': 'Your app catalog could not be read just now, so nothing was changed. Try again in a minute.',
  'another-under-way': 'Another rollout of this app is under way. When that is over, this one can go on.',
  'nothing-to-retry': 'Nothing has failed, so there is nothing to try again.',
}

/** While somebody reads the question its card is left alone: a change would take the question away. */
const readingSeconds = 20

/** Asks before what cannot be taken back. Only who pressed sees the question. */
export async function confirmRollout(turn: Turn, what: 'abort' | 'resume', parts: CommandParts): Promise<Reply> {
  const id = turn.pressed.rollout ?? ''
  const status = await parts.rollouts.read({ id, tenantId: turn.tenantId })
  if (!status) return { view: noSuchRolloutView(), isPrivate: true }
  if (isOver(status.rollout)) return showRollout(turn, { id, note: 'It is over already.' }, parts)
  await parts.rolloutCards.hold(id, readingSeconds)
  return { view: rolloutConfirmView(what, status), isPrivate: true }
}

const rows = 10

/** The last rollouts of the tenant, whoever started them and from where. */
export async function listRollouts(turn: Turn, parts: CommandParts): Promise<Reply> {
  const last = await parts.rollouts.list(turn.tenantId, rows)
  const read = await Promise.all(last.map(({ id }) => parts.rollouts.read({ id, tenantId: turn.tenantId })))
  await leaveMessage(turn, parts)
  return { view: rolloutListView(read.flatMap((status) => status ?? [])) }
}

/** The message is about something else from here on. Of a rollout that is over: the others have no such button. */
export async function leaveMessage({ messageId, conversation }: Turn, { rolloutCards }: ShowParts): Promise<void> {
  if (messageId !== null) await rolloutCards.leave(conversationKey(conversation), messageId)
}
