import { type RecoverParts, recoverIntents } from './recover-intents.ts'

export type KeepRecoveringParts = RecoverParts & {
  /** Intents younger than this may be under way in another process that shares the store; 0 where there is none. */
  othersMs: number
  sleep(ms: number): Promise<void>
  isStopped(): boolean
  onRecovered(count: number): void
  /** Told when the store could not be read; it is tried again. */
  onTrouble(error: unknown): void
}

const longestWaitMs = 3_600_000

/**
 * Looks for upgrades whose process died, at once and then again after 1, 2, 4 … seconds for as long as some are open:
 * Graph may be slow to show an upgrade, and it or the store may be away at the very moment that this process starts.
 */
export async function keepRecovering(parts: KeepRecoveringParts): Promise<void> {
  const startedMs = performance.now()
  for (let look = 0; !parts.isStopped(); look++) {
    const sinceStartMs = performance.now() - startedMs
    const open = await recoverOnce(parts, sinceStartMs)
    // Until then what the last process left may still be too young to be told from what others do.
    if (open === 0 && sinceStartMs >= parts.othersMs) return
    await parts.sleep(Math.min(1_000 * 2 ** look, longestWaitMs))
  }
}

/** What began since the start is this process's own, which knows how it goes. */
async function recoverOnce(parts: KeepRecoveringParts, sinceStartMs: number): Promise<number> {
  try {
    const { recovered, open } = await recoverIntents(parts, Math.max(sinceStartMs, parts.othersMs))
    if (recovered > 0) parts.onRecovered(recovered)
    return open
  } catch (error) {
    parts.onTrouble(error)
    return 1
  }
}
