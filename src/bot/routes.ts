import { distance } from 'fastest-levenshtein'
import type { CardView } from './cards.ts'
import type { Turn } from './turn.ts'

/** One command: it gets a turn and says which card answers it. It does not know whether it was typed or pressed. */
export type Handler = (turn: Turn) => Promise<CardView>

export type Command = 'upgrade-app' | 'upgrade-anyway' | 'status'

/** What a person asked for: a command, or one of the cards that need no turn. */
export type Route = { kind: 'command'; command: Command } | { kind: 'help' } | UnknownRoute
type UnknownRoute = { kind: 'unknown-words'; nearest: string | null } | { kind: 'outdated-card' }

const typed: Record<string, Route> = {
  'upgrade app': { kind: 'command', command: 'upgrade-app' },
  upgrade: { kind: 'command', command: 'upgrade-app' },
  'update app': { kind: 'command', command: 'upgrade-app' },
  status: { kind: 'command', command: 'status' },
  help: { kind: 'help' },
}

const pressed: Record<string, Route> = {
  upgrade: { kind: 'command', command: 'upgrade-app' },
  'upgrade-anyway': { kind: 'command', command: 'upgrade-anyway' },
  status: { kind: 'command', command: 'status' },
  help: { kind: 'help' },
}

/** @param words as `readWords` gives them; none at all (a bare mention) asks for help. */
export function routeWords(words: string): Route {
  if (words === '') return { kind: 'help' }
  return own(typed, words) ?? { kind: 'unknown-words', nearest: nearestCommand(words) }
}

/** A verb that this version does not know comes from a card of another one. */
export function routeVerb(verb: string | null): Route {
  return (verb === null ? undefined : own(pressed, verb)) ?? { kind: 'outdated-card' }
}

function own(table: Record<string, Route>, key: string): Route | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** A suggestion only where it is likely a slip: at most a third of the word is different. */
function nearestCommand(words: string): string | null {
  const asked = words.slice(0, 40)
  const [best] = Object.keys(typed)
    .map((command) => ({ command, difference: distance(asked, command) }))
    .sort((a, b) => a.difference - b.difference)
  return best && best.difference <= Math.ceil(best.command.length / 3) ? best.command : null
}
