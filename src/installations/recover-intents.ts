import type { AuditLog, UpgradeIntent } from './audit-log.ts'
import { compareVersions } from './compare-versions.ts'
import type { InstalledApps } from './installed-apps.ts'
import { judgeHeld } from './judge-held.ts'
import { asApplication } from './scope.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

export type RecoverParts = {
  auditLog: Pick<AuditLog, 'openIntents' | 'record'>
  installedApps(tenantId: string): InstalledApps
}

/** An upgrade that does not show for so long did not happen, as far as anybody can tell. */
const longestLagMs = 10 * 60_000

/**
 * Finds the upgrades whose process died between the request and its entry, reads from Graph how they ended and writes
 * that down. Sends nothing: whoever still wants the upgrade asks again.
 * @param olderThanMs intents younger than this may be under way, here or in another process.
 * @returns how many entries were written, and how many upgrades stay open: their place cannot be read now, or shows
 * the old version and may yet show the new one.
 */
export async function recoverIntents(
  parts: RecoverParts,
  olderThanMs: number,
): Promise<{ recovered: number; open: number }> {
  const intents = await parts.auditLog.openIntents(olderThanMs)
  let recovered = 0
  for (const intent of intents) {
    const outcome = await readEnd(intent, parts)
    if (!outcome) continue
    const { from: _from, to: _to, ...rest } = intent
    await parts.auditLog.record({ ...rest, at: new Date(), outcome, requestId: null, isRecovered: true })
    recovered++
  }
  return { recovered, open: intents.length - recovered }
}

async function readEnd(intent: UpgradeIntent, parts: RecoverParts): Promise<UpgradeOutcome | null> {
  const { from, to } = intent
  const found = await findAgain(intent, parts)
  if (found.kind === 'not-found') return { kind: 'not-installed' }
  if (found.kind !== 'ok') return null
  if (!found.value) return { kind: 'not-installed' }
  const { version, consented } = found.value
  if (version !== null && version !== from && (to === null || compareVersions(version, to) >= 0)) {
    const held = judgeHeld({ scope: intent.scope, required: intent.consent ?? [], before: [], now: consented })
    return { kind: 'upgraded', from, to: version, ...held }
  }
  if (Date.now() - intent.at.getTime() < longestLagMs) return null
  const detail = `The process stopped during this upgrade, and Teams still reports version ${version ?? 'unknown'}.`
  return { kind: 'failed', detail, requestId: null }
}

/** By the manifest id, and if that finds nothing by the catalog id: the two are one for store apps. */
async function findAgain({ tenantId, scope, externalId, correlationId }: UpgradeIntent, parts: RecoverParts) {
  const installedApps = parts.installedApps(tenantId)
  // Who asked in the tab with their own token is not here any more.
  const place = asApplication(scope)
  const find = (by: 'externalId' | 'catalogId') => installedApps.find(place, { by, id: externalId }, { correlationId })
  const found = await find('externalId')
  return found.kind === 'ok' && found.value === null ? find('catalogId') : found
}
