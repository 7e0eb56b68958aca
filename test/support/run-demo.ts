import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JournalEntry } from '../../src/sandbox/journal.ts'
import { changesAskedFor } from './changes-asked-for.ts'

export type RunningDemo = {
  pid: number
  stdout(): string
  stderr(): string
  /** Waits for the screen that says everything runs; throws with all output when it ends first. */
  ready(): Promise<DemoAddresses>
  /** The programs started by it, and theirs. */
  descendants(): RunningProcess[]
  /** To the whole foreground group, as a terminal does it: npm, the shell and the program. */
  signal(signal: NodeJS.Signals): void
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

export type DemoAddresses = { playground: string; tab: string; bot: string; sandbox: string }

export type RunningProcess = { pid: number; args: string }

/** `npm start` (or, faster, what it runs) on free ports, as a process of its own. */
export function runDemo(options: { command?: string[]; env?: NodeJS.ProcessEnv } = {}): RunningDemo {
  const [program = process.execPath, ...args] = options.command ?? [process.execPath, 'src/sandbox/start.ts']
  const anyPorts = { PORT: '0', SANDBOX_PORT: '0', PLAYGROUND_PORT: '0', TAB_PORT: '0' }
  const env = { ...process.env, ...anyPorts, ...options.env }
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${program} cannot be started`)
  return {
    pid,
    stdout: () => stdout,
    stderr: () => stderr,
    ready: async () => {
      while (!stdout.includes('Ctrl-C stops')) {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${stdout}${stderr}`)
        await sleep(50)
      }
      return addressesIn(stdout)
    },
    descendants: () => descendantsOf(pid),
    signal: (signal) => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, signal)
    },
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal })),
  }
}

function addressesIn(screen: string): DemoAddresses {
  const read = (pattern: RegExp) => pattern.exec(screen)?.[1] ?? ''
  return {
    playground: read(/Open +(\S+)/),
    tab: read(/Tab +(http:\S+)/),
    bot: read(/Bot +(\S+)\/api\/messages/),
    sandbox: read(/Sandbox +(\S+)\/_sandbox\/journal/),
  }
}

function descendantsOf(pid: number): RunningProcess[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid=,args='], { encoding: 'utf8' })
  const all = stdout.split('\n').flatMap((line) => {
    const [, child, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return args ? [{ pid: Number(child), parent: Number(parent), args }] : []
  })
  const below = (parent: number): RunningProcess[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [{ pid: one.pid, args: one.args }, ...below(one.pid)])
  return below(pid)
}

/** Ctrl-C, and its end. @returns whether nothing of it is left. */
export async function interrupt(demo: RunningDemo): Promise<boolean> {
  const running = demo.descendants()
  demo.signal('SIGINT')
  await demo.ended
  return allGone(running)
}

/** What the sandbox was asked. */
export async function journalOf({ sandbox }: DemoAddresses): Promise<JournalEntry[]> {
  const answer = await fetch(`${sandbox}/_sandbox/journal`)
  return (await answer.json()) as JournalEntry[]
}

/** What it was asked to change. */
export async function postsTo(addresses: DemoAddresses): Promise<JournalEntry[]> {
  return changesAskedFor(await journalOf(addresses))
}

/** True once none of them runs; false if one still does after some seconds. */
export async function allGone(processes: RunningProcess[]): Promise<boolean> {
  for (let tries = 0; tries < 60; tries++) {
    if (!processes.some(({ pid }) => isAlive(pid))) return true
    await sleep(50)
  }
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
