import type { CommandParts } from './command-parts.ts'
import { byEitherId } from './either-id.ts'
import type { ExitCode } from './exit-code.ts'
import { type PlanShown, planJson, planWords } from './plan-words.ts'
import type { Plan } from './read-command.ts'
import { notInCatalog, troubleWords } from './refusal-words.ts'
import { readTargetList, type TargetList } from './target-list.ts'

/** `plan`: what would be begun, for a person or a program. Changes nothing. */
export async function showPlan(plan: Plan, parts: CommandParts, correlationId: string): Promise<ExitCode> {
  const { terminal } = parts
  const opened = await openList(plan)
  if (opened.kind === 'wrong') return refuse(opened.problem, parts)
  const planned = await lookAhead({ plan, list: opened.list }, parts, correlationId)
  await opened.list?.done()
  if (planned.kind === 'ended') return planned.code
  if (terminal.isJson) await terminal.print(JSON.stringify(planJson(planned.shown)))
  else for (const line of planWords(planned.shown)) await terminal.print(line)
  return 0
}

export type Opened = { kind: 'ok'; list: TargetList | null } | { kind: 'wrong'; problem: string }

export async function openList({ targets, kinds }: Plan): Promise<Opened> {
  return targets === null ? { kind: 'ok', list: null } : readTargetList(targets, kinds)
}

export type Planned = { kind: 'ok'; shown: PlanShown } | { kind: 'ended'; code: ExitCode }

/** Says itself why there is nothing to plan. */
export async function lookAhead(
  { plan, list }: { plan: Plan; list: TargetList | null },
  parts: CommandParts,
  correlationId: string,
): Promise<Planned> {
  const { kinds } = plan
  const asked = { tenantId: parts.tenantId, kinds, list: list?.sample ?? null }
  const previewed = await byEitherId(plan.app, (app) => parts.rollouts.preview({ ...asked, app }, { correlationId }))
  switch (previewed.kind) {
    case 'ok': {
      const preview = list ? { ...previewed.preview, known: list.counts } : previewed.preview
      return { kind: 'ok', shown: { preview, kinds, isList: list !== null } }
    }
    case 'not-in-catalog':
      return { kind: 'ended', code: refuse(notInCatalog(plan.app), parts) }
    default:
      parts.terminal.say(troubleWords(previewed))
      return { kind: 'ended', code: 1 }
  }
}

/** Asked for what cannot be: nothing was done. */
export function refuse(problem: string, { terminal }: Pick<CommandParts, 'terminal'>): ExitCode {
  terminal.say(problem)
  return 2
}
