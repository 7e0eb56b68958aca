import type { Lookup } from './lookup.ts'
import type { Tenant, Token } from './tenant.ts'

export type GraphVersion = 'v1.0' | 'beta'

/** One request as a route sees it: token known, path matched, body parsed. */
export type Call = {
  tenant: Tenant
  lookup: Lookup
  token: Token
  version: GraphVersion
  /** What stands in the route's `{id}` places, decoded. */
  ids: string[]
  query: URLSearchParams
  body: unknown
  nowMs: number
  /** Address of the request without its query, for `@odata.nextLink`. */
  address: string
}

export type Reply = {
  status: number
  headers?: Record<string, string>
  body?: unknown
  /** The change that was made, for the journal. */
  effect?: { from: string; to: string }
}

/** `path` as in Microsoft's pages, each id written `{id}`. */
export type Route = { method: 'GET' | 'POST'; path: string; answer(call: Call): Reply }

export type MatchedRoute = { route: Route; ids: string[] }

/** `segments` are decoded; names match in any case, as OData services do. */
export function matchRoute(routes: Route[], method: string, segments: string[]): MatchedRoute | 'other-method' | null {
  const matches = routes.flatMap((route) => {
    const ids = matchPath(route.path.slice(1).split('/'), segments)
    return ids ? [{ route, ids }] : []
  })
  return matches.find(({ route }) => route.method === method) ?? (matches.length > 0 ? 'other-method' : null)
}

function matchPath(pattern: string[], segments: string[]): string[] | null {
  if (pattern.length !== segments.length) return null
  const ids: string[] = []
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i] ?? ''
    if (part === '{id}' && segment !== '') ids.push(segment)
    else if (part.toLowerCase() !== segment.toLowerCase()) return null
  }
  return ids
}
