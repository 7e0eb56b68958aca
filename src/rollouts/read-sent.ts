import type { Trouble } from '../installations/answer.ts'
import { compareVersions } from '../installations/compare-versions.ts'
import type { InstalledApps } from '../installations/installed-apps.ts'
import { judgeHeld } from '../installations/judge-held.ts'
import type { Upgrade } from '../installations/upgrade-installation.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import { referenceOf } from './pinned-catalog.ts'
import type { Rollout } from './rollout.ts'
import { type ClaimedTarget, scopeOf } from './target.ts'

export type Unreadable = Exclude<Trouble, { kind: 'not-found' }>

export type Sent =
  | { kind: 'arrived'; upgrade: Upgrade }
  | { kind: 'unchanged' }
  | { kind: 'gone' }
  | { kind: 'unreadable'; trouble: Unreadable }

type Calls = { apps: InstalledApps; call: { correlationId: string } }

/** Its process died after sending: what Graph shows now says how that ended, and nothing is sent before it is known. */
export async function readSent(
  { rollout, target }: { rollout: Rollout; target: ClaimedTarget },
  { apps, call }: Calls,
): Promise<Sent> {
  const found = await apps.find(scopeOf(target), referenceOf(rollout.app), call)
  if (found.kind === 'not-found') return { kind: 'gone' }
  if (found.kind !== 'ok') return { kind: 'unreadable', trouble: found }
  if (!found.value) return { kind: 'gone' }
  const { version, consented, app } = found.value
  const hasArrived = version !== null && compareVersions(version, rollout.pinned.version) >= 0
  if (!hasArrived || version === target.sent?.from) return { kind: 'unchanged' }
  const { required } = rollout.pinned
  const held = judgeHeld({ scope: scopeOf(target), required, before: [], now: consented })
  const outcome: UpgradeOutcome = { kind: 'upgraded', from: target.sent?.from ?? null, to: version, ...held }
  return { kind: 'arrived', upgrade: { ...nothingSent, outcome, appName: app.name, posts: 1 } }
}

export const nothingSent = { appName: null, app: null, posts: 0, requestId: null, expected: null }
