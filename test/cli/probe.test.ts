import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ProbeAnswer } from '../../src/cli/probe/probe-answers.ts'
import { runProbe } from '../../src/cli/probe/run-probe.ts'
import { openProbe } from '../../src/graph/open-probe.ts'
import type { Scope } from '../../src/installations/scope.ts'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import type { Behaviours } from '../../src/sandbox/behaviours.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { application, installedApp, type Tenant } from '../../src/sandbox/tenant.ts'
import { runDoctor } from '../support/run-doctor.ts'
import { startTokenEndpoint } from '../support/token-endpoint.ts'

const team: Scope = { kind: 'team', teamId: acmeIds.team }
const chat: Scope = { kind: 'chat', chatId: acmeIds.groupChat }
const alice: Scope = { kind: 'user', userId: acmeIds.alice }
const oneOnOne: Scope = { kind: 'chat', chatId: `19:${acmeIds.alice}_${acmeIds.bob}@unq.gbl.spaces` }

let tenant: Tenant
let sandbox: Sandbox | undefined
/** The file as it was at first, and each time that it was written again. */
let written: { path: string; text: string; sentBefore: number }[]
let said: string
let waitsMs: number[]

beforeEach(() => {
  tenant = acmeTenant()
  written = []
  said = ''
  waitsMs = []
})
afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

const hear = (text: string) => {
  said += text
}

type How = {
  behaviours?: Partial<Behaviours>
  roles?: string[]
  shownVersion?: string
  yes?: boolean
  typed?: string | null
  /** The file cannot be made, or not be written again. */
  disk?: 'read-only' | 'full-meanwhile'
}

/** A probe of the assistant in a place, over HTTP; the token's application permissions are these. */
async function probe(scope: Scope, how: How = {}) {
  const { behaviours = {}, roles = usualRoles(scope), shownVersion = null, yes = true, typed = null, disk } = how
  Object.assign(tenant.behaviours, behaviours)
  tenant.tokens['sandbox-app'] = { kind: 'application', appId: acmeIds.botApp, roles }
  sandbox ??= await startSandbox({ tenant, limits: noLimits() })
  const authority = { host: 'https://login.example', isKnown: false, exchangeAudience: 'api://AzureADTokenExchange' }
  const graph = { baseUrl: sandbox.url, version: 'v1.0', cloud: 'global', authority } as const
  const pace = { upgradeBody: 'consentedPermissionSet', requestsPerSecond: 10_000, placeWindowMs: 1 } as const
  const code = await runProbe(
    { scope, externalId: acmeIds.assistantManifest, shownVersion, folder: 'seen', yes, json: true },
    {
      probe: openProbe({ ...graph, ...pace, credential: { kind: 'sandbox' } }, acmeIds.tenant),
      roles,
      tenantId: acmeIds.tenant,
      about: { cloud: 'global', graphVersion: 'v1.0' },
      sleep: async (ms) => void waitsMs.push(ms),
      now: () => new Date('2026-01-02T03:04:05Z'),
      createFile: async (file, text) => {
        if (disk === 'read-only') throw new Error('EROFS: read-only file system')
        const rewrite = async (next: string) =>
          void written.push({ path: file, text: next, sentBefore: posts().length })
        const full = async () => Promise.reject(new Error('ENOSPC: no space left on device'))
        await rewrite(text)
        return { rewrite: disk === 'full-meanwhile' ? full : rewrite }
      },
    },
    {
      write: hear,
      writeError: hear,
      ask: typed === null ? null : async () => typed,
    },
  )
  const answers: ProbeAnswer[] = said
    .split('\n')
    .filter((line) => line.startsWith('{"'))
    .map((line) => JSON.parse(line))
  return { code, answer: (question: number) => answers.find((one) => one.question === question) }
}

