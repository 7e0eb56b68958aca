import { existsSync } from 'node:fs'
import type { Interruption } from './cli/rollout/command-parts.ts'
import type { ExitCode } from './cli/rollout/exit-code.ts'
import { openTerminal } from './cli/rollout/open-terminal.ts'
import { type Command, readCommand } from './cli/rollout/read-command.ts'
import type { Terminal } from './cli/rollout/terminal.ts'
import { usage, wrongUsage } from './cli/rollout/usage-words.ts'
import { type Config, formatProblems, readConfig } from './config.ts'
import { keepCompiledCode } from './keep-compiled-code.ts'
import { createLog } from './log.ts'
import { rolloutTenant } from './rollout-tenant.ts'

/** Settings that are not right, as at the bot's own start. */
const wrongSettings = 78

/** npm hands on to its script the Ctrl-C that the script has from the terminal already: twice at once is once. */
const doubledWithinMs = 500

/** Loaded here, because Node's own option for it tells everybody where there is no such file. */
const settingsFile = 'env/.env.local'

keepCompiledCode()
process.exit(await runFrom(process.argv.slice(2)))

async function runFrom(args: string[]): Promise<number> {
  const read = readCommand(args)
  const isJson = read.kind === 'ok' && read.command.isJson
  const terminal = openTerminal(process, { isJson })
  if (read.kind === 'help') {
    await terminal.print(usage.trimEnd())
    return 0
  }
  if (read.kind === 'wrong') {
    terminal.say(wrongUsage(read.problem).trimEnd())
    return 2
  }
  const interruption = watchInterrupts()
  const settings = readSettings()
  if (settings.kind === 'wrong') {
    terminal.say(settings.problems)
    return wrongSettings
  }
  return run(read.command, { ...settings, terminal, interruption })
}

type Settings = { config: Config; tenantId: string }

function readSettings(): ({ kind: 'ok' } & Settings) | { kind: 'wrong'; problems: string } {
  if (existsSync(settingsFile)) process.loadEnvFile(settingsFile)
  const read = readConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL']?.trim() || 'warn' })
  const tenantId = read.kind === 'ok' ? rolloutTenant(read.config) : null
  if (read.kind === 'ok' && tenantId !== null) return { kind: 'ok', config: read.config, tenantId }
  const problems =
    read.kind === 'invalid'
      ? read.problems
      : ['ALLOWED_TENANTS: must name the one tenant that is meant here, unless AZURE_TENANT_ID is its GUID']
  return { kind: 'wrong', problems: formatProblems(problems, 'Nothing was done, because the').trimEnd() }
}

/** The data directory first, as the bot does: who has it is told before anything else is loaded. */
async function run(
  command: Command,
  { terminal, config, ...rest }: Settings & { terminal: Terminal; interruption: Interruption },
): Promise<ExitCode> {
  const { DataDirInUse, takeOwnerLock } = await import('./database/owner-lock.ts')
  try {
    const lock = config.databaseUrl === null ? takeOwnerLock(config.dataDir) : null
    const { wireTerminal } = await import('./wire-terminal.ts')
    const { runCommand } = await import('./cli/rollout/run-command.ts')
    const log = createLog({ level: config.logLevel, destination: process.stderr, hashKey: config.logHashKey })
    const parts = wireTerminal({ ...rest, config, terminal, log, lock })
    try {
      return await runCommand(command, parts)
    } finally {
      await parts.close()
    }
  } catch (error) {
    if (error instanceof DataDirInUse) {
      terminal.say(`${error.message}.\nWith DATABASE_URL both could work at the same time.`)
      return 2
    }
    terminal.say(`It did not work: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}

/** Until somebody holds it, an interrupt ends the process; then the first one is theirs to act upon. */
function watchInterrupts(): Interruption {
  let holder: (() => void) | null = null
  let heldAt: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (heldAt !== null && performance.now() - heldAt < doubledWithinMs) return
      if (holder === null || heldAt !== null) process.exit(3)
      heldAt = performance.now()
      holder()
    })
  }
  return {
    hold(onInterrupt) {
      holder = onInterrupt
    },
  }
}
