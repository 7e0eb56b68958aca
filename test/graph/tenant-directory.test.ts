import { expect, test } from '@jest/globals'
import { createGraph } from '../../src/graph/graph-client.ts'
import { createTenantDirectory } from '../../src/graph/tenant-directory.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { withSandbox } from '../sandbox/with-sandbox.ts'
import { noPace } from '../support/unpaced.ts'

const call = { correlationId: 'c' }
const time = { now: () => performance.now(), sleep: async () => undefined }

function directoryOf({ url }: Sandbox, now = time.now) {
  const graph = createGraph({
    baseUrl: url,
    version: 'v1.0',
    getToken: async () => 'sandbox-app',
    pace: noPace,
    time,
    timeoutMs: 5_000,
  })
  return createTenantDirectory({ graph, time: { ...time, now }, patience: { attempts: 1, longestWaitSeconds: 0 } })
}

test('who is in a chat, and as what, is read from all pages of its members', () =>
  withSandbox(async (sandbox) => {
    sandbox.tenant.behaviours.pageSize = 2
    const directory = directoryOf(sandbox)
    const { groupChat, alice, dave, grace, tenant } = acmeIds
    const people = [alice, dave.toUpperCase(), grace, tenant]
    const roles = await Promise.all(people.map((person) => directory.chatRole(groupChat, person, call)))
    expect(roles.map((answer) => (answer.kind === 'ok' ? answer.value : answer.kind))).toEqual([
      ...['member', 'member', 'guest'],
      'none',
    ])
  }))

test('a role is remembered for a while, and trouble in reading it is not', () =>
  withSandbox(async (sandbox) => {
    const directory = directoryOf(sandbox)
    const ask = () => directory.chatRole(acmeIds.groupChat, acmeIds.alice, call)
    sandbox.addFault(faultOn({ route: '/chats/{id}/members' }, { kind: 'status', status: 503 }, 1))
    expect((await ask()).kind).toBe('doubtful')
    expect(await ask()).toMatchObject({ kind: 'ok', value: 'member' })
    await Promise.all([ask(), ask()])
    expect(sandbox.journal).toHaveLength(2)
  }))

test('a chat that is not there is no chat with nobody in it', () =>
  withSandbox(async (sandbox) => {
    const answer = await directoryOf(sandbox).chatRole('19:nothing@thread.v2', acmeIds.alice, call)
    expect(answer.kind).not.toBe('ok')
  }))

/** A clock that only a test moves. */
function stoppedClock() {
  let nowMs = 1_000
  return {
    now: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

test('who is an owner no longer is known within a minute, and is not asked for at every press', () =>
  withSandbox(async (sandbox) => {
    const clock = stoppedClock()
    const directory = directoryOf(sandbox, clock.now)
    const ask = async () => {
      const answer = await directory.teamRole(acmeIds.team, acmeIds.alice, call)
      return answer.kind === 'ok' ? answer.value.role : answer.kind
    }
    expect(await ask()).toBe('owner')
    const team = sandbox.tenant.teams.find(({ id }) => id === acmeIds.team)
    for (const member of team?.members ?? []) member.roles = []
    clock.pass(30_000)
    expect(await ask()).toBe('owner')
    expect(sandbox.journal).toHaveLength(1)
    clock.pass(30_000)
    expect(await ask()).toBe('member')
  }))

test('a role is one person’s in one place, and no other’s', () =>
  withSandbox(async (sandbox) => {
    const directory = directoryOf(sandbox)
    const { team, alice, bob, groupChat, meetingChat, grace } = acmeIds
    const [acme] = sandbox.tenant.teams
    const elsewhere = '33333333-3333-4333-8333-000000000002'
    if (acme) sandbox.tenant.teams.push({ ...acme, id: elsewhere, members: [{ userId: bob, roles: ['owner'] }] })
    const role = async (teamId: string, userId: string) => {
      const answer = await directory.teamRole(teamId, userId, call)
      return answer.kind === 'ok' ? answer.value.role : answer.kind
    }
    expect(
      await Promise.all([role(team, alice), role(team, bob), role(elsewhere, alice), role(elsewhere, bob)]),
    ).toEqual(['owner', 'member', 'none', 'owner'])
    const meeting = sandbox.tenant.chats.find(({ id }) => id === meetingChat)
    if (meeting) meeting.members = meeting.members.filter(({ userId }) => userId !== bob)
    const inChat = async (chatId: string, userId: string) => {
      const answer = await directory.chatRole(chatId, userId, call)
      return answer.kind === 'ok' ? answer.value : answer.kind
    }
    expect(await Promise.all([inChat(groupChat, bob), inChat(groupChat, grace), inChat(meetingChat, bob)])).toEqual([
      'member',
      'guest',
      'none',
    ])
  }))
