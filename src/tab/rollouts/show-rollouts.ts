import { exportRow } from '../../rollouts/export-rows.ts'
import { badRequest, notFound } from '../problems.ts'
import { ok, problem, type TabParts, type TabReply, type TabRequest } from '../tab-parts.ts'
import { bucketSecondsFor } from './bucket-seconds.ts'
import { statusBody } from './rollout-body.ts'
import { targetQuery } from './target-query.ts'

const listed = 20

/** `GET /api/tab/rollouts`: the newest of this tenant, with their counts. */
export async function listRollouts({ person }: TabRequest, { rollouts }: TabParts): Promise<TabReply> {
  const found = await rollouts.list(person.tenantId, listed)
  const statuses = []
  for (const { id, tenantId } of found) statuses.push(await rollouts.read({ id, tenantId }))
  return ok({ rollouts: statuses.flatMap((status) => (status ? [statusBody(status, person)] : [])) })
}

/** `GET /api/tab/rollouts/{id}` */
export async function showRollout(request: TabRequest, { rollouts }: TabParts): Promise<TabReply> {
  const status = await rollouts.read(named(request))
  return status ? ok(statusBody(status, request.person)) : problem(notFound)
}

/** `GET /api/tab/rollouts/{id}/targets?state=&search=&limit=&after=` */
export async function showTargets(request: TabRequest, { rollouts }: TabParts): Promise<TabReply> {
  const query = targetQuery(request.query)
  if (!query) return problem(badRequest('state must be one of the states of a target, limit a number up to 100.'))
  const page = await rollouts.targets(named(request), query)
  return page ? ok({ targets: page.targets.map(exportRow), next: page.next }) : problem(notFound)
}

/** `GET /api/tab/rollouts/{id}/timeline`: how many ended when, in steps that fit the time it took. */
export async function showTimeline(request: TabRequest, { rollouts }: TabParts): Promise<TabReply> {
  const status = await rollouts.read(named(request))
  if (!status) return problem(notFound)
  const { startedAt, createdAt, endedAt } = status.rollout
  const bucketSeconds = bucketSecondsFor(startedAt ?? createdAt, endedAt ?? new Date())
  const buckets = await rollouts.timeline(named(request), bucketSeconds)
  const throttled = await rollouts.throttles(named(request))
  return ok({ bucketSeconds, buckets: buckets ?? [], throttled: throttled ?? [] })
}

export const named = ({ rolloutId, person }: TabRequest) => ({ id: rolloutId, tenantId: person.tenantId })
