import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { cpuMs } from '../process-usage.ts'

export type Ran = {
  /** With the times at which they came. */
  lines: { at: number; text: string }[]
  code: number | null
  startedAt: number
  endedAt: number
  /** The most memory it ever had; NaN where there is no /proc. */
  peakMb: number
  /** All it used of the processors, with the start. */
  cpuSeconds: number
}

export type Running = { lines: Ran['lines']; ended: Promise<Ran> }

const lookEveryMs = 200

/** A Node program to its end, with its memory watched. Standard error is shown only when it fails. */
export function runProcess(args: string[], env: Record<string, string>): Running {
  const startedAt = Date.now()
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: Ran['lines'] = []
  createInterface({ input: child.stdout }).on('line', (text) => lines.push({ at: Date.now(), text }))
  let errors = ''
  child.stderr.on('data', (text) => {
    errors = `${errors}${text}`.slice(-2_000)
  })
  let [peakMb, cpuSeconds] = [Number.NaN, Number.NaN]
  const watch = setInterval(() => {
    peakMb = peakOf(child.pid ?? 0) ?? peakMb
    cpuSeconds = cpuOf(child.pid ?? 0) ?? cpuSeconds
  }, lookEveryMs)
  const ended = once(child, 'close').then(([code]) => {
    clearInterval(watch)
    if (code !== 0) console.error(`${args.join(' ')} ended with ${code}: ${errors}`)
    return { lines, code: code as number | null, startedAt, endedAt: Date.now(), peakMb, cpuSeconds }
  })
  return { lines, ended }
}

function peakOf(pid: number): number | null {
  const file = `/proc/${pid}/status`
  try {
    const kilobytes = existsSync(file) ? /^VmHWM:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
    return kilobytes === undefined ? null : Number(kilobytes) / 1024
  } catch {
    return null
  }
}

/** Null once it has ended. */
function cpuOf(pid: number): number | null {
  try {
    return cpuMs(pid) / 1_000
  } catch {
    return null
  }
}
