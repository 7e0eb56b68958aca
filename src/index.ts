import { createApp } from './app.ts'
import { formatProblems, readConfig } from './config.ts'
import { createLog } from './log.ts'

/** A stop that takes longer than this is no stop: the platform's patience ends at about ten seconds. */
const stopWithinMs = 9_500

const read = readConfig(process.env)
if (read.kind === 'invalid') {
  process.stderr.write(formatProblems(read.problems))
  process.exit(78)
}
const log = createLog({ level: read.config.logLevel })
for (const warning of read.warnings) log.warn({ setting: warning }, 'a setting deserves a look')
const app = createApp(read.config, log)

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

try {
  log.info({ address: await app.start() }, 'listening')
} catch (error) {
  log.fatal({ err: error }, 'the bot cannot listen')
  process.exit(1)
}
