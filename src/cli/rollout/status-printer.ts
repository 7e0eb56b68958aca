import type { RolloutStatus } from '../../rollouts/read-rollout.ts'
import { progressBar } from './progress-bar.ts'
import { statusJson, statusWords } from './status-words.ts'
import type { Terminal } from './terminal.ts'

export type StatusPrinter = {
  /** May be called as often as one likes. */
  update(status: RolloutStatus): void
  /** Always said, once. */
  last(status: RolloutStatus): Promise<void>
}

const jsonEveryMs = 1_000
const linesEveryMs = 5_000

const withoutClock = (status: RolloutStatus): RolloutStatus => ({ ...status, etaSeconds: null, opensInSeconds: 0 })

/** A bar for a person at a terminal; a line now and then, where something changed, for logs and programs. */
export function createStatusPrinter(terminal: Terminal): StatusPrinter {
  const everyMs = terminal.isJson ? jsonEveryMs : linesEveryMs
  let quietUntil = 0
  let lastLine = ''
  const lineOf = (status: RolloutStatus) => (terminal.isJson ? JSON.stringify(statusJson(status)) : statusWords(status))
  return {
    update(status) {
      if (terminal.isInteractive) terminal.draw(progressBar(status))
      if (terminal.isInteractive && !terminal.isJson) return
      // What changes by itself is no news.
      const line = lineOf(withoutClock(status))
      if (line === lastLine || performance.now() < quietUntil) return
      quietUntil = performance.now() + everyMs
      lastLine = line
      void terminal.print(lineOf(status))
    },
    async last(status) {
      if (lineOf(withoutClock(status)) !== lastLine) await terminal.print(lineOf(status))
    },
  }
}
