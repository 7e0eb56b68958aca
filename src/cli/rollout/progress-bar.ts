import type { RolloutStatus } from '../../rollouts/read-rollout.ts'
import { statusWords } from './status-words.ts'

const width = 24

/** One line: how much has ended, of what is not left out on purpose, and the words. */
export function progressBar(status: RolloutStatus): string {
  const { counts, rollout } = status
  const total = rollout.state === 'planning' ? 0 : rollout.total
  const share = total === 0 ? 0 : (total - counts.pending) / total
  const filled = Math.floor(share * width)
  const bar = `${'='.repeat(filled)}${' '.repeat(width - filled)}`
  return `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${statusWords(status)}`
}
