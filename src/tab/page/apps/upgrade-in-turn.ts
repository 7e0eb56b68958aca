import type { Problem } from '../api/answer.ts'
import type { UpgradeEnd } from './upgrade-end.ts'

export type RunCounts = { upgraded: number; others: number; untried: number }

export type RunParts = {
  upgrade(id: string): Promise<UpgradeEnd>
  shouldStop(): boolean
  onDone(done: number): void
}

/** One after the other. What would end the same way for all the others ends the run. */
export async function upgradeInTurn(ids: string[], { upgrade, shouldStop, onDone }: RunParts): Promise<RunCounts> {
  const counts = { upgraded: 0, others: 0, untried: ids.length }
  for (const id of ids) {
    if (shouldStop()) break
    const end = await upgrade(id)
    counts.untried -= 1
    if (isGood(end)) counts.upgraded += 1
    else counts.others += 1
    onDone(ids.length - counts.untried)
    if (isForAll(end)) break
  }
  return counts
}

function isGood(end: UpgradeEnd): boolean {
  return end.kind === 'ended' && ['upgraded', 'accepted', 'already-latest'].includes(end.outcome.kind)
}

const problemsForAll: Problem['kind'][] = [
  ...(['consent-required', 'interaction-required', 'sign-in-failed', 'unauthorized'] as const),
  ...(['rate-limited', 'offline', 'unavailable'] as const),
]

function isForAll(end: UpgradeEnd): boolean {
  if (end.kind === 'problem') return problemsForAll.includes(end.problem.kind)
  return end.outcome.kind === 'try-later'
}
