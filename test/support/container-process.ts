import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type ContainerTree, nobody } from './container-tree.ts'

export type RunningContainer = {
  url: string
  /** From the start of the process until `/readyz` answered; whatever it answered. */
  readyAfterMs: number
  readyStatus: number
  /** Resident memory; 0 where there is no /proc. */
  rssMb(): number
  /** What it wrote to standard error. */
  errors(): string
  /** SIGTERM. @returns the exit code. */
  stop(): Promise<number | null>
}

/** The image's command, as its account and with its settings and these, until it answers. */
export async function runContainer(tree: ContainerTree, settings: Record<string, string>): Promise<RunningContainer> {
  const startedAt = performance.now()
  const child = spawn(tree.node, tree.args, {
    cwd: tree.app,
    env: {
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: tree.compiled,
      DATA_DIR: tree.data,
      PORT: '0',
      HOST: '127.0.0.1',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...nobody,
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const url = await Promise.race([
    addressIn(child),
    ended.then((code) => Promise.reject(new Error(`it ended with ${code}: ${errors}`))),
  ])
  const ready = await fetch(`${url}/readyz`)
  await ready.text()
  return {
    url,
    readyAfterMs: performance.now() - startedAt,
    readyStatus: ready.status,
    rssMb: () => residentMb(child.pid ?? 0),
    errors: () => errors,
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

function addressIn({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    stdout?.on('data', (chunk) => {
      const url = /"address":"(http:[^"]+)"/.exec(String(chunk))?.[1]
      if (url) resolve(url)
    })
  })
}

function residentMb(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return 0
  }
}
