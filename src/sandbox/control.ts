import { documentedBehaviours } from './behaviours.ts'
import type { Fault, FaultMatch } from './faults.ts'
import type { Reply } from './route.ts'
import type { Membership } from './tenant.ts'
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
    case 'POST /roles':
      return change(bodyText, (body) => setRoles(world, body))
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

/** `{"place": id of a team or chat, "userId": …, "roles": ["owner"]}`; no roles: a plain member, also one who was none. */
function setRoles({ tenant }: World, body: object): string | null {
  const { place, userId, roles }: { place?: unknown; userId?: unknown; roles?: unknown } = body
  const found = [...tenant.teams, ...tenant.chats].find(({ id }) => id === place)
  const person = tenant.people.find(({ id }) => id === userId)
  if (!found || !person) return 'There is no such place or person.'
  if (!Array.isArray(roles) || !roles.every(isRole)) return 'The roles must be a list of "owner" and "guest".'
  const membership = found.members.find((member) => member.userId === person.id)
  if (membership) membership.roles = roles
  else found.members.push({ userId: person.id, roles })
  return null
}

const isRole = (role: unknown): role is Membership['roles'][number] => role === 'owner' || role === 'guest'
