import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'

export type ServerProgram = {
  name: string
  args: string[]
  env: Record<string, string>
}

export type RunningServer = {
  name: string
  pid: number
  url: string
  /** From the start of the process until it wrote that it listens. */
  listeningAfterMs: number
  startedAtMs: number
  stop(): Promise<void>
}

/** Starts a bot as a process of its own and waits for the line that names its address. */
export async function startServer(program: ServerProgram, prefix: string[]): Promise<RunningServer> {
  const [command = '', ...args] = [...prefix, process.execPath, ...program.args]
  const startedAtMs = performance.now()
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...program.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const url = await Promise.race([
    addressIn(child.stdout),
    ended.then(([code]) => Promise.reject(new Error(`${program.name} ended with ${code} before it listened`))),
  ])
  return {
    name: program.name,
    // taskset becomes the program it starts, so the process id is the bot's own.
    pid: child.pid ?? 0,
    url,
    listeningAfterMs: performance.now() - startedAtMs,
    startedAtMs,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    output.on('data', (chunk: Buffer) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0]
      if (url) resolve(url)
    })
  })
}
