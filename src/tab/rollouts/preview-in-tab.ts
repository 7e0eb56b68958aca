import type { Trouble } from '../../installations/answer.ts'
import type { RolloutPreview } from '../../rollouts/preview-rollout.ts'
import { badRequest, refused } from '../problems.ts'
import { ok, problem, type TabParts, type TabReply, type TabRequest, type TabRollouts } from '../tab-parts.ts'
import { whyNothingRead } from '../why-unreadable.ts'
import { placesAsked, previewShape } from './plan-shape.ts'
import { readList } from './read-list.ts'

/** `POST /api/tab/rollouts/preview`: what an admin sees before anything is begun. Changes nothing. */
export async function previewInTab(request: TabRequest, parts: TabParts): Promise<TabReply> {
  const read = previewShape.safeParse(request.body ?? {})
  if (!read.success)
    return problem(badRequest(`The body must have app, kinds and include alone: ${whatIsWrong(read)}.`))
  const list = read.data.include === undefined ? null : await readList(read.data.include)
  if (list?.kind === 'bad-list') return ok(list)
  const { tenantId } = request.person
  const previewed = await parts.rollouts.preview(
    { tenantId, ...placesAsked(read.data, parts), list: list?.places ?? null },
    { correlationId: request.correlationId },
  )
  switch (previewed.kind) {
    case 'ok':
      return ok({ kind: 'ok', ...previewBody(previewed.preview), usual: usualBody(parts.rollouts) })
    case 'not-in-catalog':
      return ok(previewed)
    default:
      return problem(catalogProblem(previewed))
  }
}

function previewBody({ app, pinned, ...rest }: RolloutPreview) {
  const { name, externalId, catalogId } = app
  return { app: { name, externalId, catalogId }, version: pinned.version, ...rest }
}

const usualBody = ({ usual: { source, window, approvalAbove } }: TabRollouts) => ({ source, window, approvalAbove })

/** Why the catalog could not be read. It is always there: one that is not found is kept from this app. */
export function catalogProblem(trouble: Trouble) {
  return trouble.kind === 'not-found' ? refused({ ...trouble, reason: 'rejected' }) : whyNothingRead(trouble)
}

/** The first field that is not as it should be, by its name. */
export function whatIsWrong({ error }: { error: { issues: { path: PropertyKey[]; message: string }[] } }): string {
  const [issue] = error.issues
  return issue ? `${issue.path.map(String).join('.') || 'the body'}: ${issue.message}` : 'the body'
}
