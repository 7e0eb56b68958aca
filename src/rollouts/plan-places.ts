import type { JobRun } from '../installations/jobs.ts'
import { advanceRollout } from './advance-rollout.ts'
import { pause } from './next-step.ts'
import type { Rollout } from './rollout.ts'
import { type RolloutParts, stepJobName } from './rollout-parts.ts'
import type { PlanCursor } from './rollout-store.ts'
import type { PlaceKind } from './target.ts'

/**
 * Lists the places of a rollout, page by page, each safe in the database before the next is read; so a process that dies
 * costs a page, and memory holds one page whatever the tenant's size. Then the first wave opens, or a second person is asked.
 */
export async function planPlaces(planned: Rollout, run: JobRun, parts: RolloutParts): Promise<void> {
  const { id, generation } = planned
  const signal = AbortSignal.any([parts.stopping, run.signal])
  const pauseAtMs = performance.now() + longestPieceMs
  for (;;) {
    const [rollout, planning] = [await parts.store.get(id), await parts.store.planning(id)]
    if (!rollout || !planning || rollout.state !== 'planning' || rollout.generation !== generation) return
    if (signal.aborted || performance.now() > pauseAtMs) return later(id, 0, parts)
    const step = await planNextPage(rollout, planning, parts)
    parts.onChange?.(id)
    if (step.kind === 'later') return later(id, step.afterSeconds, parts)
    if (step.kind === 'impossible') {
      await parts.store.change(id, (current) =>
        current.state === 'planning' ? pause(current, { kind: 'planning-failed', detail: step.detail }) : null,
      )
      parts.onChange?.(id)
      return
    }
    if (step.kind === 'done') return finishPlan(rollout, planning.kinds, parts)
  }
}

/** A large tenant takes hours. Between two pieces the others have their turn: their first pages, their gates, their end. */
const longestPieceMs = 5_000

async function later(rolloutId: string, runAfterSeconds: number, { jobs }: RolloutParts): Promise<void> {
  await jobs.schedule(stepJobName, { rolloutId }, { runAfterSeconds, singletonKey: `${rolloutId}/plan` })
}

type Step =
  | { kind: 'page' }
  | { kind: 'done' }
  | { kind: 'later'; afterSeconds: number }
  | { kind: 'impossible'; detail: string }

type Planning = { kinds: PlaceKind[]; cursor: PlanCursor }

async function planNextPage(rollout: Rollout, { kinds, cursor }: Planning, parts: RolloutParts): Promise<Step> {
  const at = cursorOf(cursor)
  const kind = kinds[at.kind]
  if (kind === undefined) return { kind: 'done' }
  const { places } = parts.tenant(rollout.tenantId)
  const page = await places.page(kind, at.after, { correlationId: rollout.id, lane: 'rollout' })
  switch (page.kind) {
    case 'ok': {
      const { next } = page.value
      const following = next === null ? { kind: at.kind + 1, after: null } : { kind: at.kind, after: next }
      await parts.store.addTargets(rollout.id, page.value.places, { cursor: following })
      return { kind: 'page' }
    }
    case 'throttled':
    case 'doubtful':
      return { kind: 'later', afterSeconds: page.retryAfterSeconds ?? 30 }
    case 'not-found':
    case 'refused':
    case 'unclear':
    case 'failed':
      return { kind: 'impossible', detail: page.detail }
  }
}

/** Which of the kinds is being listed, and where in its list. */
function cursorOf(cursor: PlanCursor): { kind: number; after: Record<string, unknown> | null } {
  const kind = cursor?.['kind']
  const after = cursor?.['after']
  const isPlace = typeof after === 'object' && after !== null && !Array.isArray(after)
  return { kind: typeof kind === 'number' ? kind : 0, after: isPlace ? { ...after } : null }
}

async function finishPlan(rollout: Rollout, kinds: PlaceKind[], parts: RolloutParts): Promise<void> {
  // A list was written by somebody who may have put the ones to begin with first.
  await parts.store.order(rollout.id, kinds.length > 0 ? 'mixed' : 'given')
  await parts.store.change(rollout.id, (current) => {
    if (current.state !== 'planning' || current.generation !== rollout.generation) return null
    const needsApproval =
      parts.approvalAbove !== null && current.total > parts.approvalAbove && !current.settings.isDryRun
    return needsApproval ? { state: 'awaiting-approval' } : { state: 'running', startedAt: new Date() }
  })
  parts.onChange?.(rollout.id)
  await advanceRollout(rollout.id, parts)
}
