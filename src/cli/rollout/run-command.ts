import { randomUUID } from 'node:crypto'
import type { CommandParts } from './command-parts.ts'
import type { ExitCode } from './exit-code.ts'
import { exportTargets } from './export-targets.ts'
import type { Command } from './read-command.ts'
import { showPlan } from './show-plan.ts'
import { showStatus } from './show-status.ts'
import { startFromTerminal } from './start-rollout.ts'
import { letGoOn, stopRollout } from './tell-rollout.ts'

/** One command, from its words to its exit code. Rejects when the store cannot be used. */
export async function runCommand(command: Command, parts: CommandParts): Promise<ExitCode> {
  const correlationId = randomUUID()
  switch (command.name) {
    case 'plan':
      return showPlan(command.plan, parts, correlationId)
    case 'start':
      return startFromTerminal(command, parts, correlationId)
    case 'resume':
    case 'retry':
    case 'promote':
    case 'approve':
      return letGoOn(command, parts, correlationId)
    case 'pause':
    case 'abort':
      return stopRollout(command, parts, correlationId)
    case 'status':
      return showStatus(command, parts)
    case 'export':
      return exportTargets(command, parts)
  }
}
