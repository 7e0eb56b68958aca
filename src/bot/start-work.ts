import { randomUUID } from 'node:crypto'
import type { Activity, ConversationReference } from 'botbuilder'
import { idOfPlace } from '../installations/scope.ts'
import type { Logger } from '../log.ts'
import type { PersonLimit } from '../person-limit.ts'
import { observeTurn, type Telemetry } from '../telemetry.ts'
import type { TurnLimit } from '../turn-limit.ts'
import { meetingIdOf, tenantOf } from './activity-fields.ts'
import type { Work } from './answer-in-time.ts'
import type { Cards, CardView } from './cards.ts'
import type { Conversations } from './conversations.ts'
import { explainUnexpected } from './explain-trouble.ts'
import { busyView, helpView, slowDownView, whereUnknownView, workingView } from './guide-views.ts'
import { readPressed } from './pressed-data.ts'
import { createProgress } from './progress.ts'
import type { Command, Handler, Reply, Route } from './routes.ts'
import { whereAmI } from './where-am-i.ts'

export type WorkParts = {
  cards: Cards
  conversations: Pick<Conversations, 'findTeamGroupId'>
  handlers: Record<Command, Handler>
  /** Commands and presses of one person; what Teams delivers again does not come here. */
  personLimit: PersonLimit
  /** Commands under way at once, everybody's. */
  turnLimit: TurnLimit
  /** Whom the help card tells of what is for admins. */
  isAdmin(activity: Activity): boolean
  log: Logger
  telemetry: Telemetry
}

export type Asked = {
  activity: Activity
  via: 'typed' | 'pressed'
  conversation: Partial<ConversationReference>
  route: Route
}

/** Starts what an activity asks for and gives the card to come, and one to show meanwhile. */
export type StartWork = (asked: Asked) => Work

export function createStartWork(parts: WorkParts): StartWork {
  // The same for everybody, and seldom needed: expanded once, not for every message.
  const working = parts.cards.render(workingView())
  return (asked) => {
    const progress = createProgress()
    const show = (view: CardView) => progress.show(parts.cards.render(view))
    const correlationId = randomUUID()
    const final = runSafely({ ...asked, show }, correlationId, parts).then(
      ({ view, isPrivate = false, isLiving = false, onShown }) => ({
        card: parts.cards.render(view),
        isPrivate,
        isLiving,
        ...(onShown ? { onShown } : {}),
      }),
    )
    return { conversation: asked.conversation, working, progress, final, correlationId }
  }
}

type Shown = Asked & { show(view: CardView): void }

/** The one place where what nobody expected becomes words; the log has the error, the person its correlation id. */
async function runSafely(asked: Shown, correlationId: string, parts: WorkParts): Promise<Reply> {
  const { via, route } = asked
  const command = route.kind === 'command' ? route.command : route.kind
  try {
    return await observeTurn(parts.telemetry, { via, command, correlationId }, () => run(asked, correlationId, parts))
  } catch (error) {
    parts.log.error({ err: error, correlationId }, 'a turn failed unexpectedly')
    const detail = `Something went wrong inside the bot. Its log has more under ${correlationId}.`
    return { view: explainUnexpected(detail) }
  }
}

async function run(asked: Shown, correlationId: string, parts: WorkParts): Promise<Reply> {
  const { route, activity } = asked
  const waitSeconds = parts.personLimit(`${tenantOf(activity)}/${activity.from.aadObjectId ?? activity.from.id}`)
  if (waitSeconds !== null) return { view: slowDownView(waitSeconds), isPrivate: asked.via === 'pressed' }
  const forAdmin = route.kind !== 'command' && parts.isAdmin(activity)
  switch (route.kind) {
    case 'help':
      return { view: helpView({ forAdmin }) }
    case 'unknown-words':
      return { view: helpView({ unknown: true, didYouMean: route.nearest, forAdmin }) }
    case 'outdated-card':
      return { view: helpView({ outdated: true, forAdmin }) }
    case 'command': {
      const leave = parts.turnLimit()
      if (!leave) return { view: busyView(), isPrivate: asked.via === 'pressed' }
      return runCommand(asked, { ...route, correlationId }, parts).finally(leave)
    }
  }
}

type CommandRun = { command: Command; argument: string | null; correlationId: string }

async function runCommand(
  asked: Shown,
  { command, argument, correlationId }: CommandRun,
  parts: WorkParts,
): Promise<Reply> {
  const { activity, conversation, via, show } = asked
  const tenantId = tenantOf(activity)
  if (!tenantId) return { view: whereUnknownView('no-person') }
  const where = await whereAmI(activity, (id) => findTeamGroupId(id, conversation, parts))
  if (where.kind === 'unknown') return { view: whereUnknownView(where.reason) }
  const { scope } = where
  const person = { id: activity.from.aadObjectId ?? '', teamsId: activity.from.id, name: activity.from.name || null }
  const who = { tenantId, personId: person.id || person.teamsId, placeId: idOfPlace(scope) }
  parts.log.info({ correlationId, command, via, place: scope.kind, ...who }, 'a command was asked for')
  return parts.handlers[command]({
    tenantId,
    scope,
    via,
    person,
    meetingId: meetingIdOf(activity),
    conversation,
    argument,
    pressed: readPressed(via === 'pressed' ? activity.value : null),
    messageId: via === 'pressed' ? activity.replyToId || null : null,
    correlationId,
    show,
  })
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
