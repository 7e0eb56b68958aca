import type { RolloutStatus } from '../../rollouts/read-rollout.ts'
import { isOver, type PauseReason, type Rollout } from '../../rollouts/rollout.ts'
import { type TargetState, targetStates } from '../../rollouts/target.ts'

/** What programs get: the counts add up to `total`. */
export function statusJson({ rollout, counts, openTargets, ...seconds }: RolloutStatus) {
  const { id, state, total, reason, openWaves, settings, throttledUntil } = rollout
  const waves = { open: openWaves, all: settings.waves.length, openTargets }
  return { id, state, total, counts, reason, waves, isDryRun: settings.isDryRun, throttledUntil, ...seconds }
}

const words: Record<TargetState, string> = {
  upgraded: 'upgraded',
  accepted: 'accepted, not seen yet',
  current: 'current already',
  gone: 'gone',
  needsConsent: 'need consent',
  refused: 'refused',
  superseded: 'superseded',
  skipped: 'skipped',
  failed: 'failed',
  pending: 'pending',
}

const states: Record<Rollout['state'], string> = {
  planning: 'Listing places',
  'awaiting-approval': 'Waits for a second person: approve',
  running: 'Running',
  waiting: 'Waits for the next wave: promote',
  paused: 'Paused',
  ended: 'Ended',
  aborted: 'Aborted',
}

/** What people get, on one line. */
export function statusWords({ rollout, counts, etaSeconds, opensInSeconds }: RolloutStatus): string {
  const { state, total, reason, settings } = rollout
  const some = targetStates.filter((one) => one !== 'pending' && counts[one] > 0)
  const parts = some.map((one) => `${counts[one]} ${words[one]}`)
  const eta = etaSeconds === null ? [] : [`about ${timeWords(etaSeconds)} left`]
  const closed = opensInSeconds > 0 && !isOver(rollout) ? [`its window opens in ${timeWords(opensInSeconds)}`] : []
  const dry = settings.isDryRun ? ' (dry run)' : ''
  const why = reason && state === 'paused' ? [reasonWords(reason)] : []
  const done = state === 'planning' ? `${total} so far` : `${total - counts.pending} of ${total}`
  return [`${states[state]}${dry}: ${done}`, ...parts, ...throttleWords(rollout), ...closed, ...eta, ...why].join('; ')
}

function throttleWords({ throttledUntil }: Rollout): string[] {
  const seconds = throttledUntil ? Math.ceil((throttledUntil.getTime() - Date.now()) / 1_000) : 0
  return seconds > 0 ? [`Graph asks to wait ${timeWords(seconds)}`] : []
}

export function reasonWords(reason: PauseReason): string {
  switch (reason.kind) {
    case 'operator':
      return 'somebody paused it'
    case 'error-budget':
      return `${reason.failures} failed or were refused, and ${reason.allowed} may: look at the export, then resume`
    case 'superseded':
      if (reason.version === null) return 'no version is published any more: publish it again and resume, or abort'
      return reason.asksForMore
        ? `version ${reason.version} is out and asks for other permissions: abort this one and plan anew`
        : `version ${reason.version} is out: resume goes on with it`
    case 'credential':
      return `Graph does not take our calls: ${reason.detail}`
    case 'planning-failed':
      return `its places could not be listed: ${reason.detail}`
  }
}

/** `45 s`, `12 min`, `3 h 20 min`. */
export function timeWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
