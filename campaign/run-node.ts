import { spawn } from 'node:child_process'
import { once } from 'node:events'

export type NodeRun = {
  args: string[]
  cwd: string
  env: Record<string, string>
  /** What it writes is wanted by nobody. */
  isQuiet?: boolean
}

/** Runs a program under this very Node to its end. @returns its exit code; 1 where a signal ended it. */
export async function runNode({ args, cwd, env, isQuiet = false }: NodeRun): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', isQuiet ? 'ignore' : 'inherit', isQuiet ? 'ignore' : 'inherit'],
  })
  const [code] = await once(child, 'close')
  return typeof code === 'number' ? code : 1
}

/** Jest as `npm test` runs it. */
export const jest = [
  '--disable-warning=ExperimentalWarning',
  '--experimental-vm-modules',
  'node_modules/jest/bin/jest.js',
]

/** One file after the other: figures of time are worth little beside other work. Browser tests are no part of any campaign. */
export function runJest(args: string[], { env, ...rest }: Omit<NodeRun, 'args'>): Promise<number> {
  return runNode({ ...rest, args: [...jest, '--runInBand', ...args], env: { ...env, BROWSER_TESTS: '0' } })
}
