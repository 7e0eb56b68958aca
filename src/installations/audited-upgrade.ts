import { randomUUID } from 'node:crypto'
import type { Actor, AuditLog, Where } from './audit-log.ts'
import {
  type PlannedUpgrade,
  type Upgrade,
  type UpgradeParts,
  type UpgradeRequest,
  upgradeInstallation,
} from './upgrade-installation.ts'

export type AuditParts = {
  auditLog: Pick<AuditLog, 'intend' | 'record'>
  /** Told when the store could not be written: the upgrade goes on, because Graph is the truth and this is memory. */
  onStoreTrouble(error: unknown): void
  /** The longest that an upgrade waits for the store before it goes on without it. */
  storePatienceMs: number
}

/**
 * An upgrade with its trace: an intent before anything is changed, so that a process that dies right after the POST is
 * found out at the next start, and one entry at the end, however it ended.
 */
export async function auditedUpgrade(
  asked: { request: UpgradeRequest; where: Where; actor: Actor },
  parts: UpgradeParts,
  audit: AuditParts,
): Promise<Upgrade> {
  const { request, where, actor } = asked
  const id = randomUUID()
  const trace = { ...where, id, actor, correlationId: request.call.correlationId }
  let planned = null as PlannedUpgrade | null
  const upgrade = await upgradeInstallation(request, {
    ...parts,
    async beforePost(plan) {
      planned = plan
      await tolerate(audit.auditLog.intend({ ...trace, ...plan, at: new Date() }), audit)
    },
  })
  const { outcome, appName, requestId } = upgrade
  const { externalId, consent } = planned ?? { externalId: where.externalId, consent: null }
  const entry = { ...trace, externalId, appName, consent, outcome, requestId, at: new Date(), isRecovered: false }
  await tolerate(audit.auditLog.record(entry), audit)
  return upgrade
}

async function tolerate(writing: Promise<void>, audit: AuditParts): Promise<void> {
  const timer = new AbortController()
  const tooLong = new Promise<void>((resolve) => {
    const timeout = setTimeout(resolve, audit.storePatienceMs)
    timer.signal.addEventListener('abort', () => clearTimeout(timeout))
  })
  await Promise.race([writing.catch(audit.onStoreTrouble), tooLong])
  timer.abort()
}
