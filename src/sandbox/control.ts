import { documentedBehaviours } from './behaviours.ts'
import type { Fault, FaultMatch } from './faults.ts'
import type { Reply } from './route.ts'
import type { World } from './world.ts'

export type ControlRequest = { method: string; path: string; bodyText: string }

/** The same hands that tests have in the process, over HTTP for other processes. No part of Graph. */
export function control(world: World, { method, path, bodyText }: ControlRequest): Reply {
  switch (`${method} ${path.replace('/_sandbox', '')}`) {
    case 'GET /journal':
      return { status: 200, body: world.journal }
    case 'GET /tenant':
      return { status: 200, body: world.tenant }
    case 'POST /faults':
      return change(bodyText, (body) => addFaults(world, body))
    case 'POST /behaviours':
      return change(bodyText, (body) => setBehaviours(world, body))
    case 'POST /reset':
      world.reset()
      return { status: 204 }
    default:
      return problem(404, `The sandbox has no ${method} ${path}.`)
  }
}

const problem = (status: number, message: string): Reply => ({ status, body: { error: message } })

function change(bodyText: string, apply: (body: object) => string | null): Reply {
  const body = parse(bodyText)
  const complaint = typeof body === 'object' && body !== null ? apply(body) : 'The body must be a JSON object.'
  return complaint === null ? { status: 204 } : problem(400, complaint)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** One fault or a list; `[]` clears them. A pattern is written `{"pattern": "…"}`. */
function addFaults(world: World, body: object): string | null {
  if (Array.isArray(body) && body.length === 0) {
    world.faults.length = 0
    return null
  }
  const faults: unknown[] = Array.isArray(body) ? body : [body]
  if (!faults.every(isFault)) return 'A fault needs "match" and "then" with its "kind".'
  for (const { match, ...fault } of faults) world.addFault({ ...fault, match: withPatterns(match) })
  return null
}

function isFault(fault: unknown): fault is Fault {
  if (typeof fault !== 'object' || fault === null || !('match' in fault) || !('then' in fault)) return false
  const { match, then } = fault
  return typeof match === 'object' && match !== null && typeof then === 'object' && then !== null && 'kind' in then
}

function withPatterns(match: FaultMatch): FaultMatch {
  return Object.fromEntries(Object.entries(match).map(([name, value]) => [name, readPattern(value)]))
}

function readPattern(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('pattern' in value)) return value
  return new RegExp(String(value.pattern))
}

function setBehaviours(world: World, body: object): string | null {
  const known: Record<string, unknown> = documentedBehaviours()
  const wrong = Object.entries(body).find(([name, value]) => typeof value !== typeof known[name])
  if (wrong) return `There is no behaviour "${wrong[0]}" with such a value.`
  Object.assign(world.tenant.behaviours, body)
  return null
}
