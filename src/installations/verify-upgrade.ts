import { compareVersions } from './compare-versions.ts'
import type { AppReference, CallContext, InstalledApps } from './installed-apps.ts'
import { judgeHeld } from './judge-held.ts'
import type { Scope } from './scope.ts'
import type { ExpectedUpgrade } from './upgrade-installation.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

export type Verification = { scope: Scope; app: AppReference; expected: ExpectedUpgrade; call: CallContext }

/** `null`: it cannot be read now. */
export type Verified = Extract<UpgradeOutcome, { kind: 'upgraded' | 'accepted' | 'not-installed' }> | null

/** Reads version and permissions again, some time after an upgrade that Graph accepted. Changes nothing. */
export async function verifyUpgrade(
  { scope, app, expected, call }: Verification,
  installedApps: InstalledApps,
): Promise<Verified> {
  const { from, to, required, consentedBefore, clientAppId } = expected
  const found = await installedApps.find(scope, app, call)
  if (found.kind === 'not-found') return { kind: 'not-installed' }
  if (found.kind !== 'ok') return null
  if (!found.value) return { kind: 'not-installed' }
  const { version, consented } = found.value
  const hasArrived = version !== null && (to === null ? version !== from : compareVersions(version, to) >= 0)
  if (!hasArrived) return { kind: 'accepted', from, to }
  const grants = clientAppId && required.length > 0 ? await installedApps.readGrants(scope, clientAppId, call) : null
  const now = grants?.kind === 'ok' ? grants.value : consented
  return { kind: 'upgraded', from, to: version, ...judgeHeld({ scope, required, before: consentedBefore, now }) }
}

/** Whether there is nothing left to wait for, given that a request was sent: what broke off may still arrive. */
export function isSettled(outcome: UpgradeOutcome): boolean {
  if (outcome.kind === 'accepted' || outcome.kind === 'try-later' || outcome.kind === 'failed') return false
  return outcome.kind !== 'upgraded' || outcome.missing.length + outcome.lost.length === 0
}
