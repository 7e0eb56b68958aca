import type { CommandParts } from './command-parts.ts'
import { type ExitCode, exitCodeOf } from './exit-code.ts'
import { startedWords } from './started-words.ts'
import { createStatusPrinter } from './status-printer.ts'
import { printStatus, readStatus } from './tell-rollout.ts'
import { notFound } from './wait-for-end.ts'

/** `status`: 0 whenever it could be read. With `--watch` until it stops, and then the exit code says how. */
export async function showStatus(
  { id, watch }: { id: string; watch: boolean },
  parts: CommandParts,
): Promise<ExitCode> {
  const status = await readStatus(id, parts)
  if (!status) return notFound(parts)
  if (!watch || parts.isAlone) {
    await printStatus(status, parts)
    if (!watch) return 0
    const { state } = status.rollout
    // With a store of its own this process would watch nobody work.
    if (state === 'running' || state === 'planning') parts.terminal.say(startedWords(id, parts.isAlone))
    return exitCodeOf(status)
  }
  const printer = createStatusPrinter(parts.terminal)
  const last = await parts.rollouts.wait({ id, tenantId: parts.tenantId }, printer.update)
  if (!last) return notFound(parts)
  await printer.last(last)
  return exitCodeOf(last)
}
