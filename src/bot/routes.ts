import { distance } from 'fastest-levenshtein'
import type { CardView } from './cards.ts'
import type { Turn } from './turn.ts'

/** A handler's answer. */
export type Reply = {
  view: CardView
  /** For who asked alone: the card that others see stays as it is. */
  isPrivate?: boolean
  /** Its message changes by itself, and at a pace of its own: who pressed is answered, and the message is left to that. */
  isLiving?: boolean
  /** Called when a message shows the card. */
  onShown?(messageId: string): Promise<void>
}

/** One command: it gets a turn and says which card answers it. It does not know whether it was typed or pressed. */
export type Handler = (turn: Turn) => Promise<Reply>

export type Command =
  | 'upgrade-app'
  | 'upgrade-anyway'
  | 'upgrade-named'
  | 'upgrade-all'
  | 'upgrade-all-start'
  | 'accept'
  | 'not-now'
  | 'status'
  | 'apps'
  | 'history'
  | RolloutCommand

/** All of them are for admins alone. */
export type RolloutCommand =
  | 'rollout'
  | 'rollout-start'
  | 'rollout-accept'
  | 'rollout-dry-run'
  | 'rollout-list'
  | 'rollout-show'
  | 'rollout-pause'
  | 'rollout-resume'
  | 'rollout-resume-now'
  | 'rollout-abort'
  | 'rollout-abort-now'
  | 'rollout-promote'
  | 'rollout-approve'
  | 'rollout-retry'

/** What a person asked for: a command, or one of the cards that need no turn. */
export type Route = { kind: 'command'; command: Command; argument: string | null } | { kind: 'help' } | UnknownRoute
type UnknownRoute = { kind: 'unknown-words'; nearest: string | null } | { kind: 'outdated-card' }

const typed: Record<string, Command | 'help'> = {
  'upgrade app': 'upgrade-app',
  upgrade: 'upgrade-app',
  'update app': 'upgrade-app',
  'upgrade all': 'upgrade-all',
  status: 'status',
  apps: 'apps',
  history: 'history',
  rollout: 'rollout',
  help: 'help',
}

const pressed: Record<string, Command | 'help'> = {
  upgrade: 'upgrade-app',
  'upgrade-anyway': 'upgrade-anyway',
  'upgrade-all-start': 'upgrade-all-start',
  accept: 'accept',
  'not-now': 'not-now',
  status: 'status',
  apps: 'apps',
  history: 'history',
  rollout: 'rollout',
  'rollout-start': 'rollout-start',
  'rollout-accept': 'rollout-accept',
  'rollout-dry-run': 'rollout-dry-run',
  'rollout-list': 'rollout-list',
  'rollout-show': 'rollout-show',
  'rollout-pause': 'rollout-pause',
  'rollout-resume': 'rollout-resume',
  'rollout-resume-now': 'rollout-resume-now',
  'rollout-abort': 'rollout-abort',
  'rollout-abort-now': 'rollout-abort-now',
  'rollout-promote': 'rollout-promote',
  'rollout-approve': 'rollout-approve',
  'rollout-retry': 'rollout-retry',
  help: 'help',
}

/** @param words as `readWords` gives them; none at all (a bare mention) asks for help. */
export function routeWords(words: string): Route {
  if (words === '') return { kind: 'help' }
  const exact = own(typed, words)
  if (exact) return exact
  const argument = /^(?:upgrade|update) (.+)$/.exec(words)?.[1]
  if (argument) return { kind: 'command', command: 'upgrade-named', argument }
  return { kind: 'unknown-words', nearest: nearestCommand(words) }
}

/** A verb that this version does not know comes from a card of another one. */
export function routeVerb(verb: string | null): Route {
  return (verb === null ? undefined : own(pressed, verb)) ?? { kind: 'outdated-card' }
}

function own(table: Record<string, Command | 'help'>, key: string): Route | undefined {
  const command = Object.hasOwn(table, key) ? table[key] : undefined
  if (command === undefined) return undefined
  return command === 'help' ? { kind: 'help' } : { kind: 'command', command, argument: null }
}

/** A suggestion only where it is likely a slip: at most a third of the word is different. */
export function nearestCommand(words: string): string | null {
  const asked = words.slice(0, 40)
  const [best] = Object.keys(typed)
    .map((command) => ({ command, difference: distance(asked, command) }))
    .sort((a, b) => a.difference - b.difference)
  return best && best.difference <= Math.ceil(best.command.length / 3) ? best.command : null
}
