import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { withSandbox } from './with-sandbox.ts'

const reader = (role: string) => ({ kind: 'application' as const, appId: acmeIds.botApp, roles: [role] })

test('the consent policies of a tenant are there for who may read policies', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['policies'] = reader('Policy.Read.All')
    const { status, body } = await graph.get('/policies/authorizationPolicy', { token: 'policies' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: 'authorizationPolicy',
      defaultUserRolePermissions: { permissionGrantPoliciesAssigned: sandbox.tenant.consentSwitches.grantPolicies },
    })
    const beta = await graph.get('/policies/authorizationPolicy', { token: 'policies', version: 'beta' })
    expect(beta.value).toHaveLength(1)
    const refused = await graph.get('/policies/authorizationPolicy')
    expect([refused.status, refused.error.message]).toEqual([403, expect.stringContaining('Policy.Read.All')])
  }))

test('the settings of Teams apps are for signed-in people alone', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.tokens['settings'] = reader('TeamworkAppSettings.Read.All')
    expect((await graph.get('/teamwork/teamsAppSettings', { token: 'settings' })).status).toBe(403)
    sandbox.tenant.signedInWith = { appId: acmeIds.botApp, scopes: ['TeamworkAppSettings.Read.All'] }
    const { body } = await graph.get('/teamwork/teamsAppSettings', { token: `sandbox-user:${acmeIds.alice}` })
    expect(body).toMatchObject({ isUserPersonalScopeResourceSpecificConsentEnabled: true })
    expect(body).not.toHaveProperty('isChatResourceSpecificConsentEnabled')
  }))

test('every answer carries the tenant’s own time', () =>
  withSandbox(
    async (_sandbox, graph) => {
      const { headers } = await graph.get(`/teams/${acmeIds.team}/installedApps`)
      expect(headers.get('date')).toBe('Thu, 01 Jan 1970 00:00:05 GMT')
    },
    { now: () => 5_000 },
  ))
