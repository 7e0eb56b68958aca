import type { CallContext } from '../installations/installed-apps.ts'
import { sendOut } from './advance-rollout.ts'
import {
  type CatalogNow,
  type Command,
  type Commanded,
  type CommandRefusal,
  type Decision,
  decideCommand,
} from './change-rollout.ts'
import { referenceOf } from './pinned-catalog.ts'
import { pinnedFrom } from './preview-rollout.ts'
import type { Rollout } from './rollout.ts'
import { type RolloutParts, stepJobName } from './rollout-parts.ts'
import type { RolloutPatch } from './rollout-store.ts'
import type { Watch } from './rollout-watch.ts'

export type CommandParts = RolloutParts & { watch: Watch }

export type CommandAsked = { id: string; tenantId: string; command: Command; actor: Commanded['actor'] }

export type CommandEnded =
  | { kind: 'done'; rollout: Rollout }
  | { kind: 'refused'; why: CommandRefusal; rollout: Rollout | null }

/** Carries out what an operator says. Pause and abort hold from the moment this returns; what was sent ends by itself. */
export async function commandRollout(
  asked: CommandAsked,
  parts: CommandParts,
  call: CallContext,
): Promise<CommandEnded> {
  const { id, tenantId, command, actor } = asked
  const before = await parts.store.get(id)
  if (!before || before.tenantId !== tenantId) return { kind: 'refused', why: 'not-found', rollout: null }
  const isBlocked = command === 'resume' && before.reason?.kind === 'superseded'
  const catalog = isBlocked ? await readCatalog(before, parts, call) : null
  let decision = null as Decision | null
  const rollout = await parts.store.change(id, (current, facts) => {
    decision = decideCommand(command, { rollout: current, facts }, { actor, now: new Date(), catalog })
    return patchOf(decision)
  })
  if (!rollout || !decision) return { kind: 'refused', why: 'not-found', rollout: null }
  if (decision.kind === 'refused') {
    if (decision.reason) parts.onChange?.(id)
    return { kind: 'refused', why: decision.why, rollout }
  }
  parts.watch.changed(id)
  parts.onChange?.(id)
  await followUp(command, rollout, parts)
  return { kind: 'done', rollout }
}

/** Where it stays paused, what it is paused for is told as it is by now. */
function patchOf(decision: Decision): RolloutPatch | null {
  if (decision.kind === 'change') return decision.patch
  return decision.reason ? { reason: decision.reason } : null
}

async function readCatalog(rollout: Rollout, parts: CommandParts, call: CallContext): Promise<CatalogNow> {
  const { appCatalog } = parts.tenant(rollout.tenantId)
  const newest = await appCatalog.newest(referenceOf(rollout.app), call, { fresh: true })
  if (newest.kind !== 'ok') return { kind: 'unreadable' }
  return { kind: 'read', newest: newest.value && pinnedFrom(newest.value).pinned }
}

async function followUp(command: Command, rollout: Rollout, parts: CommandParts): Promise<void> {
  if (command !== 'pause') {
    const timing = { runAfterSeconds: 0, singletonKey: `${rollout.id}/${command}` }
    await parts.jobs.schedule(stepJobName, { rolloutId: rollout.id }, timing)
  }
  await sendOut(rollout, parts)
}
