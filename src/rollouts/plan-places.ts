import type { JobRun } from '../installations/jobs.ts'
import { advanceRollout } from './advance-rollout.ts'
import { pause } from './next-step.ts'
import type { PlacePage } from './place-directory.ts'
import { begunAgain, following, positionOf, startOf } from './plan-cursor.ts'
import type { Rollout } from './rollout.ts'
import { type RolloutParts, stepJobName } from './rollout-parts.ts'
import type { PlanCursor, PlannedPage } from './rollout-store.ts'
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
    switch (step.kind) {
      case 'page':
        continue
      case 'overtaken':
        return later(id, lookAgainSeconds, parts)
      case 'later':
        return later(id, step.afterSeconds, parts)
      case 'impossible':
        return stopPlanning(rollout, step.detail, parts)
      case 'done':
        return finishPlan(rollout, planning.kinds, parts)
    }
  }
}

/** A large tenant takes hours. Between two pieces the others have their turn: their first pages, their gates, their end. */
const longestPieceMs = 5_000

/**
 * Whoever was faster goes on; two side by side would only read every page twice. A look later all the same, because the
 * faster one may have been this very process, whose connection broke before it heard that the page was written.
 */
const lookAgainSeconds = 15

async function stopPlanning({ id, generation }: Rollout, detail: string, parts: RolloutParts): Promise<void> {
  await parts.store.change(id, (current) => {
    const isOurs = current.state === 'planning' && current.generation === generation
    return isOurs ? pause(current, { kind: 'planning-failed', detail }) : null
  })
  parts.onChange?.(id)
}

async function later(rolloutId: string, runAfterSeconds: number, { jobs }: RolloutParts): Promise<void> {
  await jobs.schedule(stepJobName, { rolloutId }, { runAfterSeconds, singletonKey: `${rolloutId}/plan` })
}

type Step =
  | { kind: 'page' }
  /** The rollout was stopped meanwhile, or somebody else plans it too and has written the page already. */
  | { kind: 'overtaken' }
  | { kind: 'done' }
  | { kind: 'later'; afterSeconds: number }
  | { kind: 'impossible'; detail: string }

type Planning = { kinds: PlaceKind[]; cursor: PlanCursor }

async function planNextPage(rollout: Rollout, { kinds, cursor }: Planning, parts: RolloutParts): Promise<Step> {
  const at = positionOf(cursor)
  const kind = kinds[at.kind]
  if (kind === undefined) return { kind: 'done' }
  const { places } = parts.tenant(rollout.tenantId)
  const page = await places.page(kind, at.after, { correlationId: rollout.id, lane: 'rollout' })
  switch (page.kind) {
    case 'ok':
      return addListed(rollout, { page: page.value, cursor }, parts)
    case 'throttled':
    case 'doubtful':
      return { kind: 'later', afterSeconds: page.retryAfterSeconds ?? 30 }
    case 'unclear': {
      const again = begunAgain(at, rollout.generation)
      if (!again) return { kind: 'impossible', detail: page.detail }
      return addPage(rollout, { places: [], from: cursor, to: again }, parts)
    }
    case 'not-found':
    case 'refused':
    case 'failed':
      return { kind: 'impossible', detail: page.detail }
  }
}

async function addPage(rollout: Rollout, page: PlannedPage, { store }: RolloutParts): Promise<Step> {
  return { kind: (await store.addPage(rollout, page)) ? 'page' : 'overtaken' }
}

type Listed = { page: PlacePage; cursor: PlanCursor }

async function addListed(
  rollout: Rollout,
  { page: { places, next, hidden }, cursor }: Listed,
  parts: RolloutParts,
): Promise<Step> {
  const at = positionOf(cursor)
  const isNobody = hidden !== null && hidden.people === hidden.of
  // A list of chats with nobody's in it is none: whoever resumes, with the reason out of the way, has it read from its start.
  const to = isNobody ? startOf(at) : following(at, next)
  const step = await addPage(rollout, { places, from: cursor, to }, parts)
  if (step.kind !== 'page' || !hidden) return step
  if (isNobody) return { kind: 'impossible', detail: `Graph shows nobody's chats (${hidden.detail})` }
  parts.onTrouble(
    { rolloutId: rollout.id, ...hidden },
    'the chats of some people could not be read, and those that nobody else is in are left out',
  )
  return step
}

async function finishPlan(rollout: Rollout, kinds: PlaceKind[], parts: RolloutParts): Promise<void> {
  // Only a list has no kinds, and who wrote it may have put the ones to begin with first.
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
