import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'

/** An outcome as the page is told it: of what failed, also whether anything was sent; not where nobody knows (null). */
export function outcomeBody({ outcome, posts }: { outcome: UpgradeOutcome; posts: number | null }) {
  return outcome.kind === 'failed' && posts !== null ? { ...outcome, wasSent: posts > 0 } : outcome
}
