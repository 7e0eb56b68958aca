import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export const graphRoles = [
  'TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
  'TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All',
  'AppCatalog.Read.All',
  'TeamMember.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.Read.All',
  'User.Read.All',
]

const graphAppId = '00000003-0000-0000-c000-000000000000'
const roleId = (name: string) => `role-${name}`

export type AdminGraph = {
  url: string
  /** What was changed, in order: method and path. */
  changes: string[]
  grantedRoles(): string[]
  grantedScope(): string
  federated: { issuer: string; subject: string; audiences: string[] }[]
  close(): Promise<void>
}

type Item = Record<string, unknown>

/** The routes of Graph by which an admin consents, in memory; a list comes one item a page. The app is known, its service principal not yet. */
export async function startAdminGraph({ appId, token }: { appId: string; token: string }): Promise<AdminGraph> {
  const changes: string[] = []
  const roles: Item[] = []
  const scopes: Item[] = []
  const federated: AdminGraph['federated'] = []
  let hasPrincipal = false

  const lists: Record<string, Item[]> = {
    '/servicePrincipals/sp-app/appRoleAssignments': roles,
    '/servicePrincipals/sp-app/oauth2PermissionGrants': scopes,
    '/applications/object-app/federatedIdentityCredentials': federated,
  }
  const found: Record<string, () => Item | null> = {
    [`/servicePrincipals(appId='${graphAppId}')`]: () => ({
      id: 'sp-graph',
      appRoles: graphRoles.map((value) => ({ id: roleId(value), value })),
      oauth2PermissionScopes: [{ id: 'scope', value: 'TeamsAppInstallation.ReadWriteAndConsentSelfForUser' }],
    }),
    [`/servicePrincipals(appId='${appId}')`]: () => (hasPrincipal ? { id: 'sp-app' } : null),
    [`/applications(appId='${appId}')`]: () => ({ id: 'object-app' }),
  }

  function change(method: string, path: string, body: Item): Item | null {
    changes.push(`${method} ${path}`)
    if (path === '/servicePrincipals') {
      hasPrincipal = true
      return { id: 'sp-app', ...body }
    }
    if (path === '/oauth2PermissionGrants') scopes.push({ id: 'grant-1', ...body })
    else if (path === '/oauth2PermissionGrants/grant-1') Object.assign(scopes[0] ?? {}, body)
    else if (lists[path]) lists[path].push(body)
    else return null
    return {}
  }

  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const path = decodeURIComponent(pathname.replace('/v1.0', ''))
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'request-1' })
      response.end(JSON.stringify(body))
    }
    if (request.headers.authorization !== `Bearer ${token}`) {
      return send(403, { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } })
    }
    const list = lists[path]
    if (request.method === 'GET' && list) {
      const at = Number(searchParams.get('skip') ?? 0)
      const next = at + 1 < list.length ? { '@odata.nextLink': `${url}/v1.0${path}?skip=${at + 1}` } : {}
      return send(200, { value: list.slice(at, at + 1), ...next })
    }
    const isRead = request.method === 'GET'
    const answer = isRead ? found[path]?.() : change(request.method ?? '', path, await readJson(request))
    return answer ? send(200, answer) : send(404, { error: { code: 'Request_ResourceNotFound', message: 'Not here' } })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    changes,
    grantedRoles: () => roles.map(({ appRoleId }) => String(appRoleId).replace('role-', '')),
    grantedScope: () => String(scopes[0]?.['scope'] ?? ''),
    federated,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function readJson(request: http.IncomingMessage): Promise<Item> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
