import { compareVersions } from '../installations/compare-versions.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { PinnedVersion } from './rollout.ts'
import type { TargetEnd } from './target.ts'

const nothing = {
  from: null,
  to: null,
  granted: [],
  missing: [],
  lost: [],
  reason: null,
  detail: null,
  requestId: null,
}

/** Graph or its place asked to wait: not an end. */
export type Wait = { kind: 'wait'; afterSeconds: number; requestId: string | null }

export type Ended = { kind: 'ended'; end: TargetEnd }

/** What one upgrade's outcome is to a rollout that wants exactly the pinned version. */
export function endOfTarget(outcome: UpgradeOutcome, pinned: PinnedVersion): Ended | Wait {
  switch (outcome.kind) {
    case 'upgraded': {
      const { from, to, granted, missing, lost } = outcome
      const isNewer = to !== null && compareVersions(to, pinned.version) > 0
      return ended({ ...nothing, state: isNewer ? 'superseded' : 'upgraded', from, to, granted, missing, lost })
    }
    case 'accepted':
      return ended({ ...nothing, state: 'accepted', from: outcome.from, to: outcome.to })
    case 'already-latest': {
      const isNewer = compareVersions(outcome.version, pinned.version) > 0
      const state = isNewer ? 'superseded' : 'current'
      return ended({ ...nothing, state, from: outcome.version, to: outcome.version })
    }
    case 'needs-consent': {
      const detail = `Asks for ${outcome.added.map(({ permissionValue }) => permissionValue).join(', ')}`
      return ended({ ...nothing, state: 'needsConsent', from: outcome.from, to: outcome.to, detail })
    }
    case 'not-installed':
      return ended({ ...nothing, state: 'gone' })
    case 'refused': {
      const { reason, detail, requestId } = outcome
      return ended({ ...nothing, state: 'refused', reason, detail, requestId })
    }
    case 'failed':
      return ended({ ...nothing, state: 'failed', detail: outcome.detail, requestId: outcome.requestId })
    case 'try-later':
      return { kind: 'wait', afterSeconds: outcome.retryAfterSeconds, requestId: outcome.requestId }
  }
}

const ended = (end: TargetEnd): Ended => ({ kind: 'ended', end })

/** The same back, for the audit, which speaks in outcomes. */
export function outcomeOf(end: TargetEnd, pinned: PinnedVersion): UpgradeOutcome {
  const { from, to, granted, missing, lost } = end
  switch (end.state) {
    case 'upgraded':
      return { kind: 'upgraded', from, to, granted, missing, lost }
    case 'accepted':
      return { kind: 'accepted', from, to }
    case 'current':
      return { kind: 'already-latest', version: to ?? pinned.version }
    case 'superseded':
      return from === to
        ? { kind: 'already-latest', version: to ?? pinned.version }
        : { kind: 'upgraded', from, to, granted, missing, lost }
    case 'gone':
      return { kind: 'not-installed' }
    case 'needsConsent':
      return { kind: 'needs-consent', from, to, added: pinned.required, kept: [], dropped: [] }
    case 'refused': {
      const { reason, detail, requestId } = end
      return { kind: 'refused', reason: reason ?? 'rejected', detail: detail ?? '', requestId }
    }
    case 'failed':
    case 'skipped':
      return { kind: 'failed', detail: end.detail ?? '', requestId: end.requestId }
  }
}
