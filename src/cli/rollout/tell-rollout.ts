import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandEnded } from '../../rollouts/command-rollout.ts'
import type { RolloutStatus } from '../../rollouts/read-rollout.ts'
import type { CommandParts } from './command-parts.ts'
import { confirm } from './confirm.ts'
import { type ExitCode, exitCodeOf } from './exit-code.ts'
import type { GoOn } from './read-command.ts'
import { refusalWords } from './refusal-words.ts'
import { startedWords } from './started-words.ts'
import { statusJson, statusWords } from './status-words.ts'
import { holdRollout, notFound } from './wait-for-end.ts'

/** `resume`, `retry`, `promote` and `approve`. */
export async function letGoOn(asked: GoOn, parts: CommandParts, correlationId: string): Promise<ExitCode> {
  const { name, id, wait } = asked
  const { terminal } = parts
  const status = await readStatus(id, parts)
  if (!status) return notFound(parts)
  if (terminal.isInteractive && !asked.isConfirmed) terminal.say(statusWords(status))
  const refused = await confirm(`${name} this rollout?`, asked.isConfirmed, terminal)
  if (refused !== null) return refused
  const held = wait ? holdRollout(parts) : null
  const told = await tell(name, id, { parts, correlationId })
  if (told.kind === 'refused') {
    const code = refusedGoingOn(told, asked, status)
    if (code === 'wrong') {
      terminal.say(refusalWords(told.why, name, told.rollout))
      return told.why === 'catalog-unreadable' ? 1 : 2
    }
    if (code !== null) {
      await printStatus(status, parts)
      return code
    }
  }
  if (held) return held.work(id)
  await printNow(id, parts)
  terminal.say(startedWords(id, parts.isAlone))
  return 0
}

type Refused = Extract<CommandEnded, { kind: 'refused' }>

/**
 * Null: it goes on already. So a rollout whose process died is resumed by the same words as one that was paused, and
 * saying them once too often does no harm.
 */
function refusedGoingOn(
  { why, rollout }: Refused,
  { name }: GoOn,
  { counts }: RolloutStatus,
): ExitCode | 'wrong' | null {
  if (name !== 'resume' || why !== 'wrong-state' || !rollout) return 'wrong'
  if (rollout.state === 'running' || rollout.state === 'planning') return null
  return rollout.state === 'ended' ? exitCodeOf({ rollout, counts }) : 'wrong'
}

/** `pause` and `abort`: at once. Said once too often they change nothing. */
export async function stopRollout(
  { name, id }: { name: 'pause' | 'abort'; id: string },
  parts: CommandParts,
  correlationId: string,
): Promise<ExitCode> {
  if (!parts.mayHoldRollouts) return notFound(parts)
  const told = await tell(name, id, { parts, correlationId })
  const wanted = name === 'pause' ? 'paused' : 'aborted'
  if (told.kind === 'refused' && told.rollout?.state !== wanted) {
    parts.terminal.say(refusalWords(told.why, name, told.rollout))
    return 2
  }
  if (name === 'abort' && parts.isAlone) await settle(id, parts)
  await printNow(id, parts)
  return 0
}

const longestSettleMs = 15_000

/** Nobody else would bring what it left pending to its end; unless that would set another rollout going. */
async function settle(id: string, parts: CommandParts): Promise<void> {
  const { rollouts, tenantId } = parts
  const others = (await rollouts.list(tenantId, 100)).filter((other) => other.id !== id)
  if (others.some(({ state }) => state === 'running' || state === 'planning' || state === 'waiting')) return
  await rollouts.work({ mayBeUnderWay: true })
  const late = new AbortController()
  await Promise.race([
    rollouts.wait({ id, tenantId }, () => {}),
    sleep(longestSettleMs, undefined, { signal: late.signal }).catch(() => undefined),
  ])
  late.abort()
  await parts.stopWork()
}

type Telling = { parts: CommandParts; correlationId: string }

function tell(command: GoOn['name'] | 'pause' | 'abort', id: string, { parts, correlationId }: Telling) {
  const { rollouts, tenantId, actor } = parts
  return rollouts.command({ id, tenantId, command, actor }, { correlationId })
}

/** Null where there is none of that id in this tenant. */
export async function readStatus(id: string, parts: CommandParts): Promise<RolloutStatus | null> {
  if (!parts.mayHoldRollouts) return null
  return parts.rollouts.read({ id, tenantId: parts.tenantId })
}

async function printNow(id: string, parts: CommandParts): Promise<void> {
  const status = await readStatus(id, parts)
  if (status) await printStatus(status, parts)
}

export function printStatus(status: RolloutStatus, { terminal }: Pick<CommandParts, 'terminal'>): Promise<void> {
  return terminal.print(terminal.isJson ? JSON.stringify(statusJson(status)) : statusWords(status))
}
