import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { assistantIn, assistantOf, consentFor, teamApps, teamInstallation, withSandbox } from './with-sandbox.ts'

const read = `${assistantIn(teamApps)}?$select=id,consentedPermissionSet&$expand=teamsAppDefinition`
const upgrade = `${assistantIn(teamApps)}/upgrade`
const grants = `/teams/${acmeIds.team}/permissionGrants`
const settings = application('TeamSettings.Read.Group')
const member = application('TeamMember.Read.Group')

/** The team holds one permission, the newest version asks for that and one more. */
async function withNewPermission(use: Parameters<typeof withSandbox>[0], now = { ms: 1_000_000 }) {
  await withSandbox(
    async (sandbox, graph) => {
      for (const definition of assistantOf(sandbox).definitions) definition.permissions = [member]
      const newest = assistantOf(sandbox).definitions[2]
      if (newest) newest.permissions = [member, settings]
      teamInstallation(sandbox).consented = [member]
      sandbox.tenant.tokens['sandbox-app'] = {
        kind: 'application',
        appId: acmeIds.botApp,
        roles: ['TeamsAppInstallation.ReadWriteAndConsentForTeam.All', 'TeamsAppInstallation.ReadWriteForTeam.All'],
      }
      await use(sandbox, graph)
    },
    { now: () => now.ms },
  )
}

const body = { consentedPermissionSet: { resourceSpecificPermissions: [member, settings] } }

async function seen(graph: Parameters<Parameters<typeof withSandbox>[0]>[1]) {
  const installation = await graph.get(read)
  const granted = await graph.get(grants)
  const { consentedPermissionSet: set, teamsAppDefinition: definition } = installation.body
  return {
    version: (definition as { version: string }).version,
    consented: (set as { resourceSpecificPermissions: { permissionValue: string }[] }).resourceSpecificPermissions.map(
      ({ permissionValue }) => permissionValue,
    ),
    granted: granted.value.map(({ permission }) => permission),
  }
}

const before = { version: '1.2.0', consented: ['TeamMember.Read.Group'], granted: ['TeamMember.Read.Group'] }
const both = ['TeamMember.Read.Group', 'TeamSettings.Read.Group']

test('an upgrade shows at once unless said otherwise', () =>
  withNewPermission(async (_sandbox, graph) => {
    expect(await seen(graph)).toEqual(before)
    await graph.post(upgrade, body)
    expect(await seen(graph)).toEqual({ version: '1.10.0', consented: both, granted: both })
  }))

test('version and permissions show only after the lag', () => {
  const now = { ms: 1_000_000 }
  return withNewPermission(async (sandbox, graph) => {
    sandbox.tenant.behaviours.propagationMs = 3000
    await graph.post(upgrade, body)
    expect(sandbox.journal[0]?.effect).toEqual({ from: '1.2.0', to: '1.10.0' })
    now.ms += 2999
    expect(await seen(graph)).toEqual(before)
    now.ms += 1
    expect(await seen(graph)).toEqual({ version: '1.10.0', consented: both, granted: both })
  }, now)
})

test('permissions may come later than the version', () => {
  const now = { ms: 1_000_000 }
  return withNewPermission(async (sandbox, graph) => {
    Object.assign(sandbox.tenant.behaviours, { grantsArrive: 'late', grantsLagMs: 5000 })
    await graph.post(upgrade, body)
    expect(await seen(graph)).toEqual({ ...before, version: '1.10.0' })
    now.ms += 5000
    expect(await seen(graph)).toEqual({ version: '1.10.0', consented: both, granted: both })
  }, now)
})

test('new permissions may never arrive', () =>
  withNewPermission(async (sandbox, graph) => {
    sandbox.tenant.behaviours.grantsArrive = 'missing'
    await graph.post(upgrade, body)
    expect(await seen(graph)).toEqual({ ...before, version: '1.10.0' })
  }))

test('held permissions may be lost', () =>
  withNewPermission(async (sandbox, graph) => {
    sandbox.tenant.behaviours.grantsArrive = 'lost'
    await graph.post(upgrade, body)
    const left = ['TeamSettings.Read.Group']
    expect(await seen(graph)).toEqual({ version: '1.10.0', consented: left, granted: left })
  }))

test('the consented set may show what was consented to, whatever arrived', () =>
  withNewPermission(async (sandbox, graph) => {
    Object.assign(sandbox.tenant.behaviours, { grantsArrive: 'missing', consentedSetReports: 'consented' })
    await graph.post(upgrade, body)
    expect(await seen(graph)).toEqual({ version: '1.10.0', consented: both, granted: ['TeamMember.Read.Group'] })
  }))

test('a permission that never arrived is no permission of the token', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['bare'] = { kind: 'application', appId: acmeIds.botApp, roles: [] }
    expect((await graph.get(teamApps, { token: 'bare' })).status).toBe(200)
    sandbox.tenant.behaviours.grantsArrive = 'lost'
    await graph.post(upgrade, consentFor(sandbox))
    expect((await graph.get(teamApps, { token: 'bare' })).status).toBe(403)
  }))

test('a second consent at the current version brings the missing permissions', () =>
  withNewPermission(async (sandbox, graph) => {
    sandbox.tenant.behaviours.grantsArrive = 'missing'
    await graph.post(upgrade, body)
    sandbox.tenant.behaviours.grantsArrive = 'at-once'
    expect((await graph.post(upgrade, body)).status).toBe(204)
    expect((await seen(graph)).granted).toEqual(both)
  }))
