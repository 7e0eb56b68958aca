import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { features } from '../../infra/grant/features.ts'
import { checkCatalog, checkWebApplication, newestPublished } from '../../src/cli/doctor/check-app.ts'
import { checkClock } from '../../src/cli/doctor/check-clock.ts'
import { checkCloud } from '../../src/cli/doctor/check-cloud.ts'
import { checkDatabase } from '../../src/cli/doctor/check-database.ts'
import { checkManifest } from '../../src/cli/doctor/check-manifest.ts'
import { checkOtherRights } from '../../src/cli/doctor/check-other-rights.ts'
import { checkRolloutRights } from '../../src/cli/doctor/check-rollout-rights.ts'
import { checkPersonalSwitch, checkTeamAndChatSwitches } from '../../src/cli/doctor/check-switches.ts'
import { checkTab } from '../../src/cli/doctor/check-tab.ts'
import { checkGraphToken } from '../../src/cli/doctor/check-token.ts'
import { checkUpgradeRights } from '../../src/cli/doctor/check-upgrade-rights.ts'
import { grant } from '../../src/cli/doctor/trouble-words.ts'
import { unexpectedWords } from '../../src/cli/doctor/unexpected-words.ts'
import { permissionName, places, upgradeRights } from '../../src/cli/doctor/upgrade-rights.ts'
import type { CloudName } from '../../src/clouds.ts'
import { openInspection } from '../../src/graph/open-inspection.ts'
import type { Inspection } from '../../src/installations/inspection.ts'
import type { Permission } from '../../src/installations/permission-set.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { application } from '../../src/sandbox/tenant.ts'

const asksForTeams: Permission[] = [application('ChannelMessage.Read.Group')]
const call = { correlationId: 'c' }

describe('what a token’s roles let the bot upgrade', () => {
  test.each([
    ['ReadWriteSelf', 'self', false],
    ['ReadWriteAndConsentSelf', 'self', true],
    ['ReadWrite', 'any', false],
    ['ReadWriteAndConsent', 'any', true],
    ['ManageSelected', 'selected', true],
  ])('%s reaches %s', (verb, reach, mayConsent) => {
    for (const place of places) {
      expect(upgradeRights([permissionName(verb, place)], place)).toMatchObject({ reach, mayConsent })
      for (const other of places) {
        if (other !== place) expect(upgradeRights([permissionName(verb, place)], other).reach).toBeNull()
      }
    }
  })

  test('the old permissions of groups and directory are for teams alone', () => {
    expect(upgradeRights(['Group.ReadWrite.All'], 'team')).toMatchObject({ reach: 'any', mayConsent: false })
    expect(upgradeRights(['Group.ReadWrite.All'], 'chat').reach).toBeNull()
  })

  test('a permission that may not consent is enough while nothing has to be consented to', () => {
    const roles = places.map((place) => permissionName('ReadWriteSelf', place))
    const states = (required: Permission[]) =>
      checkUpgradeRights({ roles, cloud: 'global', required }).map(({ state }) => state)
    expect(states([])).toEqual(['ok', 'ok', 'ok'])
    expect(states(asksForTeams)).toEqual(['missing', 'missing', 'missing'])
  })

  test('no permission is asked for where the cloud offers nothing', () => {
    const states = (cloud: 'gcc-high' | 'china') =>
      checkUpgradeRights({ roles: [], cloud, required: [] }).map(({ state }) => state)
    expect(states('gcc-high')).toEqual(['missing', 'missing', 'ok'])
    expect(states('china')).toEqual(['ok', 'missing', 'ok'])
  })
})

describe('what the bot reads beside installations', () => {
  const of = (roles: string[], { required = [] as Permission[], cloud = 'global' as CloudName } = {}) =>
    Object.fromEntries(
      checkOtherRights({ roles, required, cloud }).map(({ check, state, found }) => [check, { state, found }]),
    )

  test('owners of teams are readable tenant-wide, or where the installed version was given it', () => {
    expect(of([])['who-owns-teams']?.state).toBe('missing')
    expect(of(['TeamMember.Read.All'])['who-owns-teams']?.state).toBe('ok')
    const bySelf = of([], { required: [application('TeamMember.Read.Group')] })['who-owns-teams']
    expect(bySelf).toMatchObject({ state: 'ok', found: expect.stringContaining('where the installed version holds') })
  })

  test('who owns a team is not asked where the cloud offers no upgrades in teams', () => {
    expect(of([], { cloud: 'china' })['who-owns-teams']?.state).toBe('ok')
    expect(of([], { cloud: 'dod' })['who-owns-teams']?.state).toBe('missing')
  })

  test('grants that cannot be listed are no fault', () => {
    expect(of([])['grants-team']).toMatchObject({ state: 'ok', found: expect.stringContaining('cannot be listed') })
    expect(of(['TeamsAppInstallation.ReadWriteSelfForTeam.All'])['grants-team']?.found).toContain('can be read back')
  })
})

