import { setTimeout as sleep } from 'node:timers/promises'

/** The machine's own time, and chance. Its clock only goes forward, whatever is done to the date. */
export const machineTime = {
  now: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms: number) => sleep(ms),
  /** Rings once after so many milliseconds. @returns how to cancel it. */
  alarm(ms: number, ring: () => void): () => void {
    const timer = setTimeout(ring, Math.ceil(ms))
    return () => clearTimeout(timer)
  },
}
