import type { ListedRollout } from '../api/rollout-shapes.ts'
import type { RolloutWords } from '../words/rollout-words.ts'
import type { Notice } from '../words/words.ts'
import { countEnds } from './count-ends.ts'

export type Explained = { tone: 'info' | 'success' | 'warning' | 'error'; notice: Notice }

/** How a rollout is, why, and what to do next. */
export function explainRollout(rollout: ListedRollout, { explain }: RolloutWords, now: Date): Explained {
  const { state, counts, settings, gateOpensAt, etaSeconds, isOwn } = rollout
  switch (state) {
    case 'planning':
      return { tone: 'info', notice: explain.planning(countEnds(counts).total) }
    case 'awaiting-approval':
      return { tone: 'warning', notice: explain.awaitingApproval[isOwn ? 'own' : 'others'] }
    case 'running': {
      const throttledUntil = stillWaiting(rollout, now)
      const notice = explain.running({ eta: etaSeconds, throttledUntil })
      return { tone: throttledUntil ? 'warning' : 'info', notice }
    }
    case 'waiting':
      return { tone: 'info', notice: explain.waiting(gateOpensAt === null ? null : new Date(gateOpensAt)) }
    case 'paused':
      return explainPause(rollout, explain)
    case 'ended': {
      if (settings.isDryRun) return { tone: 'success', notice: explain.endedDry }
      const { failed } = countEnds(counts)
      const { needsConsent } = counts
      return { tone: failed > 0 ? 'warning' : 'success', notice: explain.ended({ failed, needsConsent }) }
    }
    case 'aborted':
      return { tone: 'info', notice: explain.aborted }
  }
}

function explainPause({ reason }: ListedRollout, { paused }: RolloutWords['explain']): Explained {
  switch (reason?.kind) {
    case 'error-budget':
      return { tone: 'error', notice: paused.budget(reason.failures, reason.allowed) }
    case 'superseded':
      if (reason.version === null) return { tone: 'warning', notice: paused.withdrawn }
      return { tone: 'warning', notice: paused.superseded(reason.version, reason.asksForMore) }
    case 'credential':
      return { tone: 'error', notice: paused.credential(reason.detail) }
    case 'planning-failed':
      return { tone: 'error', notice: paused.planningFailed(reason.detail) }
    case 'operator':
    case undefined:
      return { tone: 'info', notice: paused.operator }
  }
}

function stillWaiting({ throttledUntil }: ListedRollout, now: Date): Date | null {
  const until = throttledUntil === null ? null : new Date(throttledUntil)
  return until && until > now ? until : null
}