describe('what a rollout reads to find its places', () => {
  type Known = Parameters<typeof checkRolloutRights>[0]
  const nobody = { cloud: 'global', hasRolloutAdmins: false, isAutomatic: false, rolloutSource: 'directory' } as const
  const of = (roles: string[], known: Partial<Known> = {}) => {
    const [directory, groups] = checkRolloutRights({ ...nobody, roles, ...known })
    return { directory, groups }
  }
  const all = ['Team.ReadBasic.All', 'User.Read.All', 'Chat.ReadBasic.All']

  test('it is missed where somebody may start one in Teams, or one may begin by itself', () => {
    expect(of([], { hasRolloutAdmins: true }).directory?.state).toBe('missing')
    expect(of([], { isAutomatic: true }).directory?.state).toBe('missing')
    expect(of(all, { hasRolloutAdmins: true }).directory).toMatchObject({
      state: 'ok',
      found: 'A rollout can find every team, chat and person of the tenant.',
    })
  })

  test('the terminal needs no ROLLOUT_ADMINS, so without them it may be missed or not', () => {
    const { directory, groups } = of([])
    expect(directory?.state).toBe('unknown')
    expect(directory?.fix).toMatch(/^Only a rollout from the terminal without a list of targets needs it: Add Team\./)
    expect(groups).toBeUndefined()
  })

  test('where only known places are rolled out to nothing has to be found', () => {
    expect(of([], { hasRolloutAdmins: true, rolloutSource: 'known' }).directory).toMatchObject({
      state: 'ok',
      found: expect.stringContaining('Only places that the bot knows'),
    })
  })

  test.each<[CloudName, string, string]>([
    ['china', 'User.Read.All, Chat.ReadBasic.All not granted', 'leaves those out'],
    // Chats are found person by person.
    ['gcc-high', 'Team.ReadBasic.All, User.Read.All, Chat.ReadBasic.All not granted', 'leaves those out'],
    ['dod', 'Team.ReadBasic.All, User.Read.All, Chat.ReadBasic.All not granted', 'leaves those out'],
  ])('in the cloud %s only what is offered there is looked for', (cloud, lacking, scope) => {
    const found = of([], { cloud, hasRolloutAdmins: true }).directory?.found
    expect(found).toContain(`by itself: ${lacking}`)
    expect(found).toContain(scope)
  })

  test('groups of admins are looked into with a permission for people and one for groups', () => {
    const state = (roles: string[]) => of(roles, { hasRolloutAdmins: true }).groups?.state
    expect([state([]), state(['GroupMember.Read.All'])]).toEqual(['unknown', 'unknown'])
    expect(state([...all, 'GroupMember.Read.All'])).toBe('ok')
  })
})

describe('the tab', () => {
  const clientId = acmeIds.botApp
  const domain = 'tab.acme.example'

  test('one that is not set up is no fault', () => {
    expect(checkTab({ clientId: null, domain: null }, 'global')).toMatchObject({
      state: 'unknown',
      found: expect.stringContaining('TAB_CLIENT_ID and TAB_DOMAIN are not set'),
    })
    expect(checkTab({ clientId: null, domain }, 'global').found).toContain('TAB_CLIENT_ID is not set')
    expect(checkTab({ clientId, domain: null }, 'global').found).toContain('TAB_DOMAIN is not set')
  })

  test('one that is set up names the id URI and the consent that `npm run grant` gives', () => {
    const { state, fix } = checkTab({ clientId, domain }, 'global')
    expect(state).toBe('unknown')
    expect(fix).toContain(`api://${domain}/${clientId}, and admin consent`)
    expect(fix).toContain(`npm run grant -- --app ${clientId}`)
    for (const permission of features.tab.delegated) expect(fix).toContain(`permission ${permission}:`)
  })

  test('no consent is asked for where the cloud offers nobody’s own apps', () => {
    const { fix } = checkTab({ clientId, domain }, 'china')
    expect(fix).toBe(`The app needs the Application ID URI api://${domain}/${clientId}.`)
  })
})

