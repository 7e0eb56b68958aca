import type { Problem } from '../api/answer.ts'
import type { UpgradeEnd } from './upgrade-end.ts'

export type RunCounts = { upgraded: number; others: number; untried: number }

export type RunParts = {
  upgrade(id: string): Promise<UpgradeEnd>
  shouldStop(): boolean
  onDone(done: number): void
  pause(seconds: number): Promise<void>
}

const LONGEST_PAUSE_SECONDS = 60

/** One after the other, as fast as the server lets one. What would end the same way for all the others ends the run. */
export async function upgradeInTurn(ids: string[], parts: RunParts): Promise<RunCounts> {
  const counts = { upgraded: 0, others: 0, untried: ids.length }
  for (const id of ids) {
    if (parts.shouldStop()) break
    const end = await upgradePatiently(id, parts)
    counts.untried -= 1
    if (isGood(end)) counts.upgraded += 1
    else counts.others += 1
    parts.onDone(ids.length - counts.untried)
    if (isForAll(end)) break
  }
  return counts
}

/** Who is told to wait has not been heard, so it is asked once more. */
async function upgradePatiently(id: string, { upgrade, pause }: RunParts): Promise<UpgradeEnd> {
  const end = await upgrade(id)
  if (end.kind !== 'problem' || end.problem.kind !== 'rate-limited') return end
  if (end.problem.retryAfterSeconds > LONGEST_PAUSE_SECONDS) return end
  await pause(end.problem.retryAfterSeconds)
  return upgrade(id)
}

function isGood(end: UpgradeEnd): boolean {
  return end.kind === 'ended' && ['upgraded', 'accepted', 'already-latest'].includes(end.outcome.kind)
}

const problemsForAll: Problem['kind'][] = [
  ...(['consent-required', 'interaction-required', 'sign-in-failed', 'unauthorized'] as const),
  ...(['refused', 'rate-limited', 'offline', 'unavailable'] as const),
]

function isForAll(end: UpgradeEnd): boolean {
  if (end.kind === 'problem') return problemsForAll.includes(end.problem.kind)
  return end.outcome.kind === 'try-later'
}
