import { commands } from '../../rollouts/change-rollout.ts'
import { notFound } from '../problems.ts'
import { ok, problem, type TabParts, type TabReply, type TabRequest } from '../tab-parts.ts'
import { actorOf, statusBody } from './rollout-body.ts'
import { named } from './show-rollouts.ts'

/** `POST /api/tab/rollouts/{id}/{command}`: done, or why not, with how the rollout is now. */
export async function commandInTab(request: TabRequest, parts: TabParts): Promise<TabReply> {
  const command = commands.find((one) => one === request.commandName)
  if (!command) return problem(notFound)
  const { person, correlationId } = request
  const asked = { ...named(request), command, actor: actorOf(person) }
  const ended = await parts.rollouts.command(asked, { correlationId })
  if (ended.kind === 'refused' && ended.why === 'not-found') return problem(notFound)
  const what = { correlationId, rolloutId: asked.id, command, personId: person.id, ending: ended.kind }
  parts.log.info(what, 'a rollout was told something in the tab')
  const status = await parts.rollouts.read(named(request))
  if (!status) return problem(notFound)
  const rollout = statusBody(status, person)
  return ok(ended.kind === 'done' ? { kind: 'done', rollout } : { kind: 'refused', why: ended.why, rollout })
}
