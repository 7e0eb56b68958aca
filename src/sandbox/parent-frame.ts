import { startParentFrame } from './parent-frame/start-parent-frame.ts'

// Local Teams for the tab as a process of its own, for `npm start`.
const port = Number(process.env['PARENT_FRAME_PORT'] || 0)
const sandboxUrl = process.env['SANDBOX_URL']
const botUrl = process.env['BOT_URL']

if (!sandboxUrl || !botUrl) stop('SANDBOX_URL and BOT_URL must say where the sandbox and the bot are.')

const parent = await startParentFrame({ port, sandboxUrl, botUrl }).catch((error: Error) =>
  stop(`The local Teams page cannot start: ${error.message}`),
)
process.stdout.write(`parent frame listening on ${parent.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => parent.close().then(() => process.exit(0)))

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
