import type { Answer, Problem } from '../api/answer.ts'
import type { ToldOutcome } from '../api/tab-shapes.ts'

/** How a press on Upgrade came out: with an outcome of the upgrade, or without one because nobody answered it. */
export type UpgradeEnd = { kind: 'ended'; outcome: ToldOutcome } | { kind: 'problem'; problem: Problem }

export type UpgradeProgress = { kind: 'upgrading' } | UpgradeEnd

export function upgradeEnd(answer: Answer<ToldOutcome>): UpgradeEnd {
  return answer.kind === 'ok' ? { kind: 'ended', outcome: answer.value } : answer
}
