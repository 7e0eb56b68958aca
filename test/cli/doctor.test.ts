import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type OwnerLock, takeOwnerLock } from '../../src/database/owner-lock.ts'
import { openDoctor } from '../../src/doctor-app.ts'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type DoctorRun, findingsIn, runDoctor } from '../support/run-doctor.ts'
import { startTokenEndpoint, type TokenEndpoint } from '../support/token-endpoint.ts'

/** Those of aad.manifest.json. */
const asInReadme = [
  'TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All',
  'AppCatalog.Read.All',
  'TeamMember.Read.All',
]

let project: string
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'doctor-'))
  await cp('appPackage/manifest.json', path.join(project, 'appPackage/manifest.json'))
  await cp('env/.env.dev', path.join(project, 'env/.env.dev'))
})
afterAll(() => rm(project, { recursive: true }))

const statesOf = (run: DoctorRun) => Object.fromEntries(findingsIn(run).map(({ check, state }) => [check, state]))
const finding = (run: DoctorRun, name: string) => findingsIn(run).find(({ check }) => check === name)

describe('a tenant that is set up as the README says, while the bot runs', () => {
  let sandbox: Sandbox
  let entra: TokenEndpoint
  let lock: OwnerLock
  let run: DoctorRun
  beforeAll(async () => {
    sandbox = await startSandbox()
    entra = await startTokenEndpoint(sandbox.tenant, { roles: [...asInReadme, 'Policy.Read.All'] })
    const settings = { ...entra.settings, GRAPH_BASE_URL: sandbox.url, TEAMS_APP_ID: acmeIds.assistantManifest }
    const dataDir = path.join(project, 'data')
    lock = takeOwnerLock(dataDir)
    const others = { ROLLOUT_PLACES: 'known', TAB_CLIENT_ID: acmeIds.botApp, TAB_DOMAIN: 'tab.acme.example' }
    run = await runDoctor(['--json'], { ...settings, ...others, DATA_DIR: dataDir, LOG_LEVEL: 'debug' }, project)
  })
  afterAll(async () => {
    lock.release()
    await entra.close()
    await sandbox.close()
  })

  test('lacks nothing, and the exit code is 0', () => {
    const { settings, 'consent-switch-user': personal, tab, ...others } = statesOf(run)
    expect(new Set(Object.values(others))).toEqual(new Set(['ok']))
    expect(Object.keys(others)).toEqual(
      expect.arrayContaining(['graph', 'clock', 'graph-token', 'bot-token', 'catalog', 'web-application', 'manifest']),
    )
    // A secret deserves a look, and no application may read that switch, or who signs in to the tab.
    expect([settings, personal, tab]).toEqual(['unknown', 'unknown', 'unknown'])
    expect(finding(run, 'rollout-directory')?.found).toContain('ROLLOUT_PLACES=known')
    expect(finding(run, 'tab')?.fix).toContain(`api://tab.acme.example/${acmeIds.botApp}`)
    expect(run.code).toBe(0)
  })

  test('each line of --json is one finding, and logs go to standard error', () => {
    for (const line of findingsIn(run)) {
      expect(Object.keys(line)).toEqual(['check', 'state', 'found', 'fix'])
      expect(line.found).not.toBe('')
    }
    expect(run.stderr).toContain('"Graph was called"')
    expect(run.stderr + run.stdout).not.toMatch(/eyJ|right/)
  })

  test('a database in use by the bot is no fault, and its process is named', () => {
    expect(finding(run, 'database')).toMatchObject({
      state: 'ok',
      found: expect.stringContaining(`process ${process.pid} `),
    })
  })

  test('nothing was changed anywhere', async () => {
    expect(sandbox.journal.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET'])
    expect(await readdir(path.join(project, 'data'))).toEqual(['owner.lock.1'])
    expect(await readdir(project)).toEqual(['appPackage', 'data', 'env'])
  })

  test('the tokens asked for are those of Graph and of Teams', () => {
    expect(new Set(entra.asked.map((scope) => scope.split(' ')[0]))).toEqual(
      new Set([`${sandbox.url}/.default`, 'https://api.botframework.com/.default']),
    )
  })
})

describe('a tenant where much is wrong', () => {
  let run: DoctorRun
  beforeAll(async () => {
    const tenant = acmeTenant()
    for (const definition of tenant.catalog[0]?.definitions ?? []) definition.clientAppId = acmeIds.polls
    tenant.consentSwitches.grantPolicies = []
    const sandbox = await startSandbox({ tenant, now: () => Date.now() + 11 * 60_000 })
    const roles = ['TeamsAppInstallation.ReadWriteSelfForTeam.All', 'AppCatalog.Read.All', 'Policy.Read.All']
    const entra = await startTokenEndpoint(sandbox.tenant, { roles })
    await writeFile(path.join(project, 'env/.env.other'), await otherIds())
    const settings = {
      ...entra.settings,
      GRAPH_BASE_URL: sandbox.url,
      TEAMS_APP_ID: acmeIds.assistantManifest,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      ROLLOUT_ADMINS: acmeIds.alice,
      ALLOWED_TENANTS: acmeIds.polls,
    }
    run = await runDoctor(['--json', '--env', 'other', '--tenant', acmeIds.tenant], settings, project)
    await entra.close()
    await sandbox.close()
  })

  async function otherIds(): Promise<string> {
    return `${Object.entries({
      APP_NAME_SUFFIX: '',
      DEVELOPER_NAME: 'Other',
      TEAMS_APP_ID: acmeIds.polls,
      BOT_ID: acmeIds.botApp,
      AAD_APP_CLIENT_ID: acmeIds.botApp,
      BOT_DOMAIN: 'bot.example.com',
      DEVELOPER_WEBSITE_URL: 'https://www.example.com',
      DEVELOPER_PRIVACY_URL: 'https://www.example.com/privacy',
      DEVELOPER_TERMS_URL: 'https://www.example.com/terms',
    })
      .map(([name, value]) => `${name}=${value}`)
      .join('\n')}\n`
  }

  test.each([
    ['clock', /6\d\d s behind/, /time server/],
    ['settings', /ALLOWED_TENANTS does not name it/, /Add it/],
    ['upgrade-team', /only itself .* but not to a version that asks/, /ReadWriteAndConsentSelfForTeam\.All/],
    ['upgrade-chat', /no permission to upgrade apps in chats/, /ReadWriteAndConsentSelfForChat\.All/],
    ['upgrade-user', /no permission .* personal scope/, /ReadWriteAndConsentSelfForUser\.All/],
    ['rollout-directory', /Team\.ReadBasic\.All, User\.Read\.All, Chat\.ReadBasic\.All/, /admin consent/],
    ['web-application', /empty lists.*403/, /Set webApplicationInfo\.id in the manifest to aaaaaaaa/],
    ['consent-switch-team', /Owners of teams may not/, /Set-MgBetaTeamRscConfiguration/],
    ['consent-switch-chat', /Members of chats may not/, /Set-MgBetaChatRscConfiguration/],
    ['database', /cannot be used: .*127\.0\.0\.1:1/, /DATABASE_URL/],
    ['manifest', /its id is eeeeeeee.*TEAMS_APP_ID is cccccccc/, /env\/\.env\.other/],
  ])('%s is missing, with the reason and the fix', (check, found, fix) => {
    const missing = findingsIn(run).find((one) => one.check === check && one.state === 'missing')
    expect(missing?.found).toMatch(found)
    expect(missing?.fix).toMatch(fix)
  })

  test('every line has its row on the page about doctor', async () => {
    const page = await readFile('docs/doctor.md', 'utf8')
    const [, lines = ''] = page.split('\n## The lines\n')
    const [table = ''] = lines.split('\n\n')
    const named = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, first = '']) => first.match(/[\w-]+/g) ?? [])
    expect(Object.keys(statesOf(run)).filter((check) => !named.includes(check))).toEqual([])
  })

  test('everything else is said as well, and the exit code is 1', () => {
    expect(statesOf(run)).toMatchObject({ 'graph-token': 'ok', catalog: 'ok', 'rollout-groups': 'unknown' })
    expect(run.code).toBe(1)
  })
})