function usualRoles({ kind }: Scope): string[] {
  const suffix = { team: 'ForTeam', chat: 'ForChat', user: 'ForUser', me: 'ForUser' }[kind]
  return [`TeamsAppInstallation.ReadWriteAndConsentSelf${suffix}.All`, 'AppCatalog.Read.All']
}

const posts = () => sandbox?.journal.filter(({ method }) => method === 'POST') ?? []
const assistant = () => tenant.catalog[0]

/** The newest version asks for more than is consented to. */
function askForMore(name = 'ChannelMessage.Read.Group') {
  const newest = assistant()?.definitions.find(({ version }) => version === '1.10.0')
  newest?.permissions.push(application(name))
}

function makeCurrent() {
  const app = assistant()
  const [place] = tenant.teams
  if (app && place) place.installations = [installedApp(app, '1.10.0')]
}

describe('each question that is open has the answer that this Graph gives', () => {
  test.each([
    ['no-content', '204.'],
    ['conflict', '409 Conflict.'],
    ['bad-request', '400 BadRequest.'],
  ] as const)('1: an upgrade of what is current answers %s', async (upgradeWhenCurrent, answer) => {
    const { answer: to } = await probe(team, { behaviours: { upgradeWhenCurrent } })
    expect(to(1)).toMatchObject({ state: 'settled', answer })
  })

  test.each([
    [true, ['ReadWriteAndConsentSelf'], 'TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All is enough: 204.'],
    [false, ['ReadWriteAndConsentSelf'], 'the answer was 400 ResourceSpecificPermissionsMismatch'],
    [false, ['ManageSelected'], 'TeamsAppInstallation.ManageSelectedForTeam.All is enough: 204.'],
  ])('2: with selfMayConsentInTeam %s and %s', async (selfMayConsentInTeam, verbs, answer) => {
    askForMore()
    const roles = [...verbs.map((verb) => `TeamsAppInstallation.${verb}ForTeam.All`), 'AppCatalog.Read.All']
    const { answer: to } = await probe(team, { behaviours: { selfMayConsentInTeam }, roles })
    expect(to(2)).toMatchObject({ state: 'settled', answer: expect.stringContaining(answer) })
  })

  test('2: two permissions that may consent settle nothing', async () => {
    askForMore()
    const both = [
      'TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All',
      'TeamsAppInstallation.ManageSelectedForTeam.All',
    ]
    const { answer } = await probe(team, { roles: [...both, 'AppCatalog.Read.All'] })
    expect(answer(2)).toMatchObject({ state: 'open', answer: expect.stringContaining('take all but one away') })
  })

  test.each([
    [true, 'Enough to a version that asks for more: 204.'],
    [false, 'Not enough to a version that asks for more: 400 ResourceSpecificPermissionsMismatch.'],
  ])('3: with chatManageMayConsent %s', async (chatManageMayConsent, answer) => {
    askForMore('ChatSettings.Read.Chat')
    const [place] = tenant.chats
    for (const installation of place?.installations ?? []) installation.consented?.push(application('Chat.Manage.Chat'))
    for (const definition of assistant()?.definitions ?? [])
      definition.permissions.push(application('Chat.Manage.Chat'))
    const { answer: to } = await probe(chat, { behaviours: { chatManageMayConsent }, roles: ['AppCatalog.Read.All'] })
    expect(to(3)).toMatchObject({ state: 'settled', answer })
  })

  test('3: a token that may upgrade in chats by itself settles nothing', async () => {
    const [place] = tenant.chats
    for (const installation of place?.installations ?? []) installation.consented?.push(application('Chat.Manage.Chat'))
    const { answer } = await probe(chat)
    expect(answer(3)).toMatchObject({ state: 'open', answer: expect.stringContaining('by itself') })
  })

  test.each([
    [
      'definition',
      'The whole set: a part was refused with 400 ResourceSpecificPermissionsMismatch, all of it was accepted.',
    ],
    ['place', 'The permissions that are for the place are enough: 204.'],
  ] as const)('4: where the consent must match the %s', async (consentMustMatch, answer) => {
    askForMore('ChatSettings.Read.Chat')
    const { answer: to } = await probe(team, { behaviours: { consentMustMatch } })
    expect(to(4)).toMatchObject({ state: 'settled', answer })
    // The part goes first: once the newest version is there, nobody knows whether a set is looked at.
    const [first] = posts()
    expect(JSON.stringify(first?.body)).toContain('TeamMember.Read.Group')
    expect(JSON.stringify(first?.body)).not.toContain('.Chat"')
  })

  test.each([
    ['installed', undefined, 'The installed one: 1.2.0 is reported, and 1.10.0 is published.'],
    [
      'catalog',
      '1.2.0',
      'The catalog’s: 1.10.0 is reported, which is the newest published version, and Teams shows 1.2.0 there.',
    ],
  ] as const)('5: where the %s version is reported', async (versionReported, shownVersion, answer) => {
    const how = shownVersion ? { shownVersion } : {}
    const { answer: to } = await probe(team, { behaviours: { versionReported }, ...how })
    expect(to(5)).toMatchObject({ state: 'settled', answer })
  })

  test.each([
    ['all', 'The history: The catalog lists 1.0.0 published, 1.2.0 published, 1.10.0 published'],
    ['newest-only', 'One: The catalog lists 1.10.0 published, though 1.2.0 is installed.'],
  ] as const)('7: where the catalog lists %s', async (listDefinitions, answer) => {
    const { answer: to } = await probe(team, { behaviours: { listDefinitions } })
    expect(to(7)).toMatchObject({ state: 'settled', answer: expect.stringContaining(answer) })
  })

  test.each([
    ['allowed', '204.'],
    ['forbidden', '403 Forbidden.'],
  ] as const)('8: where upgrades between two people are %s', async (upgradeInOneOnOne, answer) => {
    const app = assistant()
    if (!app || oneOnOne.kind !== 'chat') throw new Error('Acme has the assistant.')
    const installations = [installedApp(app, '1.2.0')]
    tenant.chats.push({ id: oneOnOne.chatId, kind: 'oneOnOne', topic: null, members: [], installations })
    const { answer: to } = await probe(oneOnOne, { behaviours: { upgradeInOneOnOne } })
    expect(to(8)).toMatchObject({ state: 'settled', answer })
  })

  test('6: what people see is left to people, with the moment to look at', async () => {
    const { answer } = await probe(alice)
    expect(answer(6)).toMatchObject({ state: 'open', answer: expect.stringMatching(/installationUpdate, at 20\d\d-/) })
  })

  test('what a place cannot tell stays open, and says what could', async () => {
    makeCurrent()
    const { code, answer } = await probe(team)
    expect(code).toBe(0)
    expect([2, 3, 5, 7, 8].map((question) => answer(question)?.state)).toEqual([
      'open',
      'open',
      'open',
      'settled',
      'open',
    ])
    expect(answer(2)?.answer).toContain('A team that is behind')
    expect(answer(5)?.answer).toContain('--shown')
  })

  test('a Graph that asks to wait is asked once more', async () => {
    sandbox = await startSandbox({ tenant, limits: noLimits() })
    sandbox.addFault(faultOn({ method: 'POST' }, { kind: 'status', status: 429, retryAfter: '3' }))
    const { answer } = await probe(team)
    expect(answer(1)).toMatchObject({ state: 'settled', answer: '204.' })
    expect(waitsMs).toContain(3_000)
  })

  test('Graph that is busy settles nothing', async () => {
    sandbox = await startSandbox({ tenant, limits: noLimits() })
    sandbox.addFault(faultOn({ method: 'POST' }, { kind: 'status', status: 503 }, 9))
    const { answer } = await probe(team)
    expect([1, 4].map((question) => answer(question)?.state)).toEqual(['open', 'open'])
  })
})

