import { settingProblems } from './check-settings.ts'
import { toJsonLines, toTable } from './print-findings.ts'
import { type DoctorArguments, readArguments, usage } from './read-arguments.ts'
import { type DoctorParts, runChecks } from './run-checks.ts'

/** The terminal, as far as doctor needs it. */
export type Terminal = { write(text: string): void; writeError(text: string): void }

export type Opened = { kind: 'invalid'; problems: string[] } | { kind: 'opened'; parts: DoctorParts }

/** The whole command. @returns the exit code: 0 nothing is missing, 1 something is, 2 usage, 78 settings. */
export async function runDoctor(
  args: string[],
  terminal: Terminal,
  open: (asked: DoctorArguments) => Opened,
): Promise<number> {
  const asked = readArguments(args)
  if (!asked) {
    terminal.writeError(usage)
    return 2
  }
  const opened = open(asked)
  const findings = opened.kind === 'invalid' ? settingProblems(opened.problems) : await runChecks(opened.parts)
  terminal.write(asked.json ? toJsonLines(findings) : toTable(findings))
  if (opened.kind === 'invalid') return 78
  return findings.some(({ state }) => state === 'missing') ? 1 : 0
}
