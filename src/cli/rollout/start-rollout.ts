import type { RolloutAsked, Started } from '../../rollouts/start-rollout.ts'
import type { CommandParts } from './command-parts.ts'
import { confirm } from './confirm.ts'
import { byEitherId } from './either-id.ts'
import type { ExitCode } from './exit-code.ts'
import { planWords } from './plan-words.ts'
import type { Start } from './read-command.ts'
import { notInCatalog, permissionsChanged, troubleWords, underWay } from './refusal-words.ts'
import { lookAhead, openList, refuse } from './show-plan.ts'
import { startedWords } from './started-words.ts'
import type { TargetList } from './target-list.ts'
import { holdRollout } from './wait-for-end.ts'

export type StartAsked = { start: Start; isConfirmed: boolean; wait: boolean }

/** `start`: writes the rollout down, and with `--wait` does the work. */
export async function startFromTerminal(
  asked: StartAsked,
  parts: CommandParts,
  correlationId: string,
): Promise<ExitCode> {
  const opened = await openList(asked.start)
  if (opened.kind === 'wrong') return refuse(opened.problem, parts)
  try {
    return await startWith({ ...asked, list: opened.list }, parts, correlationId)
  } finally {
    await opened.list?.done()
  }
}

type Listed = StartAsked & { list: TargetList | null }

async function startWith(asked: Listed, parts: CommandParts, correlationId: string): Promise<ExitCode> {
  const { start, isConfirmed, wait, list } = asked
  const { terminal } = parts
  if (!isConfirmed && terminal.isInteractive) {
    const planned = await lookAhead({ plan: start, list }, parts, correlationId)
    if (planned.kind === 'ended') return planned.code
    for (const line of planWords(planned.shown)) terminal.say(line)
  }
  const refused = await confirm('Start this rollout?', isConfirmed, terminal)
  if (refused !== null) return refused
  const held = wait ? holdRollout(parts) : null
  const onId = (id: string) => terminal.print(terminal.isJson ? JSON.stringify({ id }) : `Rollout ${id}`)
  // While the catalog is asked; whoever needs it waits for it.
  void parts.openStore()
  const started = await byEitherId(start.app, (app) =>
    parts.rollouts.start({ ...toAsked(start, list, parts), app, onId }, { correlationId }),
  )
  if (started.kind !== 'started') return notStarted(started, start, parts)
  if (held) return held.work(started.id)
  terminal.say(startedWords(started.id, parts.isAlone))
  return 0
}

function notStarted(started: Exclude<Started, { kind: 'started' }>, { app }: Start, parts: CommandParts): ExitCode {
  switch (started.kind) {
    case 'not-in-catalog':
      return refuse(notInCatalog(app), parts)
    case 'permissions-changed':
      return refuse(permissionsChanged(started.hash), parts)
    case 'under-way':
      return refuse(underWay(started.id), parts)
    default:
      parts.terminal.say(troubleWords(started))
      return 1
  }
}

function toAsked(start: Start, list: TargetList | null, parts: CommandParts): Omit<RolloutAsked, 'app'> {
  const { tenantId, actor } = parts
  const { verify, window, source } = parts.defaults
  const { waves, budget, isDryRun, force, acceptedSet } = start
  return {
    tenantId,
    actor,
    kinds: start.kinds,
    source,
    list: list?.pages() ?? null,
    exclude: [],
    settings: { waves, gate: { kind: start.gate }, budget, window, isDryRun, force, verify, acceptedSet },
  }
}