describe('a probe asks first', () => {
  test('it says what it will send before anything is sent, and sends nothing unless the word is typed', async () => {
    const { code, answer } = await probe(team, { yes: false, typed: 'no' })
    expect(said).toContain(`Acme Assistant in the team ${acmeIds.team}: 1.2.0 is reported, 1.10.0 is published.`)
    expect(said).toContain('1. POST upgrade, consent to TeamsAppInstallation.Read.Group')
    expect([code, posts().length]).toEqual([0, 0])
    expect([answer(7)?.state, answer(1)?.state]).toEqual(['settled', 'open'])
    expect(written.map(({ path: file }) => file)).toContain('seen/probe-20260102T030405Z.json')
  })

  test('the word typed sends it, to this one installation', async () => {
    await probe(team, { yes: false, typed: ' Probe ' })
    expect(posts().length).toBeGreaterThan(1)
    for (const { path: sent } of sandbox?.journal ?? []) expect(sent).toMatch(/^\/(appCatalogs\/|teams\/33333333-)/)
    expect(tenant.teams[0]?.installations.map(({ version }) => version)).toEqual(['1.10.0', '3.1.0', '2.0'])
  })

  test('where nobody can type it wants --yes, and not even reads', async () => {
    const { code } = await probe(team, { yes: false })
    expect([code, sandbox?.journal.length, written.length]).toEqual([2, 0, 0])
  })

  test('an app that is not there is said, and nothing is sent', async () => {
    tenant.teams[0]?.installations.splice(0)
    expect((await probe(team)).code).toBe(1)
    expect(said).toContain('Acme Assistant is not installed there, or is hidden from this Entra app.')
    expect([posts(), written]).toEqual([[], []])
  })
})

