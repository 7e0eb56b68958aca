import type { AskUpgrade, UpgradeProgress } from '../installations/ask-upgrade.ts'
import type { Actor } from '../installations/audit-log.ts'
import { refusalReasons, type UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { Logger } from '../log.ts'
import type { RolloutStore } from '../rollouts/rollout-store.ts'
import type { TargetEnd } from '../rollouts/target.ts'
import type { Telemetry } from '../telemetry.ts'

/** How each upgrade ended for who asked, in the log and in the trace. Who shares one under way has a line of their own. */
export function observeUpgrades(
  askUpgrade: AskUpgrade,
  { log, telemetry }: { log: Logger; telemetry: Telemetry },
): AskUpgrade {
  return (asked) => {
    const { actor, scope, correlationId } = asked
    const how = { via: actor.via, place: scope.kind }
    return telemetry.span('upgrade', how, async (note) => {
      const upgrade = await askUpgrade(asked)
      const { kind: outcome } = upgrade.outcome
      note({ outcome })
      const reason = reasonOf(upgrade.outcome)
      const more = { posts: upgrade.posts, requestId: upgrade.requestId, ...(reason ? { reason } : {}) }
      log.info({ correlationId, ...how, outcome, ...more }, 'an upgrade ended')
      return upgrade
    })
  }
}

/**
 * Every count that there can be, at nought: what is counted for the first time between two looks would otherwise seem to
 * have been so for ever (https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics).
 */
export function beginCounts(telemetry: Pick<Telemetry, 'count'>): void {
  for (const outcome of Object.values(outcomes)) telemetry.count('targets', { outcome }, 0)
  for (const via of vias) {
    for (const outcome of [...Object.values(outcomes), 'try-later' as const]) {
      for (const reason of outcome === 'refused' ? refusalReasons : ['none']) {
        telemetry.count('upgrades', { outcome, via, reason }, 0)
      }
    }
  }
}

const vias = ['typed', 'pressed', 'tab', 'rollout'] as const satisfies Actor['via'][]

type OnProgress = (progress: UpgradeProgress) => void

/** Counts what people asked for, once however many share it, and passes it on. */
export function countUpgrades(telemetry: Telemetry, next: OnProgress): OnProgress {
  return (progress) => {
    next(progress)
    if (progress.kind !== 'ended') return
    const { outcome, actor } = progress
    telemetry.count('upgrades', { outcome: outcome.kind, via: actor.via, reason: reasonOf(outcome) ?? 'none' })
  }
}

/** The same store, which tells of every place that a rollout is done with. */
export function observeTargets<S extends Pick<RolloutStore, 'finish'>>(
  store: S,
  { log, telemetry }: { log: Pick<Logger, 'info'>; telemetry: Telemetry },
): S {
  return {
    ...store,
    async finish(rollout, target) {
      await store.finish(rollout, target)
      const { state, reason, requestId } = target.end
      const { isDryRun } = rollout.settings
      const ended = { rolloutId: rollout.id, isDryRun, outcome: outcomes[state], requestId, posts: target.posts }
      const where = { place: target.kind, tenantId: rollout.tenantId, placeId: target.id }
      const line = { correlationId: target.correlationId, ...ended, ...where, ...(reason ? { reason } : {}) }
      log.info(line, 'a place of a rollout is done')
      telemetry.count('targets', { outcome: outcomes[state] })
      if (isDryRun) return
      telemetry.count('upgrades', { outcome: outcomes[state], via: 'rollout', reason: reason ?? 'none' })
    },
  }
}

const reasonOf = (outcome: UpgradeOutcome) => (outcome.kind === 'refused' ? outcome.reason : null)

/** One word for one ending, however it was asked for. */
const outcomes: Record<TargetEnd['state'], UpgradeOutcome['kind'] | 'superseded' | 'skipped'> = {
  upgraded: 'upgraded',
  accepted: 'accepted',
  current: 'already-latest',
  gone: 'not-installed',
  needsConsent: 'needs-consent',
  refused: 'refused',
  failed: 'failed',
  superseded: 'superseded',
  skipped: 'skipped',
}
