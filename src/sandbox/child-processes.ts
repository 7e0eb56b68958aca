import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

const PRELOAD = new URL('child-preload.ts', import.meta.url).href
const LINES_KEPT = 12
/** Longer than the bot's own clean stop (10 s) may take. */
const STOP_WITHIN_MS = 11_000

export type Program = {
  name: string
  /** What Node runs, and its arguments. */
  args: string[]
  /** The whole environment: nothing else is inherited. */
  env: Record<string, string>
  cwd: string
  onLine(line: string): void
}

export type Child = {
  name: string
  /** Settles once the program is gone, with how: "ended with code 1". Never rejects. */
  ended: Promise<string>
  /** The last lines it wrote to standard error, oldest first. */
  lastErrors(): string[]
  /** Asks it to stop, and makes it stop when it does not. */
  stop(): Promise<void>
  /** At once, with whatever it started itself. */
  kill(): void
}

/** Starts a program under this very Node, apart from the terminal's Ctrl-C, which reaches it only through `stop`. */
export function startChild(program: Program): Child {
  const child = spawn(process.execPath, ['--import', PRELOAD, ...program.args], {
    cwd: program.cwd,
    env: program.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A process group of its own. On Windows it would open a window, and there is no group to signal.
    detached: process.platform !== 'win32',
  })
  const errors: string[] = []
  eachLine(child.stdout, program.onLine)
  eachLine(child.stderr, (line) => {
    errors.push(line)
    if (errors.length > LINES_KEPT) errors.shift()
    program.onLine(line)
  })
  const ended = howItEnds(child)
  const kill = () => killGroup(child)
  return {
    name: program.name,
    ended,
    lastErrors: () => [...errors],
    kill,
    stop: async () => {
      child.kill('SIGTERM')
      const patience = new AbortController()
      const late = sleep(STOP_WITHIN_MS, 'late', { signal: patience.signal }).catch(() => 'stopped')
      if ((await Promise.race([ended, late])) === 'late') kill()
      await ended
      patience.abort()
    },
  }
}

async function howItEnds(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'close')
    return signal ? `was ended by ${signal}` : `ended with code ${code}`
  } catch (error) {
    return `could not be started: ${error instanceof Error ? error.message : String(error)}`
  }
}

function eachLine(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', onLine)
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended in this very moment.
  }
}
