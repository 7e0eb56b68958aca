import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type Crowd, crowdedTenant } from '../../src/sandbox/crowded-tenant.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { preparedDataDir } from './database-directory.ts'
import { until } from './database-until.ts'

const program = path.resolve('src/terminal.ts')
export const app = acmeIds.assistantManifest

export type TerminalRun = { code: number | null; lines: string[]; stderr: string }

export type RunningCommand = {
  pid: number
  /** Of standard output so far. */
  lines: string[]
  kill(signal: NodeJS.Signals): void
  ended: Promise<TerminalRun>
}

/** A crowded tenant, a data directory, and `npm run rollout` in processes of their own with nothing but these settings. */
export async function openTerminals(
  crowd: Crowd,
  options: { sandbox?: SandboxOptions; env?: Record<string, string> } = {},
) {
  const dataDir = await preparedDataDir()
  const sandbox = await startSandbox({ tenant: crowdedTenant(crowd), limits: noLimits(), ...options.sandbox })
  const running: RunningCommand[] = []
  const env = {
    PATH: process.env['PATH'] ?? '',
    GRAPH_BASE_URL: sandbox.url,
    GRAPH_CREDENTIAL: 'sandbox',
    DATA_DIR: dataDir,
    ...options.env,
  }

  const begin = (...args: string[]): RunningCommand => {
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const lines: string[] = []
    let stderr = ''
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
    child.stderr.on('data', (text) => {
      stderr += text
    })
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, lines, stderr }))
    const command = { pid: child.pid ?? 0, lines, ended, kill: (signal: NodeJS.Signals) => void child.kill(signal) }
    running.push(command)
    return command
  }
  const posts = () => sandbox.journal.filter(({ method, route }) => method === 'POST' && route.endsWith('/upgrade'))
  return {
    sandbox,
    dataDir,
    begin,
    run: (...args: string[]) => begin(...args).ended,
    posts,
    /** Versions that the places have now, by Graph's own state. */
    versions: () => {
      const { teams, chats, people } = sandbox.tenant
      return [...teams, ...chats, ...people].flatMap(({ installations }) => installations.map(({ version }) => version))
    },
    untilPosts: (count: number) => until(() => posts().length >= count),
    async list(text: string): Promise<string> {
      const file = path.join(dataDir, 'targets.csv')
      await writeFile(file, text)
      return file
    },
    async remove() {
      for (const command of running) command.kill('SIGKILL')
      await Promise.all(running.map(({ ended }) => ended))
      await sandbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export type Terminals = Awaited<ReturnType<typeof openTerminals>>

type StatusLine = { id: string; state: string; total: number; counts: Record<string, number> }

/** The last status that was printed. */
export function lastStatus({ lines }: Pick<TerminalRun, 'lines'>): StatusLine {
  return JSON.parse(lines.at(-1) ?? '')
}

export function idIn({ lines }: Pick<TerminalRun, 'lines'>): string {
  return JSON.parse(lines[0] ?? '').id
}
