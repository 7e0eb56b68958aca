import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { Finding } from '../../src/cli/doctor/finding.ts'

export type DoctorRun = { code: number | null; stdout: string; stderr: string }

const program = path.resolve('src/cli/doctor.ts')

/** `npm run doctor` in a process of its own, with these settings and none of ours. */
export async function runDoctor(args: string[], env: Record<string, string>, cwd?: string): Promise<DoctorRun> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd ? { cwd } : {}),
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, stdout, stderr }
}

/** What `--json` printed. */
export function findingsIn({ stdout }: DoctorRun): Finding[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}
