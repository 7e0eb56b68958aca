import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** One process among all that ever were: a pid alone is used again after a while. */
export type ProcessIdentity = {
  pid: number
  /** When it began, in the system's own words; null where that cannot be read. */
  startedAt: string | null
  host: string
  /** The boot and the pid namespace: pids of another container or an earlier boot say nothing here. */
  space: string | null
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startedAt: startOf(process.pid), host: hostname(), space: ownSpace() }
}

/** Whether that process still runs; null when it cannot be seen from here (another machine, container or boot). */
export function isRunning(other: ProcessIdentity): boolean | null {
  if (other.host !== hostname() || other.space !== ownSpace()) return null
  if (!isPidInUse(other.pid)) return false
  return startOf(other.pid) === other.startedAt
}

function isPidInUse(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process is a process all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function startOf(pid: number): string | null {
  return process.platform === 'linux' ? startOnLinux(pid) : startFromPs(pid)
}

/** Field 22 of /proc/PID/stat, in ticks since boot (proc_pid_stat(5)). A dead process that nobody reaped has no start. */
function startOnLinux(pid: number): string | null {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The program's name stands in parentheses and may hold spaces and parentheses of its own.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
}

function startFromPs(pid: number): string | null {
  const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
  return read(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio }).trim())
}

function ownSpace(): string | null {
  if (process.platform !== 'linux') return null
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const namespace = read(() => readlinkSync('/proc/self/ns/pid'))
  return `${boot} ${namespace}`
}

function read(source: () => string): string | null {
  try {
    return source()
  } catch {
    return null
  }
}