test('the file has requests and answers, and names no person, place or token', async () => {
  const before = JSON.stringify(tenant.people[0]?.installations)
  expect(before).toContain('1.2.0')
  await probe(alice)
  const file = written.at(-1)
  expect(file?.path).toBe('seen/probe-20260102T030405Z.json')
  const report = JSON.parse(file?.text ?? '')
  expect(report).toMatchObject({ cloud: 'global', place: 'user', roles: usualRoles(alice) })
  const sent = report.exchanges.filter(({ method }: { method: string }) => method === 'POST')
  expect(sent[0]).toMatchObject({ status: 400, body: { error: { code: 'ResourceSpecificPermissionsMismatch' } } })
  expect(sent[0].path).toBe('/users/{place}/teamwork/installedApps/{installation}/upgrade')
  expect(sent[1]).toMatchObject({ status: 204, requestId: expect.any(String), sent: { consentedPermissionSet: {} } })
  const installationId = Buffer.from(`${acmeIds.alice}##${acmeIds.assistant}`).toString('base64').replace(/=+$/, '')
  for (const secret of [acmeIds.alice, acmeIds.tenant, 'Alice', 'acme.example', 'sandbox-app', installationId]) {
    expect(file?.text).not.toContain(secret)
  }
})

describe('what a probe sees is not lost', () => {
  test('a file that cannot be made is said before anything is sent, or asked', async () => {
    const { code } = await probe(team, { disk: 'read-only' })
    expect([code, posts().length, written.length]).toEqual([1, 0, 0])
    expect(said).toMatch(/^Nothing was sent: seen\/probe-.*json cannot be written \(EROFS: read-only file system\)\./)
    expect(said).toContain('--out <folder>')
  })

  test('the file is there before the first upgrade is sent, with what was read', async () => {
    await probe(team)
    expect(written.map(({ sentBefore }) => sentBefore > 0)).toEqual([false, true])
    const [first, last] = written.map(({ text }) => JSON.parse(text))
    expect([first.posted, first.answers.length]).toEqual([[], 8])
    expect(last.posted.length).toBeGreaterThan(1)
  })

  test('what a disk that is full meanwhile does not take is shown instead', async () => {
    const { code } = await probe(team, { disk: 'full-meanwhile' })
    expect(code).toBe(1)
    const [, shown = ''] = said.split('It would have said:\n')
    expect(JSON.parse(shown).posted).toContainEqual(expect.objectContaining({ purpose: 'whole', status: 204 }))
  })
})

