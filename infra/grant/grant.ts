import type { Feature } from './features.ts'
import { asRecord, type Graph, GraphRefused } from './graph.ts'

/** One line of what was found or done. `extra` is granted, but needed by no feature that was asked for. */
export type Line = { what: string; state: 'granted already' | 'granted' | 'would grant' | 'extra' }

export type Wish = {
  /** Client id of the Entra app. */
  appId: string
  permissions: Feature
  /** A managed identity that shall vouch for the app, the token service that it comes from, and whom it vouches to. */
  identity: { principalId: string; issuer: string; audience: string } | null
  isDryRun: boolean
}

type Principal = { id: string; roles: Map<string, string>; scopes: Set<string> }

/** Microsoft Graph itself, in every tenant and cloud. */
const graphAppId = '00000003-0000-0000-c000-000000000000'

/** Grants what is missing and takes nothing away; a second run finds everything granted. Throws where Graph refuses. */
export async function grant(graph: Graph, wish: Wish): Promise<Line[]> {
  const resource = await principalOf(graph, graphAppId)
  if (!resource) throw new Error('Microsoft Graph has no service principal in this tenant.')
  const unknown = unknownNames(resource, wish.permissions)
  if (unknown.length > 0) throw new Error(`Graph has no such permission in this cloud: ${unknown.join(', ')}`)
  const app = await principalOf(graph, wish.appId)
  const client = app ?? (wish.isDryRun ? null : await createPrincipal(graph, wish.appId))
  const parties = { client, resource }
  return [
    ...(app ? [] : [done('service principal of the app', wish)]),
    ...(await grantRoles(graph, parties, wish)),
    ...(await grantScopes(graph, parties, wish)),
    ...(await trustIdentity(graph, wish)),
  ]
}

type Parties = { client: Principal | null; resource: Principal }

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments: this is the admin's consent. */
async function grantRoles(graph: Graph, { client, resource }: Parties, wish: Wish): Promise<Line[]> {
  const held = client ? await graph.list(`/servicePrincipals/${client.id}/appRoleAssignments`) : []
  const heldIds = held.filter(({ resourceId }) => resourceId === resource.id).map(({ appRoleId }) => appRoleId)
  const lines: Line[] = []
  for (const name of wish.permissions.application) {
    const appRoleId = resource.roles.get(name)
    if (heldIds.includes(appRoleId)) {
      lines.push({ what: name, state: 'granted already' })
      continue
    }
    if (client && !wish.isDryRun) {
      const body = { principalId: client.id, resourceId: resource.id, appRoleId }
      await graph.send('POST', `/servicePrincipals/${client.id}/appRoleAssignments`, body)
    }
    lines.push(done(name, wish))
  }
  const heldNames = [...resource.roles].filter(([, id]) => heldIds.includes(id)).map(([name]) => name)
  const extra = heldNames.filter((name) => !wish.permissions.application.includes(name))
  return [...lines, ...extra.map((what): Line => ({ what, state: 'extra' }))]
}

/** https://learn.microsoft.com/graph/api/oauth2permissiongrant-post: one grant for everybody, with all scopes in it. */
async function grantScopes(graph: Graph, { client, resource }: Parties, wish: Wish): Promise<Line[]> {
  const { delegated } = wish.permissions
  if (delegated.length === 0) return []
  const grants = client ? await graph.list(`/servicePrincipals/${client.id}/oauth2PermissionGrants`) : []
  const found = grants.find(
    ({ consentType, resourceId }) => consentType === 'AllPrincipals' && resourceId === resource.id,
  )
  const held = String(found?.['scope'] ?? '')
    .split(' ')
    .filter(Boolean)
  const missing = delegated.filter((name) => !held.includes(name))
  if (client && missing.length > 0 && !wish.isDryRun) {
    const scope = [...held, ...missing].join(' ')
    const created = { clientId: client.id, consentType: 'AllPrincipals', resourceId: resource.id, scope }
    if (found) await graph.send('PATCH', `/oauth2PermissionGrants/${found['id']}`, { scope })
    else await graph.send('POST', '/oauth2PermissionGrants', created)
  }
  return delegated.map((name) => {
    const what = `${name} (delegated)`
    return missing.includes(name) ? done(what, wish) : { what, state: 'granted already' }
  })
}

/** https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials */
async function trustIdentity(graph: Graph, wish: Wish): Promise<Line[]> {
  if (!wish.identity) return []
  const { principalId, issuer, audience } = wish.identity
  const what = `trust in the managed identity ${principalId}`
  const application = await graph.find(`/applications(appId='${wish.appId}')?$select=id`)
  if (!application) throw new Error(`There is no Entra app with the client id ${wish.appId} in this tenant.`)
  const path = `/applications/${application['id']}/federatedIdentityCredentials`
  const trusted = await graph.list(path)
  if (trusted.some(({ subject, issuer: from }) => subject === principalId && from === issuer)) {
    return [{ what, state: 'granted already' }]
  }
  if (!wish.isDryRun) {
    const name = `upgrade-bot-${principalId}`
    await graph.send('POST', path, { name, issuer, subject: principalId, audiences: [audience] })
  }
  return [done(what, wish)]
}

const done = (what: string, { isDryRun }: Wish): Line => ({ what, state: isDryRun ? 'would grant' : 'granted' })

function unknownNames({ roles, scopes }: Principal, { application, delegated }: Feature): string[] {
  return [...application.filter((name) => !roles.has(name)), ...delegated.filter((name) => !scopes.has(name))]
}

async function principalOf(graph: Graph, appId: string): Promise<Principal | null> {
  const found = await graph.find(`/servicePrincipals(appId='${appId}')?$select=id,appRoles,oauth2PermissionScopes`)
  return found && readPrincipal(found)
}

async function createPrincipal(graph: Graph, appId: string): Promise<Principal> {
  try {
    return readPrincipal(await graph.send('POST', '/servicePrincipals', { appId }))
  } catch (error) {
    if (error instanceof GraphRefused && error.status === 400) {
      throw new Error(`There is no Entra app with the client id ${appId} in this tenant. Graph said: ${error.message}`)
    }
    throw error
  }
}

function readPrincipal(found: Record<string, unknown>): Principal {
  const items = (name: string) => (Array.isArray(found[name]) ? found[name].map(asRecord) : [])
  return {
    id: String(found['id']),
    roles: new Map(items('appRoles').map(({ value, id }) => [String(value), String(id)])),
    scopes: new Set(items('oauth2PermissionScopes').map(({ value }) => String(value))),
  }
}
