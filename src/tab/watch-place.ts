import type { Response } from 'restify'
import { admitPerson } from './admit-person.ts'
import { streamEvents } from './event-stream.ts'
import { unavailable } from './problems.ts'
import { problem, type TabParts, type TabReply, type TabRequest } from './tab-parts.ts'

const waitSeconds = 60

/** `GET …/events`: what happens in the place, as it happens. */
export async function watchPlace(request: TabRequest, parts: TabParts, response: Response): Promise<TabReply | null> {
  const admitted = await admitPerson(request, parts)
  if (admitted.kind === 'problem') return admitted
  request.leave()
  const { tenantId, id: personId, expiresAtMs } = request.person
  const place = { tenantId, scope: admitted.scope, personId }
  const isOpened = await streamEvents(response, parts.progress, { place, expiresAtMs })
  return isOpened ? null : problem(unavailable('Too many people are watching. The list tells what is.', waitSeconds))
}
