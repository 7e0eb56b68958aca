import { readClockLead } from './graph-clock.ts'

/** Anybody may look at whether the bot is ready, and Graph is not asked each time. */
const keptMs = 10_000
const patienceMs = 3_000

/** Milliseconds by which this machine's clock is ahead of Graph's, asked of Graph now; null where it does not say. */
export function createCompareClock(
  { baseUrl, version }: { baseUrl: string; version: string },
  now: () => number = () => performance.now(),
): () => Promise<number | null> {
  let asked: { atMs: number; leadMs: Promise<number | null> } | null = null
  const ask = async () => {
    const answer = await readClockLead(new URL(`${version}/`, baseUrl), patienceMs)
    return answer.kind === 'ok' ? answer.value : null
  }
  return () => {
    if (!asked || now() - asked.atMs >= keptMs) asked = { atMs: now(), leadMs: ask() }
    return asked.leadMs
  }
}
