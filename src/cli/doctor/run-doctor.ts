import { type ProbeParts, type ProbeTerminal, runProbe } from '../probe/run-probe.ts'
import { settingProblems } from './check-settings.ts'
import { attempt } from './check-token.ts'
import { toJsonLines, toTable } from './print-findings.ts'
import { type DoctorArguments, readArguments, usage } from './read-arguments.ts'
import { type DoctorParts, runChecks } from './run-checks.ts'

export type Opened =
  | { kind: 'invalid'; problems: string[] }
  | { kind: 'opened'; doctor: DoctorParts; probe: Omit<ProbeParts, 'roles'> }

/**
 * The whole command. @returns the exit code: 0 nothing is missing (or a probe that ran), 1 something is, 2 usage, 78 settings.
 */
export async function runDoctor(
  args: string[],
  terminal: ProbeTerminal,
  open: (asked: DoctorArguments) => Opened | Promise<Opened>,
): Promise<number> {
  const asked = readArguments(args)
  if (!asked) {
    terminal.writeError(usage)
    return 2
  }
  const opened = await open(asked)
  const print = asked.json ? toJsonLines : toTable
  if (opened.kind === 'invalid') {
    terminal.write(print(settingProblems(opened.problems)))
    return 78
  }
  if (asked.probe) return probe(asked.probe, opened, terminal)
  const findings = await runChecks(opened.doctor)
  terminal.write(print(findings))
  return findings.some(({ state }) => state === 'missing') ? 1 : 0
}

/** A token first: without one there is nothing to ask about. */
async function probe(
  asked: NonNullable<DoctorArguments['probe']>,
  { doctor, probe: parts }: Extract<Opened, { kind: 'opened' }>,
  terminal: ProbeTerminal,
): Promise<number> {
  const token = await attempt(doctor.inspection.token())
  if (token.kind === 'none') {
    terminal.writeError('Nothing was sent: there is no token for Graph. npm run doctor says why.\n')
    return 1
  }
  return runProbe(asked, { ...parts, roles: token.value?.roles ?? null }, terminal)
}
