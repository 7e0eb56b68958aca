import { join } from 'node:path'
import type { Probe } from '../../installations/probe.ts'
import { idOfPlace, type Scope } from '../../installations/scope.ts'
import { cleanExchange } from './clean-exchange.ts'
import { type Look, lookAtPlace } from './look-at-place.ts'
import { type Posted, postUpgrades } from './post-upgrades.ts'
import { type ProbeAnswer, probeAnswers } from './probe-answers.ts'
import { describePlan } from './probe-plan.ts'

export type ProbeAsked = {
  scope: Scope
  externalId: string
  shownVersion: string | null
  /** Where the file of what was seen goes. */
  folder: string
  /** Sends without asking. */
  yes: boolean
  json: boolean
}

export type ProbeParts = {
  probe: Probe
  /** The token's application permissions; null where it does not say. */
  roles: string[] | null
  tenantId: string | null
  /** What the file says of where this was. */
  about: { cloud: string; graphVersion: string }
  sleep(ms: number): Promise<void>
  now(): Date
  /** Makes a file that was not there before. */
  createFile(path: string, text: string): Promise<ProbeFile>
}

export type ProbeFile = { rewrite(text: string): Promise<void> }

export type ProbeTerminal = {
  write(text: string): void
  writeError(text: string): void
  /** Null: nobody is there to be asked. */
  ask: ((question: string) => Promise<string>) | null
}

const word = 'probe'

/** Settles what it can by reading, asks, sends, and writes down what it saw. @returns the exit code. */
export async function runProbe(asked: ProbeAsked, parts: ProbeParts, terminal: ProbeTerminal): Promise<number> {
  if (!asked.yes && !terminal.ask) {
    terminal.writeError(
      'A probe changes the installation it is pointed at: confirm with --yes where nobody can type.\n',
    )
    return 2
  }
  const { roles } = parts
  const looked = await lookAtPlace(parts.probe, asked.scope, asked.externalId)
  if (looked.kind === 'blocked') {
    terminal.writeError(`Nothing was sent. ${looked.reason}\n`)
    return 1
  }
  const { look } = looked
  const seen = (posted: Posted[]): Seen => {
    const answers = probeAnswers({ look, roles, shownVersion: asked.shownVersion }, posted)
    return { look, roles, posted, answers }
  }
  const path = join(asked.folder, fileName(parts.now()))
  // An upgrade cannot be taken back, so what was read goes into the file first: what was sent will then find its place.
  const made = await keep(() => parts.createFile(path, report(seen([]), parts)))
  if (made.kind === 'not-kept') {
    terminal.writeError(`Nothing was sent: ${path} cannot be written (${made.reason}). ${chooseFolder}\n`)
    return 1
  }
  const isConfirmed = await confirm(look, asked, terminal)
  const all = seen(isConfirmed ? await postUpgrades(look, parts) : [])
  terminal.write(asked.json ? all.answers.map((one) => `${JSON.stringify(one)}\n`).join('') : toText(all.answers))
  return finish({ path, file: made.value, text: report(all, parts) }, terminal)
}

const chooseFolder = 'Name a folder that can be written with --out <folder>.'

const fileName = (now: Date) => `probe-${now.toISOString().replace(/[-:]|\.\d+/g, '')}.json`

type Kept<T> = { kind: 'kept'; value: T } | { kind: 'not-kept'; reason: string }

/** Disks fill up and folders are read-only: nothing that nobody foresaw. */
async function keep<T>(writing: () => Promise<T>): Promise<Kept<T>> {
  try {
    return { kind: 'kept', value: await writing() }
  } catch (error) {
    return { kind: 'not-kept', reason: error instanceof Error ? error.message : String(error) }
  }
}

type Finished = { path: string; file: ProbeFile; text: string }

/** What cannot be kept any more is shown: nobody can send it again to see it. */
async function finish({ path, file, text }: Finished, terminal: ProbeTerminal): Promise<number> {
  const kept = await keep(() => file.rewrite(text))
  if (kept.kind === 'not-kept') {
    terminal.writeError(`${path} could not be written any more (${kept.reason}). It would have said:\n${text}`)
    return 1
  }
  terminal.writeError(
    `What was seen stands in ${path}, without tokens, people or ids of the place: please attach it to an issue.\n`,
  )
  return 0
}

async function confirm(look: Look, { scope, yes }: ProbeAsked, terminal: ProbeTerminal): Promise<boolean> {
  terminal.writeError(describePlan(look, `${scope.kind} ${idOfPlace(scope)}`))
  if (yes) return true
  const typed = (await terminal.ask?.(`Type ${word} to send it, anything else to send nothing: `)) ?? ''
  return typed.trim().toLowerCase() === word
}

type Seen = { look: Look; roles: string[] | null; posted: Posted[]; answers: ProbeAnswer[] }

function report({ look, roles, posted, answers }: Seen, { probe, tenantId, about, now }: ProbeParts): string {
  const exchanges = probe.exchanges.map((exchange) => cleanExchange(exchange, { look, tenantId }))
  const place = look.scope.kind
  return `${JSON.stringify({ at: now().toISOString(), ...about, place, roles, answers, posted, exchanges }, null, 2)}\n`
}

function toText(answers: ProbeAnswer[]): string {
  return answers.map(({ question, about, state, answer }) => `${question}. ${about}\n   ${state}: ${answer}\n`).join('')
}
