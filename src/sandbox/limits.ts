/**
 * Requests of one app in one window (https://learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits).
 * Simpler than Graph's table in one way: reading members has 60 there, and 30 like everything else here.
 */
export type Limits = {
  getPerTenant: number
  postPerTenant: number
  perTeam: number
  perChat: number
  windowMs: number
  /** Both forms stood in Microsoft's samples: `10`, and earlier `2.128`. */
  retryAfter: 'whole' | 'fraction'
}

export const documentedLimits = (): Limits => ({
  getPerTenant: 30,
  postPerTenant: 30,
  perTeam: 4,
  perChat: 1,
  windowMs: 1000,
  retryAfter: 'whole',
})

/** For tests about something else. */
export const noLimits = (): Partial<Limits> => ({
  getPerTenant: Number.MAX_SAFE_INTEGER,
  postPerTenant: Number.MAX_SAFE_INTEGER,
  perTeam: Number.MAX_SAFE_INTEGER,
  perChat: Number.MAX_SAFE_INTEGER,
})

/** Times of the requests of the last window, by what they are counted against. */
export type Windows = Map<string, number[]>

export type Counted = { appId: string; method: string; segments: string[]; nowMs: number }

/** Counts a request; the text of `Retry-After` when it is too much. Refused ones count too, as Microsoft warns. */
export function countRequest(windows: Windows, limits: Limits, request: Counted): string | null {
  const waits = limitsOf(limits, request).map(([key, limit]) => {
    const since = request.nowMs - limits.windowMs
    const times = [...(windows.get(key) ?? []).filter((time) => time > since), request.nowMs]
    windows.set(key, times)
    if (times.length <= limit) return 0
    return (times[times.length - limit] ?? request.nowMs) + limits.windowMs - request.nowMs
  })
  const waitMs = Math.max(...waits)
  if (waitMs <= 0) return null
  return limits.retryAfter === 'whole' ? String(Math.ceil(waitMs / 1000)) : (waitMs / 1000).toFixed(3)
}

function limitsOf(limits: Limits, { appId, method, segments }: Counted): [key: string, limit: number][] {
  const [collection = '', id = ''] = segments
  const perTenant = method === 'GET' ? limits.getPerTenant : limits.postPerTenant
  const counted: [string, number][] = [[`${appId} ${method}`, perTenant]]
  if (collection === 'teams' && id) counted.push([`${appId} team ${id}`, limits.perTeam])
  if (collection === 'chats' && id) counted.push([`${appId} chat ${id}`, limits.perChat])
  return counted
}
