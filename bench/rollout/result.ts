import { loadavg } from 'node:os'
import { floorSeconds, type Needed } from './scale.ts'

/** One contestant at one size. */
export type Result = {
  name: string
  targets: number
  /** Fewer than `targets` were tried and the rest calculated. */
  measured: number
  seconds: number
  needed: Needed
  requests: number
  throttled: number
  /** Targets whose end the contestant does not know, or tells wrongly. */
  wrong: number
  peakMb: number
  cpuSeconds: number
  /** Of the machine while it ran. */
  load: number
}

export const loadNow = () => loadavg()[0] ?? Number.NaN

const titles = [
  '',
  'wall time',
  'x floor',
  'requests/upgrade',
  '429s',
  'wrong or unknown',
  'peak MB',
  'CPU ms/upgrade',
  'load',
]

/** A Markdown table for one size. */
export function reportResults(targets: number, results: Result[]): string {
  const rows = results.map((result) => {
    const { name, measured, seconds, needed, requests, throttled, wrong, peakMb, cpuSeconds, load } = result
    const share = measured / targets
    const isPart = measured < targets
    return [
      isPart ? `${name} (from ${measured})` : name,
      timeOf(seconds / share),
      (seconds / floorSeconds(measured, needed)).toFixed(2),
      (requests / measured).toFixed(2),
      String(throttled),
      String(wrong),
      peakMb.toFixed(0),
      ((cpuSeconds / measured) * 1_000).toFixed(1),
      load.toFixed(1),
    ]
  })
  const all = [titles, titles.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
  return [`${targets} targets`, '', ...all.map((row) => `| ${row.join(' | ')} |`)].join('\n')
}

function timeOf(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  return seconds < 7_200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3_600).toFixed(1)} h`
}
