import path from 'node:path'
import { type Child, startChild } from '../../src/sandbox/child-processes.ts'

export type BotProcess = {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** SIGKILL, and waits until the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, and waits for the clean end. */
  stop(): Promise<void>
}

const root = path.resolve(import.meta.dirname, '../..')

/** The bot as `npm run serve` starts it, in a process of its own that does not outlive this one. Resolves once it listens. */
export async function startBotProcess(settings: Record<string, string>, onLine: (line: string) => void) {
  const listening = Promise.withResolvers<string>()
  const child: Child = startChild({
    name: 'bot',
    args: [path.join(root, 'src/index.ts')],
    env: { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info', ...settings },
    cwd: root,
    onLine(line) {
      onLine(line)
      const address = /"address":"(http:[^"]+)".*"listening"/.exec(line)?.[1]
      if (address) listening.resolve(address)
    },
  })
  child.ended.then((how) => listening.reject(new Error(`the bot ${how}: ${child.lastErrors().join('\n')}`)))
  const url = await listening.promise
  const bot: BotProcess = {
    url,
    async kill() {
      child.kill()
      await child.ended
    },
    stop: () => child.stop(),
  }
  return bot
}
