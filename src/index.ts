import { type Config, formatProblems, readConfig } from './config.ts'
import { keepCompiledCode } from './keep-compiled-code.ts'
import { createLog, type Logger } from './log.ts'

/** A stop that takes longer than this is no stop: the platform's patience ends at about ten seconds. */
const stopWithinMs = 9_500

keepCompiledCode()
const read = readConfig(process.env, true)
if (read.kind === 'invalid') {
  process.stderr.write(formatProblems(read.problems))
  process.exit(78)
}
const log = createLog({ level: read.config.logLevel, hashKey: read.config.logHashKey })
for (const warning of read.warnings) log.warn({ setting: warning }, 'a setting deserves a look')
await run(read.config, log)

/** The data directory first and the rest after it: a second process on it should not take a second to find out. */
async function run(config: Config, log: Logger): Promise<void> {
  try {
    const lock = config.databaseUrl ? null : await ownDataDir(config.dataDir, log)
    const { createApp } = await import('./app.ts')
    const { openTelemetry } = await import('./observe/open-telemetry.ts')
    const observing = await openTelemetry(config, log)
    const app = createApp(config, log, { observing, ...(lock ? { lock } : {}) })
    stopOnSignals(app, log)
    log.info({ address: await app.start() }, 'listening')
  } catch (error) {
    log.fatal({ err: error }, 'the bot cannot start')
    process.stderr.write(`The bot cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

/** Null when the directory cannot be used at all: then there is no database, but there is a bot. */
async function ownDataDir(dataDir: string, log: Logger) {
  const { DataDirInUse, takeOwnerLock } = await import('./database/owner-lock.ts')
  try {
    return takeOwnerLock(dataDir)
  } catch (error) {
    if (error instanceof DataDirInUse) throw error
    log.error({ err: error }, 'the data directory cannot be used')
    return null
  }
}

function stopOnSignals(app: { stop(): Promise<void> }, log: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping')
      setTimeout(() => process.exit(1), stopWithinMs).unref()
      app.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'the stop failed')
          process.exit(1)
        },
      )
    })
  }
}
