import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createBotAuthentication } from '../../src/bot/bot-authentication.ts'
import { createConversations } from '../../src/bot/conversations.ts'
import { TeamsAdapter } from '../../src/bot/teams-adapter.ts'

/** Teams' connector, as far as these tests need it: it answers with what is there and counts. */
const rosters = new Map<string, object>()
const asked: string[] = []
const elsewhere: string[] = []
let redirectTo: string | null = null
let isSilent = false
let closesKept = false
const kept = new WeakSet<object>()
let givenUp = 0
const connector = createServer((request, response) => {
  const path = decodeURIComponent(request.url ?? '')
  asked.push(path)
  request.resume()
  if (closesKept && kept.has(request.socket)) {
    request.socket.destroy()
    return
  }
  kept.add(request.socket)
  if (isSilent) {
    response.once('close', () => givenUp++)
    return
  }
  if (redirectTo) {
    response.writeHead(307, { location: redirectTo })
    response.end()
    return
  }
  const member = rosters.get(path.replace(/^\/v3\/conversations\//, '').replace(/(?<=activities)\/.*/, ''))
  response.writeHead(member ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(member ?? { error: { code: 'MemberNotFoundInConversation', message: 'no' } }))
})
const stranger = createServer((request, response) => {
  elsewhere.push(`${request.method} ${request.headers.authorization}`)
  response.end('{}')
})

let serviceUrl = ''
let strangerUrl = ''
beforeAll(async () => {
  for (const server of [connector, stranger]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  }
  serviceUrl = `http://127.0.0.1:${portOf(connector)}/`
  strangerUrl = `http://127.0.0.1:${portOf(stranger)}/`
})
afterAll(() => {
  for (const server of [connector, stranger]) {
    server.closeAllConnections()
    server.close()
  }
})
beforeEach(() => {
  rosters.clear()
  asked.length = 0
  redirectTo = null
  isSilent = false
  closesKept = false
  givenUp = 0
})

function portOf(server: { address(): unknown }): number {
  return Number(Object(server.address()).port)
}

const tenantId = '11111111-1111-4111-8111-111111111111'
const member = (more: object = {}) => ({ id: '29:alice', name: 'Alice', userRole: 'user', tenantId, ...more })
const at = (id: string) => ({
  channelId: 'msteams',
  serviceUrl,
  conversation: { id, name: '', isGroup: true, conversationType: 'groupChat' },
})

function conversationsAt({ now = () => 1, timeoutMs = 10_000 }: { now?: () => number; timeoutMs?: number } = {}) {
  const adapter = new TeamsAdapter(createBotAuthentication(null, timeoutMs * 2))
  return createConversations(adapter, '', { perf: { now }, timeoutMs })
}

test('who is no longer in a chat, or no longer a member, is known within a minute and not asked for at every press', async () => {
  let nowMs = 1_000
  const { findMember } = conversationsAt({ now: () => nowMs })
  rosters.set('chat/members/29:alice', member())
  expect(await findMember(at('chat'), '29:alice')).toEqual({ role: 'user', tenantId })
  rosters.set('chat/members/29:alice', member({ userRole: 'guest' }))
  nowMs += 30_000
  expect(await findMember(at('chat'), '29:alice')).toMatchObject({ role: 'user' })
  expect(asked).toHaveLength(1)
  nowMs += 30_000
  expect(await findMember(at('chat'), '29:alice')).toMatchObject({ role: 'guest' })
  rosters.clear()
  nowMs += 60_000
  expect(await findMember(at('chat'), '29:alice')).toBeNull()
})

test('a person of one chat is nobody in another, and nobody else there', async () => {
  const { findMember } = conversationsAt()
  rosters.set('chat/members/29:alice', member())
  rosters.set('chat/members/29:grace', member({ id: '29:grace', userRole: 'guest' }))
  rosters.set('other/members/29:alice', member({ userRole: 'anonymous' }))
  const ask = async (chat: string, who: string) => (await findMember(at(chat), who))?.role ?? null
  expect(await ask('chat', '29:alice')).toBe('user')
  expect(await ask('chat', '29:grace')).toBe('guest')
  expect(await ask('other', '29:alice')).toBe('anonymous')
  expect(await ask('other', '29:grace')).toBeNull()
  expect(await ask('chat', '29:alice')).toBe('user')
})

test('a Teams that takes a call and never answers holds nobody up, and its connections are given up', async () => {
  const { findMember, findTeamGroupId, send } = conversationsAt({ timeoutMs: 300 })
  isSilent = true
  expect(await findMember(at('chat'), '29:alice')).toBeNull()
  await expect(findTeamGroupId(at('team'), '19:team')).rejects.toThrow('Teams did not answer in time')
  await expect(send(at('chat'), {})).rejects.toThrow('Teams did not answer in time')
  // The message is not sent again: it may be there.
  expect(asked).toEqual([
    '/v3/conversations/chat/members/29:alice',
    '/v3/teams/19:team',
    expect.stringContaining('/v3/conversations/chat/activities'),
  ])
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until(() => givenUp >= 2)
  // The SDK asks for teams by a client of its own, which has no end: it asks again, and hears a no now.
  isSilent = false
  connector.closeAllConnections()
  await until(() => asked.length > 3)
})

test('a connection that Teams closes while it is used again takes no message along, and who is asked for is asked for again', async () => {
  const { findMember, send } = conversationsAt()
  rosters.set('chat/members/29:alice', member())
  rosters.set('chat/members/29:grace', member({ id: '29:grace', userRole: 'guest' }))
  rosters.set('chat/activities', { id: 'm1' })
  expect(await findMember(at('chat'), '29:alice')).toMatchObject({ role: 'user' })
  closesKept = true
  expect(await send(at('chat'), {})).toBe('m1')
  expect(await send(at('chat'), {})).toBe('m1')
  expect(await findMember(at('chat'), '29:grace')).toMatchObject({ role: 'guest' })
  expect(asked.filter((path) => path.includes('/activities'))).toHaveLength(2)
})

test('who was not found is looked for again', async () => {
  const { findMember } = conversationsAt()
  expect(await findMember(at('chat'), '29:alice')).toBeNull()
  rosters.set('chat/members/29:alice', member())
  expect(await findMember(at('chat'), '29:alice')).toEqual({ role: 'user', tenantId })
})

test.each([
  ['another machine', () => strangerUrl],
  ['another path of its own', () => `${serviceUrl}elsewhere`],
])(
  'a service that sends the bot to %s is not followed, neither with a question nor with a message',
  async (_where, to) => {
    redirectTo = to()
    const { findMember, send, update } = conversationsAt()
    expect(await findMember(at('chat'), '29:alice')).toBeNull()
    await send(at('chat'), {}).catch(() => undefined)
    await update(at('chat'), 'm', {}).catch(() => undefined)
    expect(asked.length).toBeGreaterThanOrEqual(3)
    expect(asked).not.toContain('/elsewhere')
    expect(elsewhere).toEqual([])
  },
)
