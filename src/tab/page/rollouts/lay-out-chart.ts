import type { Timeline } from '../api/rollout-shapes.ts'

export type Bar = { x: number; width: number; doneHeight: number; failedHeight: number }

export type ChartLayout = {
  bars: Bar[]
  waits: { x: number; width: number }[]
  /** The most that ended in one step: the height of the picture. */
  most: number
  from: Date
  until: Date
  done: number
  failed: number
}

/** Of each step's room, in percent, for the gap to the next. */
const GAP = 0.15

/** Where everything stands in a picture of 100 by 100, time from left to right. There has to be a bucket at least. */
export function layOut({ bucketSeconds, buckets, throttled }: Timeline): ChartLayout {
  const stepMs = bucketSeconds * 1_000
  const times = buckets.map(({ at }) => Date.parse(at))
  const waits = throttled.map(({ from, until }) => ({ from: Date.parse(from), until: Date.parse(until) }))
  const from = Math.min(...times, ...waits.map((wait) => wait.from))
  const until = Math.max(...times.map((time) => time + stepMs), ...waits.map((wait) => wait.until))
  const most = Math.max(1, ...buckets.map(({ done, failed }) => done + failed))
  const place = (ms: number) => ((ms - from) / (until - from)) * 100
  const width = place(from + stepMs) * (1 - GAP)
  return {
    bars: buckets.map(({ done, failed }, i) => ({
      x: place(times[i] ?? from),
      width,
      doneHeight: (done / most) * 100,
      failedHeight: (failed / most) * 100,
    })),
    waits: waits.map((wait) => ({ x: place(wait.from), width: place(wait.until) - place(wait.from) })),
    most,
    from: new Date(from),
    until: new Date(until),
    done: buckets.reduce((sum, bucket) => sum + bucket.done, 0),
    failed: buckets.reduce((sum, bucket) => sum + bucket.failed, 0),
  }
}
