import { randomUUID } from 'node:crypto'
import type { Activity, ConversationReference } from 'botbuilder'
import type { Logger } from '../log.ts'
import { tenantOf } from './activity-fields.ts'
import type { Work } from './answer-in-time.ts'
import type { Cards, CardView } from './cards.ts'
import type { Conversations } from './conversations.ts'
import { explainOutcome } from './explain-outcome.ts'
import { helpView, whereUnknownView, workingView } from './guide-views.ts'
import type { Command, Handler, Route } from './routes.ts'
import { whereAmI } from './where-am-i.ts'

export type WorkParts = {
  cards: Cards
  conversations: Pick<Conversations, 'findTeamGroupId'>
  handlers: Record<Command, Handler>
  log: Logger
}

export type Asked = { activity: Activity; conversation: Partial<ConversationReference>; route: Route }

/** Starts what an activity asks for and gives the card to come, and one to show meanwhile. */
export type StartWork = (asked: Asked) => Work

export function createStartWork(parts: WorkParts): StartWork {
  // The same for everybody, and seldom needed: expanded once, not for every message.
  const working = parts.cards.render(workingView())
  return (asked) => ({
    conversation: asked.conversation,
    working,
    final: runSafely(asked, parts).then((view) => parts.cards.render(view)),
  })
}

/** The one place where what nobody expected becomes words; the log has the error, the person its correlation id. */
async function runSafely(asked: Asked, parts: WorkParts): Promise<CardView> {
  const correlationId = randomUUID()
  try {
    return await run(asked, correlationId, parts)
  } catch (error) {
    parts.log.error({ err: error, correlationId }, 'a turn failed unexpectedly')
    const detail = `Something went wrong inside the bot. Its log has more under ${correlationId}.`
    return explainOutcome({ kind: 'failed', detail, requestId: null }, { appName: null, place: 'chat' })
  }
}

async function run(
  { activity, conversation, route }: Asked,
  correlationId: string,
  parts: WorkParts,
): Promise<CardView> {
  switch (route.kind) {
    case 'help':
      return helpView()
    case 'unknown-words':
      return helpView({ unknown: true, didYouMean: route.nearest })
    case 'outdated-card':
      return helpView({ outdated: true })
    case 'command': {
      const tenantId = tenantOf(activity)
      if (!tenantId) return whereUnknownView('no-person')
      const where = await whereAmI(activity, (id) => findTeamGroupId(id, conversation, parts))
      if (where.kind === 'unknown') return whereUnknownView(where.reason)
      const person = { id: activity.from.aadObjectId ?? '', name: activity.from.name || null }
      const turn = { tenantId, scope: where.scope, person, conversation, correlationId }
      parts.log.info({ correlationId, command: route.command, place: where.scope.kind }, 'a command was asked for')
      return parts.handlers[route.command](turn)
    }
  }
}

/** Teams not answering is told like Teams not knowing: the card says what to do, the log says why. */
async function findTeamGroupId(
  id: string,
  conversation: Asked['conversation'],
  parts: WorkParts,
): Promise<string | null> {
  try {
    return await parts.conversations.findTeamGroupId(conversation, id)
  } catch (error) {
    parts.log.warn({ err: error }, 'the details of a team could not be read')
    return null
  }
}
