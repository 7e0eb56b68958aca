import type { PlaceRef } from '../../rollouts/target.ts'
import { badRequest } from '../problems.ts'
import { ok, problem, type TabParts, type TabReply, type TabRequest } from '../tab-parts.ts'
import { placesAsked, type StartBody, settingsAsked, startShape } from './plan-shape.ts'
import { catalogProblem, whatIsWrong } from './preview-in-tab.ts'
import { readList } from './read-list.ts'
import { actorOf } from './rollout-body.ts'

/** `POST /api/tab/rollouts`: begins what was planned, if what was accepted still is what the newest version asks for. */
export async function startInTab(request: TabRequest, parts: TabParts): Promise<TabReply> {
  const read = startShape.safeParse(request.body ?? {})
  if (!read.success) return problem(badRequest(`The body is not that of a rollout: ${whatIsWrong(read)}.`))
  const settings = settingsAsked(read.data, parts.rollouts.usual)
  if ('wrong' in settings) return problem(badRequest(settings.wrong))
  const lists = await readLists(read.data)
  if (lists.kind === 'bad-list') return ok(lists)
  const { person, correlationId } = request
  const work = parts.rollouts.start(
    {
      tenantId: person.tenantId,
      ...placesAsked(read.data, parts),
      source: read.data.source ?? parts.rollouts.usual.source,
      list: lists.include && once(lists.include),
      exclude: lists.exclude,
      settings,
      ...(read.data.shown && { shown: read.data.shown }),
      actor: actorOf(person),
    },
    { correlationId },
  )
  // The person may close the tab; what was begun is written down to its end.
  parts.inBackground(work.catch(() => undefined))
  const started = await work
  switch (started.kind) {
    case 'started':
      parts.log.info({ correlationId, rolloutId: started.id, personId: person.id }, 'a rollout was started in the tab')
      return ok(started)
    case 'not-in-catalog':
    case 'permissions-changed':
    case 'under-way':
      return ok(started)
    default:
      return problem(catalogProblem(started))
  }
}

type Lists =
  | { kind: 'read'; include: PlaceRef[] | null; exclude: PlaceRef[] }
  | { kind: 'bad-list'; which: 'include' | 'exclude'; line: number | null; detail: string }

async function readLists({ include, exclude }: StartBody): Promise<Lists> {
  const included = include === undefined ? null : await readList(include)
  if (included?.kind === 'bad-list') return { ...included, which: 'include' }
  const excluded = exclude === undefined ? null : await readList(exclude)
  if (excluded?.kind === 'bad-list') return { ...excluded, which: 'exclude' }
  return { kind: 'read', include: included?.places ?? null, exclude: excluded?.places ?? [] }
}

async function* once(places: PlaceRef[]): AsyncGenerator<PlaceRef[]> {
  yield places
}