test('a wrong secret is told from a missing permission, and nothing else is tried', async () => {
  const sandbox = await startSandbox()
  const entra = await startTokenEndpoint(sandbox.tenant, { roles: [] })
  const env = { ...entra.settings, GRAPH_BASE_URL: sandbox.url, AZURE_CLIENT_SECRET: 'wrong', CLOUD: 'gcc-high' }
  const run = await runDoctor([], env, project)
  await entra.close()
  await sandbox.close()
  expect(run.code).toBe(1)
  expect(run.stdout).toMatch(/missing {2}graph-token +No token: AADSTS7000215: Invalid client secret provided\./)
  expect(run.stdout.replace(/\s+/g, ' ')).toContain('→ The secret is wrong: copy its value (not its id)')
  expect(run.stdout).toMatch(/unknown {2}tenant +Without a token/)
  expect(run.stdout.replace(/\s+/g, ' ')).toContain('In GCC High Microsoft Graph does not let an app read')
  expect(sandbox.journal.map(({ path: asked }) => asked)).toEqual(['/'])
})

test('a bot that rolls out by itself needs the directory, whoever may start a rollout', () => {
  const needs = (env: Record<string, string>) => {
    const graph = { GRAPH_BASE_URL: 'http://127.0.0.1:1', GRAPH_CREDENTIAL: 'sandbox' }
    const logTo = { write: () => undefined }
    const opened = openDoctor({ env: { ...graph, ...env }, tenantId: null, packageEnv: 'dev', logTo })
    return opened.kind === 'opened' && opened.doctor.settings.rollouts
  }
  expect(needs({})).toEqual({ hasRolloutAdmins: false, isAutomatic: false, rolloutSource: 'directory' })
  expect(needs({ VERSION_WATCH: 'automatic' })).toMatchObject({ hasRolloutAdmins: false, isAutomatic: true })
  expect(needs({ VERSION_WATCH: 'offer' })).toMatchObject({ isAutomatic: false })
})

test('settings that are not right are all named, and the exit code is that of the bot', async () => {
  const run = await runDoctor(['--json'], { BOT_ID: 'x', PORT: '-1', CLOUD: 'moon' }, project)
  expect(run.code).toBe(78)
  expect(findingsIn(run).map(({ check, found }) => `${check} ${found.split(':')[0]}`)).toEqual([
    'settings PORT',
    'settings BOT_ID',
    'settings CLOUD',
    'settings BOT_PASSWORD',
    'settings GRAPH_CREDENTIAL',
  ])
})

test('arguments that are not understood bring the usage', async () => {
  const run = await runDoctor(['--fix'], {}, project)
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage: npm run doctor') })
})

test('what nobody foresaw ends it with one line and exit code 1, and no stack', async () => {
  const env = { BOT_ID: acmeIds.botApp, BOT_TENANT_ID: acmeIds.tenant, AZURE_CLIENT_SECRET: 'right' }
  // Entra's library takes no such name of a tenant, and throws where it should answer.
  const args = ['--tenant', 'under_score']
  const run = await runDoctor(args, env, project)
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toMatch(/^Doctor ended early: Invalid tenant id provided\..*\n$/)
  const debugged = await runDoctor(args, { ...env, LOG_LEVEL: 'debug' }, project)
  expect(debugged.stderr).toMatch(/\n +at openDoctor /)
})
