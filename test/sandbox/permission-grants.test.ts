import { describe, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { Behaviours } from '../../src/sandbox/behaviours.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { application } from '../../src/sandbox/tenant.ts'
import {
  aliceApps,
  assistantIn,
  assistantOf,
  chatApps,
  type Graph,
  myApps,
  signedIn,
  teamApps,
  withSandbox,
} from './with-sandbox.ts'

const places = [
  { name: 'team', apps: teamApps, grants: `/teams/${acmeIds.team}/permissionGrants`, suffix: 'Group' },
  { name: 'chat', apps: chatApps, grants: `/chats/${acmeIds.groupChat}/permissionGrants`, suffix: 'Chat' },
  { name: 'person', apps: aliceApps, grants: `/users/${acmeIds.alice}/permissionGrants`, suffix: 'User' },
  { name: 'me', apps: myApps, grants: '/me/permissionGrants', suffix: 'User', token: signedIn('alice') },
]
type Place = (typeof places)[number]

const [old, more] = ['TeamsAppInstallation.Read', 'Extra.Read']
const lagMs = 5000

/** Every place holds one permission of its own kind; the newest version asks for that and one more, unless it asks for nothing new. */
async function withGrants(
  { newest, behaviours }: { newest: string[]; behaviours: Partial<Behaviours> },
  use: (sandbox: Sandbox, graph: Graph, later: () => void) => Promise<void>,
) {
  const now = { ms: 1_000_000 }
  const asked = (names: string[]) => ['Group', 'Chat', 'User'].flatMap((end) => names.map((name) => `${name}.${end}`))
  await withSandbox(
    async (sandbox, graph) => {
      for (const { version, permissions } of assistantOf(sandbox).definitions) {
        permissions.splice(0, Infinity, ...asked(version === '1.10.0' ? newest : [old]).map(application))
      }
      const { teams, chats, people } = sandbox.tenant
      for (const { installations } of [...teams, ...chats, ...people]) {
        for (const installation of installations.slice(0, 1)) installation.consented = asked([old]).map(application)
      }
      const rights = ['TeamsAppInstallation.ReadWriteAndConsentFor', 'TeamsAppInstallation.ReadFor']
      const names = rights.flatMap((right) => ['Team', 'Chat', 'User'].map((place) => `${right}${place}`))
      const roles = [...names, 'AppCatalog.Read'].map((name) => `${name}.All`)
      sandbox.tenant.tokens['sandbox-app'] = { kind: 'application', appId: acmeIds.botApp, roles }
      sandbox.tenant.signedInWith = { appId: acmeIds.botApp, scopes: names }
      Object.assign(sandbox.tenant.behaviours, { grantsLagMs: lagMs, ...behaviours })
      await use(sandbox, graph, () => {
        now.ms += lagMs
      })
    },
    { now: () => now.ms },
  )
}

async function upgrade(sandbox: Sandbox, graph: Graph, { apps, token }: Place): Promise<void> {
  const permissions = assistantOf(sandbox).definitions.find(({ version }) => version === '1.10.0')?.permissions
  const body = { consentedPermissionSet: { resourceSpecificPermissions: permissions } }
  const { status } = await graph.post(`${assistantIn(apps)}/upgrade`, body, token ? { token } : {})
  expect(status).toBe(204)
}

/** Both views of what the app holds, each as the names for this kind of place, without the ending. */
async function views(graph: Graph, { apps, grants, suffix, token }: Place) {
  const ask = token ? { token } : {}
  const granted = await graph.get(grants, ask)
  const installed = await graph.get(`${assistantIn(apps)}?$select=id,consentedPermissionSet`, ask)
  const set = installed.body['consentedPermissionSet'] as { resourceSpecificPermissions: Entry[] }
  const ending = `.${suffix}`
  const ofPlace = (names: string[]) =>
    names.filter((name) => name.endsWith(ending)).map((name) => name.replace(ending, ''))
  expect(granted.value.map(({ permission }) => String(permission)).every((name) => name.endsWith(ending))).toBe(true)
  return {
    grants: ofPlace(granted.value.map(({ permission }) => String(permission))),
    set: ofPlace(set.resourceSpecificPermissions.map(({ permissionValue }) => permissionValue)),
  }
}
type Entry = { permissionValue: string }

const both = [old, more]

describe.each(places)('in a $name', (place) => {
  test.each([
    { arrive: 'at-once', grants: both, set: { granted: both, consented: both } },
    { arrive: 'late', grants: [old], set: { granted: [old], consented: both } },
    { arrive: 'missing', grants: [old], set: { granted: [old], consented: both } },
    { arrive: 'lost', grants: [more], set: { granted: [more], consented: both } },
  ] as const)('grants and the consented set agree on what came $arrive', async ({ arrive, grants, set }) => {
    for (const reports of ['granted', 'consented'] as const) {
      const behaviours = { grantsArrive: arrive, consentedSetReports: reports }
      await withGrants({ newest: both, behaviours }, async (sandbox, graph, later) => {
        expect(await views(graph, place)).toEqual({ grants: [old], set: [old] })
        await upgrade(sandbox, graph, place)
        expect(await views(graph, place)).toEqual({ grants, set: set[reports] })
        later()
        const isLate = arrive === 'late'
        expect(await views(graph, place)).toEqual({ grants: isLate ? both : grants, set: isLate ? both : set[reports] })
      })
    }
  })

  // https://github.com/OfficeDev/microsoft-teams-library-js/issues/2975: all of it revoked by an update.
  test('an upgrade that asks nothing new may lose what the old version held', async () => {
    for (const reports of ['granted', 'consented'] as const) {
      const behaviours = { grantsArrive: 'lost', consentedSetReports: reports } as const
      await withGrants({ newest: [old], behaviours }, async (sandbox, graph) => {
        await upgrade(sandbox, graph, place)
        expect(await views(graph, place)).toEqual({ grants: [], set: reports === 'granted' ? [] : [old] })
        sandbox.tenant.behaviours.grantsArrive = 'at-once'
        await upgrade(sandbox, graph, place)
        expect(await views(graph, place)).toEqual({ grants: [old], set: [old] })
      })
    }
  })

  test('while an upgrade does not show, neither view does', async () => {
    for (const reports of ['granted', 'consented'] as const) {
      const behaviours = { propagationMs: lagMs, consentedSetReports: reports }
      await withGrants({ newest: both, behaviours }, async (sandbox, graph, later) => {
        await upgrade(sandbox, graph, place)
        expect(await views(graph, place)).toEqual({ grants: [old], set: [old] })
        later()
        expect(await views(graph, place)).toEqual({ grants: both, set: both })
      })
    }
  })
})

test('grants belong to the Entra app of the version that shows', () =>
  withGrants({ newest: both, behaviours: { propagationMs: lagMs } }, async (sandbox, graph, later) => {
    const [team] = places
    if (!team) throw new Error('there is a team')
    const newest = assistantOf(sandbox).definitions.find(({ version }) => version === '1.10.0')
    if (newest) newest.clientAppId = acmeIds.expenses
    const owners = async () => (await graph.get(team.grants)).value.map(({ clientAppId }) => clientAppId)
    await upgrade(sandbox, graph, team)
    expect(await owners()).toEqual([acmeIds.botApp])
    later()
    expect(await owners()).toEqual([acmeIds.expenses, acmeIds.expenses])
  }))

test('an app that lost its permission in a team can no longer read by it what it holds there', () =>
  withSandbox(async (sandbox, graph) => {
    const [team] = places
    const grants = team?.grants ?? ''
    expect((await graph.get(grants)).status).toBe(200)
    sandbox.tenant.behaviours.grantsArrive = 'lost'
    const permissions = assistantOf(sandbox).definitions[2]?.permissions
    const body = { consentedPermissionSet: { resourceSpecificPermissions: permissions } }
    await graph.post(`${assistantIn(teamApps)}/upgrade`, body)
    const { status, error } = await graph.get(grants)
    expect(status).toBe(403)
    expect(error.message).toContain("one of 'TeamsAppInstallation.ReadForTeam.All")
    expect(error.message).toContain("Resource specific consent grants on the request ''.")
  }))
