import { boundedCache } from '../bounded-cache.ts'
import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import type { ChatRole, TeamRole, TenantDirectory } from '../installations/tenant-directory.ts'
import { field } from './read-answer.ts'
import { type Reader, readPages } from './read-pages.ts'

/** A role may be up to this old at the moment of the act (design.md section 5 allows 60 seconds). */
const cacheMs = 45_000

/** https://learn.microsoft.com/graph/api/team-list-members: `roles` is empty for a plain member. */
export function createTenantDirectory(reader: Reader): TenantDirectory {
  const teamRoles = rememberGood<TeamRole>(reader.time)
  const chatRoles = rememberGood<ChatRole>(reader.time)
  return {
    teamRole: (teamId, userId, call) =>
      teamRoles(`${teamId}/${userId}`, () => readTeamRole(reader, { teamId, userId }, call)),
    chatRole: (chatId, userId, call) =>
      chatRoles(`${chatId}/${userId}`, () => readChatRole(reader, { chatId, userId }, call)),
  }
}

/** Asked once however many ask at the same time; what went wrong is not kept. */
function rememberGood<T>(perf: { now(): number }) {
  const answers = boundedCache<Promise<Answer<T>>>(10_000, { ttl: cacheMs, ttlResolution: 0, perf })
  return (key: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    const known = answers.get(key)
    if (known) return known
    const asked = ask()
    answers.set(key, asked)
    asked.then((answer) => {
      if (answer.kind !== 'ok' && answers.get(key) === asked) answers.delete(key)
    })
    return asked
  }
}

type Membership = { teamId: string; userId: string }

/** One call for an owner; who is refused costs another one, for the names to turn to. */
async function readTeamRole(
  reader: Reader,
  { teamId, userId }: Membership,
  call: CallContext,
): Promise<Answer<TeamRole>> {
  const read = (filter: string) => readPages(reader, membersPath(teamId, filter), call)
  const found = await read(`(microsoft.graph.aadUserConversationMember/userId eq '${userId}')`)
  if (found.kind !== 'ok') return found
  const person = found.value.map(readMember).find((member) => member.userId?.toLowerCase() === userId.toLowerCase())
  const role = person?.role ?? 'none'
  if (role === 'owner') return { ...found, value: { role, owners: [] } }
  const owners = await read("roles/any(r:r eq 'owner')")
  const names = owners.kind === 'ok' ? owners.value.map(readMember).filter((member) => member.role === 'owner') : []
  return { ...found, value: { role, owners: names.flatMap(({ name }) => name ?? []) } }
}

type ChatMembership = { chatId: string; userId: string }

/** https://learn.microsoft.com/graph/api/chat-list-members: "This operation does not support the OData query parameters." */
async function readChatRole(
  reader: Reader,
  { chatId, userId }: ChatMembership,
  call: CallContext,
): Promise<Answer<ChatRole>> {
  const members = await readPages(reader, `/chats/${encodeURIComponent(chatId)}/members`, call)
  if (members.kind !== 'ok') return members
  const person = members.value.map(readMember).find((member) => member.userId?.toLowerCase() === userId.toLowerCase())
  const role = person?.role ?? 'none'
  return { ...members, value: role === 'owner' ? 'member' : role }
}

function membersPath(teamId: string, filter: string): string {
  return `/teams/${encodeURIComponent(teamId)}/members?$filter=${encodeURIComponent(filter)}`
}

function readMember(item: unknown): { userId: string | null; name: string | null; role: TeamRole['role'] } {
  const roles = field(item, 'roles')
  const userId = field(item, 'userId')
  const name = field(item, 'displayName')
  return {
    userId: typeof userId === 'string' ? userId : null,
    name: typeof name === 'string' ? name : null,
    role: Array.isArray(roles) ? roleOf(roles) : 'none',
  }
}

function roleOf(roles: unknown[]): TeamRole['role'] {
  if (roles.includes('owner')) return 'owner'
  return roles.includes('guest') ? 'guest' : 'member'
}
