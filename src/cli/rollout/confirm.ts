import type { ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** What an upgrade of everybody deserves to be read before. */
const noUndo = 'There is no undo in Teams: what is upgraded stays upgraded.'

/** Null when somebody said yes, here or with `--yes`; else the exit code. */
export async function confirm(question: string, isConfirmed: boolean, terminal: Terminal): Promise<ExitCode | null> {
  if (isConfirmed) return null
  if (!terminal.isInteractive) {
    terminal.say('Nothing was begun: nobody can be asked here, so say --yes.')
    return 2
  }
  terminal.say(noUndo)
  const answer = await terminal.ask(`${question} Type yes to go on: `)
  if (answer.trim().toLowerCase() === 'yes') return null
  terminal.say('Nothing was begun.')
  return 3
}
