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

function directoryOf({ url }: Sandbox) {
  const graph = createGraph({
    baseUrl: url,
    version: 'v1.0',
    getToken: async () => 'sandbox-app',
    pace: noPace,
    time,
    timeoutMs: 5_000,
  })
  return createTenantDirectory({ graph, time, patience: { attempts: 1, longestWaitSeconds: 0 } })
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
