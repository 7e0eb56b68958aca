import { randomUUID } from 'node:crypto'
import type { InstalledApps } from '../installations/installed-apps.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import { nothingSent, readSent, type Sent, type Unreadable } from './read-sent.ts'
import type { FinishedTarget } from './rollout-store.ts'
import type { ClaimedTarget } from './target.ts'
import { targetInstalledApps } from './target-installed-apps.ts'
import { finishedTarget, mostAttempts, pauseSeconds, type TargetWork } from './upgrade-target.ts'

/** What became of a request in a rollout that sends no more; `stopped`: this process is to end, and another one looks. */
export type Settled =
  | { kind: 'finished'; target: FinishedTarget }
  | { kind: 'deferred'; afterSeconds: number }
  | { kind: 'stopped' }

/** Reads how a request ended whose process died, or that Graph put off or refused before the rollout was aborted. */
export async function settleTarget(work: TargetWork, installedApps: InstalledApps): Promise<Settled> {
  const { target, signal } = work
  const { apps, observed } = targetInstalledApps({ ...work, installedApps })
  const call = { correlationId: randomUUID() }
  const sent = await readSent(work, { apps, call })
  if (sent.kind === 'unreadable') {
    if (signal.aborted) return { kind: 'stopped' }
    const afterSeconds = untilReadable(sent.trouble, target)
    if (afterSeconds !== null) return { kind: 'deferred', afterSeconds }
  }
  const upgrade = sent.kind === 'arrived' ? sent.upgrade : { ...nothingSent, outcome: withoutEffect(sent, target) }
  return { kind: 'finished', target: finishedTarget(upgrade, { work, observed, ...call }) }
}

/**
 * How long to wait for a place that cannot be read; null when waiting is of no use. A token that cannot be had is waited
 * for like a busy Graph: where the login host is away it comes again, and where consent was withdrawn the looks have an end.
 */
function untilReadable(trouble: Unreadable, { attempts }: ClaimedTarget): number | null {
  if (attempts >= mostAttempts) return null
  if (trouble.kind === 'throttled' || trouble.kind === 'doubtful') {
    return pauseSeconds(trouble.retryAfterSeconds ?? 0, attempts)
  }
  return trouble.kind === 'failed' && trouble.isTokenTrouble ? pauseSeconds(0, attempts) : null
}

function withoutEffect(sent: Exclude<Sent, { kind: 'arrived' }>, { sent: mark }: ClaimedTarget): UpgradeOutcome {
  switch (sent.kind) {
    case 'gone':
      return { kind: 'not-installed' }
    case 'unchanged': {
      const said = mark?.said ? ` Before that: ${mark.said.detail}` : ''
      const detail = `The rollout was aborted after this upgrade had begun, and Teams still reports the old version.${said}`
      return { kind: 'failed', detail, requestId: mark?.said?.requestId ?? null }
    }
    case 'unreadable': {
      const { trouble } = sent
      const why = 'detail' in trouble ? trouble.detail : 'Graph asks to wait'
      const detail = `The rollout was aborted during this upgrade, and how it ended cannot be read: ${why}`
      return { kind: 'failed', detail, requestId: trouble.requestId }
    }
  }
}
