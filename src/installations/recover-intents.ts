import type { AuditLog, UpgradeIntent } from './audit-log.ts'
import { compareVersions } from './compare-versions.ts'
import type { InstalledApps } from './installed-apps.ts'
import { judgeHeld } from './judge-held.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

export type RecoverParts = {
  auditLog: Pick<AuditLog, 'openIntents' | 'record'>
  installedApps(tenantId: string): InstalledApps
}

/**
 * Finds the upgrades whose process died between the request and its entry, reads from Graph how they ended and writes
 * that down. Sends nothing: whoever still wants the upgrade asks again.
 * @param olderThanMs intents younger than this may be under way in another process.
 * @returns how many entries were written; an intent whose place cannot be read now stays for the next time.
 */
export async function recoverIntents(parts: RecoverParts, olderThanMs: number): Promise<number> {
  let recovered = 0
  for (const intent of await parts.auditLog.openIntents(olderThanMs)) {
    const outcome = await readEnd(intent, parts)
    if (!outcome) continue
    const { from: _from, to: _to, ...rest } = intent
    await parts.auditLog.record({ ...rest, at: new Date(), outcome, requestId: null, isRecovered: true })
    recovered++
  }
  return recovered
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
  const detail = `The process stopped during this upgrade, and Teams still reports version ${version ?? 'unknown'}.`
  return { kind: 'failed', detail, requestId: null }
}

/** By the manifest id, and if that finds nothing by the catalog id: the two are one for store apps. */
async function findAgain({ tenantId, scope, externalId, correlationId }: UpgradeIntent, parts: RecoverParts) {
  const installedApps = parts.installedApps(tenantId)
  const find = (by: 'externalId' | 'catalogId') => installedApps.find(scope, { by, id: externalId }, { correlationId })
  const found = await find('externalId')
  return found.kind === 'ok' && found.value === null ? find('catalogId') : found
}
