import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runGrant } from '../../infra/grant/run-grant.ts'
import { type AdminGraph, startAdminGraph } from '../support/admin-graph.ts'

const appId = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const identity = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd'
const tenant = '11111111-1111-4111-8111-111111111111'
const packaged = [
  'TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All',
  'TeamMember.Read.All',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All',
  'AppCatalog.Read.All',
]

let graph: AdminGraph
beforeEach(async () => {
  graph = await startAdminGraph({ appId, token: 'of-an-admin' })
})
afterEach(() => graph.close())

const grant = (args: string[], token = 'of-an-admin', env: Record<string, string> = {}) =>
  runGrant(args, { PATH: '/nowhere', GRAPH_BASE_URL: graph.url, GRAPH_TOKEN: token, ...env })

test('one run grants what the app package asks for, and the next one finds it granted', async () => {
  const first = await grant(['--app', appId])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(graph.grantedRoles()).toEqual(packaged)
  expect(graph.grantedScope()).toBe('TeamsAppInstallation.ReadWriteAndConsentSelfForUser')
  const changes = graph.changes.length
  const second = await grant(['--app', appId])
  expect(second.code).toBe(0)
  expect(second.stdout.trim().split('\n')).toHaveLength(6)
  for (const line of second.stdout.trim().split('\n')) expect(line).toMatch(/: granted already$/)
  expect(graph.changes).toHaveLength(changes)
})

test('a dry run says what it would grant, and changes nothing', async () => {
  const run = await grant(['--app', appId, '--identity', identity, '--tenant', tenant, '--dry-run'])
  expect(run.code).toBe(0)
  for (const name of packaged) expect(run.stdout).toContain(`${name}: would grant`)
  expect(run.stdout).toContain(`trust in the managed identity ${identity}: would grant`)
  expect(graph.changes).toEqual([])
})

test('another feature adds its own permissions, and those that no asked feature needs are pointed out, not taken', async () => {
  await grant(['--app', appId])
  const run = await grant(['--app', appId, '--for', 'rollout-groups'])
  expect(graph.grantedRoles()).toEqual([...packaged, 'GroupMember.Read.All', 'User.Read.All'])
  expect(run.stdout).toContain('GroupMember.Read.All: granted\n')
  expect(run.stdout).toContain('AppCatalog.Read.All: granted, but none of these features needs it')
})

test('a managed identity is trusted once, by its tenant and its principal', async () => {
  const args = ['--app', appId, '--identity', identity, '--tenant', tenant]
  await grant(args)
  await grant(args)
  expect(graph.federated).toEqual([
    {
      name: `upgrade-bot-${identity}`,
      issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
      subject: identity,
      audiences: ['api://AzureADTokenExchange'],
    },
  ])
})

test('in another cloud the identity vouches to that cloud’s token exchange', async () => {
  const args = ['--app', appId, '--identity', identity, '--tenant', tenant]
  await grant(args, undefined, { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us' })
  expect(graph.federated).toMatchObject([
    { issuer: `https://login.microsoftonline.us/${tenant}/v2.0`, audiences: ['api://AzureADTokenExchangeUSGov'] },
  ])
})

test('who may not consent is told so in Graph’s words, with the request, and nothing is granted', async () => {
  const run = await grant(['--app', appId], 'of-somebody')
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toContain('403 (Authorization_RequestDenied: Insufficient privileges), request request-1')
  expect(run.stderr).not.toContain('of-somebody')
  expect(graph.changes).toEqual([])
})

test('a permission that this cloud does not have is named before anything is granted', async () => {
  const run = await grant(['--app', appId, '--for', 'teams,rollout-directory'])
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('no such permission in this cloud: Team.ReadBasic.All, Chat.ReadBasic.All')
  expect(graph.changes).toEqual([])
})

test('without az and without a token it says where one comes from', async () => {
  const run = await grant(['--app', appId], '')
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('az login')
})

test.each([
  [[]],
  [['--app', 'my-app']],
  [['--app', appId, '--for', 'everything']],
  [['--app', appId, '--identity', identity]],
  [['--revoke']],
])('%j is answered with the usage', async (args) => {
  expect(await grant(args)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Usage: npm run grant'),
  })
})

test('an admin’s token goes to https addresses alone', async () => {
  const run = await runGrant(['--app', appId], {
    GRAPH_BASE_URL: 'http://graph.example.com',
    GRAPH_TOKEN: 'of-an-admin',
  })
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('GRAPH_BASE_URL') })
})
