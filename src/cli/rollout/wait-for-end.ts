import { setTimeout as sleep } from 'node:timers/promises'
import type { RolloutStatus } from '../../rollouts/read-rollout.ts'
import type { CommandParts } from './command-parts.ts'
import { type ExitCode, exitCodeOf } from './exit-code.ts'
import { refusalWords } from './refusal-words.ts'
import { createStatusPrinter, type StatusPrinter } from './status-printer.ts'

/** A rollout that Ctrl-C pauses from now on, also where it is only just being written down. */
export type Held = { work(id: string): Promise<ExitCode> }

/** `--wait`: the work is done in this process, until the rollout stops by itself or by a word. */
export function holdRollout(parts: CommandParts): Held {
  let isInterrupted = false
  let id: string | null = null
  parts.interruption.hold(() => {
    isInterrupted = true
    parts.terminal.say('Pausing: what is under way ends, nothing more is begun. Once more leaves at once.')
    if (id !== null) void pause(id, parts)
  })
  return {
    async work(rolloutId) {
      id = rolloutId
      if (isInterrupted) await pause(id, parts)
      const printer = createStatusPrinter(parts.terminal)
      await parts.rollouts.work({ mayBeUnderWay: true })
      const stopped = await untilStopped(id, printer, parts)
      await parts.stopWork({ graceSeconds: longestLeaveSeconds })
      // What was under way has ended by now, and counts.
      const last = stopped && (await parts.rollouts.read({ id, tenantId: parts.tenantId }))
      if (!last) return notFound(parts)
      await printer.last(last)
      return exitCodeOf(last)
    },
  }
}

/** For what is under way, however slow Graph is: two calls of it, waits included. A second Ctrl-C leaves earlier. */
const longestLeaveSeconds = 60

async function pause(id: string, parts: CommandParts): Promise<void> {
  const { tenantId, actor, rollouts, terminal } = parts
  const asked = { id, tenantId, actor, command: 'pause' as const }
  try {
    await rollouts.command(asked, { correlationId: id })
  } catch (error) {
    terminal.say(`It could not be paused: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const pauseAfterTroubleMs = 1_000
/** A database that is away for longer than this is not waited for. */
const longestTroubleMs = 5 * 60_000

/** A database that restarts costs a while and not the rollout: the work goes on by itself when it is back. */
async function untilStopped(id: string, printer: StatusPrinter, parts: CommandParts): Promise<RolloutStatus | null> {
  let troubleSince: number | null = null
  for (;;) {
    try {
      return await parts.rollouts.wait({ id, tenantId: parts.tenantId }, (status) => {
        troubleSince = null
        printer.update(status)
      })
    } catch (error) {
      if (troubleSince === null) parts.terminal.say(`Waiting for the store: ${String(error)}`)
      troubleSince ??= performance.now()
      if (performance.now() - troubleSince > longestTroubleMs) throw error
      await sleep(pauseAfterTroubleMs)
    }
  }
}

export function notFound({ terminal }: Pick<CommandParts, 'terminal'>): ExitCode {
  terminal.say(refusalWords('not-found', '', null))
  return 2
}
