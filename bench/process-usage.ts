import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

const clockTicksPerSecond = existsSync('/proc/self/stat') ? Number(execFileSync('getconf', ['CLK_TCK'])) : null

/** CPU time of a process with all its threads, user and system, in ms; NaN where there is no /proc (it is Linux's). */
export function cpuMs(pid: number): number {
  if (clockTicksPerSecond === null) return Number.NaN
  // The second field is the program's name, which may hold spaces; utime and stime are the 12th and 13th after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond) * 1000
}

/** Resident memory in MB; NaN where there is no /proc. */
export function rssMb(pid: number): number {
  if (clockTicksPerSecond === null) return Number.NaN
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

/** Puts this process on the last core and says how to start others on the first; an empty prefix where that is not possible. */
export function pinProcesses(): string[] {
  if (cpus().length < 2) return []
  try {
    execFileSync('taskset', ['-a', '-cp', String(cpus().length - 1), String(process.pid)], { stdio: 'ignore' })
    return ['taskset', '-c', '0']
  } catch {
    return []
  }
}
