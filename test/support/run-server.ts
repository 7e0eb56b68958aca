import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { post, type RawAnswer, sendRaw } from './raw-http.ts'

/** The least that gets through, and a text. */
export const activity = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
  from: { id: '29:1-alice' },
  conversation: { id: 'a:1' },
  text: 'upgrade app',
}

export type RunningServer = {
  port: number
  /** Posts JSON, or a text or bytes as they are, with a true content-length. */
  postJson(body: unknown, headers?: string[]): Promise<RawAnswer>
  /** Whether it still answers and is still its first process. */
  isAlive(): Promise<boolean>
  logLines(): string[]
  /** Whether this becomes true of the log within two seconds. */
  logged(isThere: (lines: string[]) => boolean): Promise<boolean>
  rssBytes(): Promise<number>
  stop(): void
}

/** The server of server-process.ts, in a process of its own. */
export async function runServer(): Promise<RunningServer> {
  const child = fork(`${import.meta.dirname}/server-process.ts`, { execArgv: ['--expose-gc'], silent: true })
  const logLines = collectLines(child)
  const port = Number((await nextMessage(child))['port'])
  const postJson = (body: unknown, headers: string[] = []) => {
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const length = `content-length: ${Buffer.byteLength(bytes)}`
    return sendRaw(port, [post(['content-type: application/json', length, ...headers], bytes)])
  }
  return {
    port,
    postJson,
    isAlive: async () =>
      (await postJson(activity)).status === 200 && child.exitCode === null && child.signalCode === null,
    logLines,
    logged: async (isThere) => {
      for (let round = 0; round < 100 && !isThere(logLines()); round++) await sleep(20)
      return isThere(logLines())
    },
    rssBytes: async () => {
      const answer = nextMessage(child)
      child.send('memory')
      return Number((await answer)['rssBytes'])
    },
    stop: () => child.kill(),
  }
}

function collectLines(child: ChildProcess): () => string[] {
  let written = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      written += String(chunk)
    })
  }
  return () => written.split('\n').slice(0, -1)
}

function nextMessage(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve) => child.once('message', (value) => resolve(Object(value))))
}