describe('what the tenant says', () => {
  let sandbox: Sandbox
  let inspection: Inspection
  beforeEach(async () => {
    sandbox = await startSandbox()
    const authority = { host: 'https://login.example', isKnown: false, exchangeAudience: 'api://AzureADTokenExchange' }
    const settings = { baseUrl: sandbox.url, version: 'v1.0', cloud: 'global', authority } as const
    const upgradeBody = 'consentedPermissionSet'
    const pace = { requestsPerSecond: 30, placeWindowMs: 1_050 }
    inspection = openInspection(
      { ...settings, ...pace, upgradeBody, credential: { kind: 'sandbox' } },
      '',
      () => undefined,
    )
  })
  afterEach(() => sandbox.close())

  const roles = (names: string[]) => {
    sandbox.tenant.tokens['sandbox-app'] = { kind: 'application', appId: acmeIds.botApp, roles: names }
  }
  const catalog = async (id: string) => checkCatalog(await inspection.catalogEntry({ by: 'externalId', id }, call), id)

  test('an app that is published is found by the id in its manifest', async () => {
    expect(await catalog(acmeIds.assistantManifest)).toMatchObject({
      state: 'ok',
      found: expect.stringContaining('1.10.0'),
    })
    expect(await catalog(acmeIds.polls)).toMatchObject({ state: 'ok', found: expect.stringContaining('Contoso Polls') })
  })

  test('the catalog’s own id in the place of the manifest’s is told from an app that is not there', async () => {
    expect(await catalog(acmeIds.assistant)).toMatchObject({
      state: 'missing',
      fix: `Set TEAMS_APP_ID to ${acmeIds.assistantManifest}.`,
    })
    expect(await catalog(acmeIds.team)).toMatchObject({
      state: 'missing',
      fix: expect.stringContaining('npm run package'),
    })
  })

  test('an app of which no version is published names the states of all', async () => {
    const [assistant] = sandbox.tenant.catalog
    for (const definition of assistant?.definitions ?? []) definition.publishingState = 'submitted'
    expect(await catalog(acmeIds.assistantManifest)).toMatchObject({
      state: 'missing',
      found: expect.stringContaining('1.10.0 submitted'),
      fix: expect.stringContaining('Approve'),
    })
  })

  test('a catalog that may not be read asks for its permission, one that is unwell for nothing', async () => {
    roles([])
    expect(await catalog(acmeIds.polls)).toMatchObject({
      state: 'missing',
      fix: expect.stringContaining('AppCatalog.Read.All'),
    })
    sandbox.addFault(faultOn({}, { kind: 'status', status: 429, retryAfter: '100' }))
    expect(await catalog(acmeIds.polls)).toMatchObject({
      state: 'unknown',
      found: expect.stringContaining('asks to wait'),
    })
  })

  test('another Entra app in the manifest hinders the Self permissions alone', async () => {
    const answer = await inspection.catalogEntry({ by: 'externalId', id: acmeIds.assistantManifest }, call)
    const newest = newestPublished(answer.kind === 'ok' ? answer.value : null)
    const state = (appId: string | null, names: string[] | null) =>
      checkWebApplication({ newest, appId, roles: names })?.state
    const [self, any] = [[permissionName('ReadWriteSelf', 'chat')], [permissionName('ReadWrite', 'chat')]]
    expect(state(acmeIds.botApp.toUpperCase(), self)).toBe('ok')
    expect([state(acmeIds.polls, self), state(acmeIds.polls, any)]).toEqual(['missing', 'ok'])
    expect([state(acmeIds.polls, null), state(null, null)]).toEqual(['missing', 'unknown'])
  })

  const switches = async (required: Permission[], cloud: 'global' | 'dod' = 'global') => {
    const policies = await inspection.consentPolicies(call)
    return checkTeamAndChatSwitches({ policies, required, cloud }).map(({ state }) => state)
  }

  test('what owners may consent to is known only with a permission to read it', async () => {
    expect(await switches([])).toEqual(['unknown', 'unknown'])
    roles(['Policy.Read.All'])
    expect(await switches([])).toEqual(['ok', 'ok'])
  })

  test('a tenant that lets nobody consent lacks it only where the app asks for something', async () => {
    roles(['Policy.Read.All'])
    sandbox.tenant.consentSwitches.grantPolicies = []
    expect(await switches(asksForTeams)).toEqual(['missing', 'ok'])
    // In the government clouds other switches decide.
    expect(await switches(asksForTeams, 'dod')).toEqual(['unknown', 'unknown'])
    sandbox.tenant.consentSwitches.grantPolicies = ['ManagePermissionGrantsForOwnedResource.our-own-rule']
    expect(await switches(asksForTeams)).toEqual(['unknown', 'unknown'])
  })

  test('the switch of people’s personal scope is not for applications to read', async () => {
    const answer = await inspection.personalConsent(call)
    expect(answer).toMatchObject({ kind: 'refused', reason: 'missing-permission' })
    expect(checkPersonalSwitch(answer)).toMatchObject({ state: 'unknown', fix: expect.stringContaining('Get-Mg') })
    expect(checkPersonalSwitch({ kind: 'ok', value: false, requestId: null }).state).toBe('missing')
  })

  test('a clock is believed within two minutes', async () => {
    const lead = await inspection.clockLead()
    expect(checkClock(lead).map(({ state }) => state)).toEqual(['ok', 'ok'])
    const states = (value: number) => checkClock({ kind: 'ok', value, requestId: null }).at(-1)?.state
    expect([states(-119_000), states(121_000), states(-121_000)]).toEqual(['ok', 'missing', 'missing'])
  })

  test('a Graph that cannot be reached is missing, not merely unknown', async () => {
    await sandbox.close()
    expect(checkClock(await inspection.clockLead())).toMatchObject([
      { check: 'graph', state: 'missing' },
      { state: 'unknown' },
    ])
  })
})

