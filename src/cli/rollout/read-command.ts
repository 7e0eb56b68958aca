import { parseArgs } from 'node:util'
import { type ErrorBudget, parseErrorBudget, usualBudget } from '../../rollouts/error-budget.ts'
import type { PlaceKind } from '../../rollouts/target.ts'
import { parseWaves, usualWaves } from '../../rollouts/waves.ts'

/** Which app, and where. */
export type Plan = {
  /** External id or catalog id. */
  app: string
  kinds: PlaceKind[]
  /** Path of a `kind,id` list; null: everywhere. */
  targets: string | null
}

export type Start = Plan & {
  waves: number[]
  gate: 'auto' | 'manual'
  budget: ErrorBudget
  isDryRun: boolean
  force: boolean
  acceptedSet: string | null
}

/** What makes a rollout go on; each may send upgrades, so each is confirmed. */
export const goingOn = ['resume', 'retry', 'promote', 'approve'] as const
/** What makes it stop; at once, without a question. */
export const stopping = ['pause', 'abort'] as const

export type GoOn = { name: (typeof goingOn)[number]; id: string; isConfirmed: boolean; wait: boolean }

export type Command = { isJson: boolean } & (
  | { name: 'plan'; plan: Plan }
  | { name: 'start'; start: Start; isConfirmed: boolean; wait: boolean }
  | GoOn
  | { name: (typeof stopping)[number]; id: string }
  | { name: 'status'; id: string; watch: boolean }
  | { name: 'export'; id: string; format: 'csv' | 'json' }
)

export type ReadCommand = { kind: 'ok'; command: Command } | { kind: 'help' } | { kind: 'wrong'; problem: string }

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const
const planOptions = { app: text, scope: text, targets: text, json: flag }
const startOptions = {
  ...planOptions,
  waves: text,
  gate: text,
  'max-failures': text,
  'dry-run': flag,
  force: flag,
  'accept-permissions': text,
  yes: flag,
  wait: flag,
}
const goOnOptions = { yes: flag, wait: flag, json: flag }

class Wrong extends Error {}

/** The arguments after `npm run rollout --`, exactly as the grammar has them (docs/rollouts.md). */
export function readCommand(args: readonly string[]): ReadCommand {
  const [name = '', ...rest] = args
  if (name === '' || name === 'help' || args.includes('--help') || args.includes('-h')) return { kind: 'help' }
  try {
    return { kind: 'ok', command: commandOf(name, rest) }
  } catch (error) {
    const problem = error instanceof Wrong ? error.message : problemOfParser(error)
    if (problem !== null) return { kind: 'wrong', problem }
    throw error
  }
}

/** https://nodejs.org/api/errors.html: ERR_PARSE_ARGS_UNKNOWN_OPTION and its siblings. */
function problemOfParser(error: unknown): string | null {
  const { code = '', message = '' } = Object(error)
  return String(code).startsWith('ERR_PARSE_ARGS') ? String(message) : null
}

function commandOf(name: string, args: string[]): Command {
  const goesOn = goingOn.find((one) => one === name)
  if (goesOn) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: goOnOptions })
    return { name: goesOn, id: idIn(positionals), isConfirmed: values.yes, wait: values.wait, isJson: values.json }
  }
  const stops = stopping.find((one) => one === name)
  if (stops) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: flag } })
    return { name: stops, id: idIn(positionals), isJson: values.json }
  }
  switch (name) {
    case 'plan': {
      const { values } = parseArgs({ args, options: planOptions })
      return { name, plan: planOf(values), isJson: values.json }
    }
    case 'start':
      return startIn(args)
    case 'status': {
      const options = { watch: flag, json: flag }
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
      return { name, id: idIn(positionals), watch: values.watch, isJson: values.json }
    }
    case 'export': {
      const options = { format: text, json: flag }
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
      const format = oneOf(['csv', 'json'], values.format, '--format must be csv or json.')
      return { name, id: idIn(positionals), format, isJson: values.json }
    }
    default:
      throw new Wrong(`There is no command "${name}".`)
  }
}

function startIn(args: string[]): Command {
  const { values } = parseArgs({ args, options: startOptions })
  const waves = values.waves === undefined ? [...usualWaves] : parseWaves(values.waves)
  if (!waves) throw new Wrong('--waves must be rising percents with commas between them, such as 1,10,100.')
  const budget = values['max-failures'] === undefined ? usualBudget : parseErrorBudget(values['max-failures'])
  if (!budget) throw new Wrong('--max-failures must be a number or a percent, such as 20 or 5%.')
  const start = {
    ...planOf(values),
    waves,
    budget,
    gate: oneOf(['auto', 'manual'], values.gate ?? 'auto', '--gate must be auto or manual.'),
    isDryRun: values['dry-run'],
    force: values.force,
    acceptedSet: values['accept-permissions'] ?? null,
  }
  return { name: 'start', start, isConfirmed: values.yes, wait: values.wait, isJson: values.json }
}

const kindsByScope: Record<string, PlaceKind> = { teams: 'team', chats: 'chat', users: 'user' }

function planOf({ app, scope, targets }: { app?: string; scope?: string; targets?: string }): Plan {
  if (!app) throw new Wrong('--app must be the id of an app: the one in its manifest, or that of the catalog.')
  if (targets === '') throw new Wrong('--targets must be the path of a file.')
  const names = (scope ?? Object.keys(kindsByScope).join()).split(',').map((name) => name.trim())
  const kinds = names.flatMap((name) => kindsByScope[name] ?? [])
  if (kinds.length < names.length) throw new Wrong('--scope must be some of teams,chats,users.')
  return { app, kinds: [...new Set(kinds)], targets: targets ?? null }
}

function idIn(positionals: string[]): string {
  const [id, ...more] = positionals
  if (!id || more.length > 0) throw new Wrong('This command takes the id of one rollout.')
  return id
}

function oneOf<const Names extends string>(names: Names[], given: string | undefined, problem: string): Names {
  const known = names.find((name) => name === given)
  if (known === undefined) throw new Wrong(problem)
  return known
}