test('npm run doctor -- --probe does all of it with a real token, and leaves the file where it was started', async () => {
  sandbox = await startSandbox({ tenant, limits: noLimits() })
  const entra = await startTokenEndpoint(tenant, { roles: usualRoles(team) })
  const folder = await mkdtemp(path.join(tmpdir(), 'probe-'))
  const args = ['--probe', '--kind', 'team', '--id', acmeIds.team, '--app', acmeIds.assistantManifest]
  const env = { ...entra.settings, GRAPH_BASE_URL: sandbox.url }
  const [refused, run] = [await runDoctor(args, env, folder), await runDoctor([...args, '--yes'], env, folder)]
  const [name = ''] = await readdir(folder)
  const report = await readFile(path.join(folder, name), 'utf8')
  await entra.close()
  await rm(folder, { recursive: true })
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
  expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(name) })
  expect(run.stdout).toContain(
    '1. What does an upgrade answer when the newest version is there already?\n   settled: 204.',
  )
  expect(name).toMatch(/^probe-\d{8}T\d{6}Z\.json$/)
  expect(JSON.parse(report).answers).toHaveLength(8)
  expect(report).not.toMatch(/eyJ/)
})

test('--out names the folder of the file, and what is no folder ends it with words before anything is sent', async () => {
  sandbox = await startSandbox({ tenant, limits: noLimits() })
  const entra = await startTokenEndpoint(tenant, { roles: usualRoles(team) })
  const folder = await mkdtemp(path.join(tmpdir(), 'probe-'))
  // Root may write into every folder; nobody may write into a file as if it were one.
  await writeFile(path.join(folder, 'file'), '')
  const args = ['--probe', '--kind', 'team', '--id', acmeIds.team, '--app', acmeIds.assistantManifest, '--yes', '--out']
  const env = { ...entra.settings, GRAPH_BASE_URL: sandbox.url }
  const refused = await runDoctor([...args, path.join(folder, 'file')], env)
  const sentBefore = posts().length
  const run = await runDoctor([...args, folder], env)
  const names = (await readdir(folder)).sort()
  await entra.close()
  await rm(folder, { recursive: true })
  expect([refused.code, sentBefore, refused.stdout]).toEqual([1, 0, ''])
  expect(refused.stderr).toMatch(
    /^Nothing was sent: .*ENOTDIR.* Name a folder that can be written with --out <folder>\.\n$/,
  )
  expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(path.join(folder, 'probe-')) })
  expect(names).toEqual(['file', expect.stringMatching(/^probe-\d{8}T\d{6}Z\.json$/)])
})

test.each([
  [['--probe']],
  [['--probe', '--kind', 'chat', '--id', '19:x@thread.tacv2', '--app', acmeIds.assistantManifest]],
  [['--probe', '--kind', 'team', '--id', acmeIds.teamInternal, '--app', acmeIds.assistantManifest]],
  [['--probe', '--kind', 'team', '--id', acmeIds.team, '--app', 'the assistant']],
  [['--probe', '--kind', 'team', '--id', acmeIds.team, '--app', acmeIds.assistantManifest, '--out', '']],
  [['--yes']],
  [['--out', '/tmp']],
])('%j brings the usage', async (args) => {
  const { runDoctor: run } = await import('../../src/cli/doctor/run-doctor.ts')
  const terminal = { write: () => undefined, writeError: hear, ask: null }
  const open = () => {
    throw new Error('nothing should be opened')
  }
  expect(await run(args, terminal, open)).toBe(2)
  expect(said).toContain('--probe --kind team|chat|user')
})