test('a token of another tenant is noticed, a tenant’s domain is taken as it is', () => {
  const value = { appId: acmeIds.botApp, tenantId: acmeIds.tenant, roles: [] }
  const state = (tenantId: string | null) => checkGraphToken({ kind: 'got', value }, { tenantId }).state
  expect([state(acmeIds.tenant), state('acme.example'), state(null)]).toEqual(['ok', 'ok', 'ok'])
  expect(state(acmeIds.polls)).toBe('missing')
})

test.each([
  ['7000215', 'The secret is wrong'],
  ['700016', 'check AZURE_CLIENT_ID'],
  ['7000229', 'npm run grant -- --app <client id>'],
  ['90002', 'There is no such tenant'],
  ['1', 'this machine reaches the login host'],
])('Entra’s code AADSTS%s is answered with what to do', (code, fix) => {
  const reason = `invalid_client: Error(s): ${code} - AADSTS${code}: It is so. Trace ID: 1`
  expect(checkGraphToken({ kind: 'none', reason }, { tenantId: null })).toMatchObject({
    state: 'missing',
    found: `No token: AADSTS${code}: It is so.`,
    fix: expect.stringContaining(fix),
  })
})

test('whoever grants a permission is told when a running bot will use it', () => {
  expect(grant('User.Read.All')).toMatch(
    /^Add User\.Read\.All .* within a minute after Graph refuses .* or it is restarted\.$/,
  )
})

test('what nobody foresaw is one line without secrets, and its place in the code is for who debugs', () => {
  const error = new Error('it broke\nat https://me:secret@host.example')
  expect(unexpectedWords(error, false)).toBe('Doctor ended early: it broke at https://[redacted]@host.example\n')
  expect(unexpectedWords(error, true)).toMatch(/\n +at .*doctor-checks/)
  expect(unexpectedWords('no', true)).toBe('Doctor ended early: no\n')
})

test('what a cloud does not offer is said once and is no fault', () => {
  expect(checkCloud('global')).toHaveLength(1)
  expect(checkCloud('dod')).toMatchObject([{ state: 'ok', found: expect.stringContaining('DoD') }])
  expect(checkCloud('china').map(({ state }) => state)).toEqual(['ok', 'ok', 'unknown'])
})

test('tables that the account may bring up to date are no fault', () => {
  const state = (current: number, mayMigrate: boolean) =>
    checkDatabase({ kind: 'server', current, newest: 2, mayMigrate }).state
  expect([state(2, true), state(0, true), state(1, false)]).toEqual(['ok', 'ok', 'missing'])
})

test('a manifest is judged by its problems, its ids and whether it could be validated', () => {
  const ids = { teamsAppId: 'A', botIds: ['B'], clientAppId: 'C' }
  const own = { teamsAppId: 'a', botId: 'b', clientAppId: null }
  const read = { kind: 'read' as const, ids, problems: [], isValidated: true, envFile: 'env/.env.dev' }
  expect(checkManifest(read, own).state).toBe('ok')
  expect(checkManifest({ ...read, isValidated: false }, own).state).toBe('unknown')
  expect(checkManifest({ ...read, problems: ['BOT_ID has no value.'] }, own).state).toBe('missing')
  expect(checkManifest(read, { ...own, botId: 'other' })).toMatchObject({
    found: expect.stringContaining('BOT_ID is other'),
  })
  expect(checkManifest({ kind: 'absent', file: 'x' }, own).state).toBe('unknown')
})
