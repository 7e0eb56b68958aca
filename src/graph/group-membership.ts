import { boundedCache } from '../bounded-cache.ts'
import type { Answer } from '../installations/answer.ts'
import type { GroupMembership } from '../rollouts/place-directory.ts'
import { field } from './read-answer.ts'
import type { Reader } from './read-pages.ts'
import { retryRead } from './retry-read.ts'

/** A membership may be up to this old at the moment of the act, like every other role. */
const cacheMs = 45_000

/** "You can check up to a maximum of 20 groups per request." */
const groupsPerCall = 20

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups: transitive, so nested groups count. */
export function createGroupMembership(reader: Reader): GroupMembership {
  const known = boundedCache<string[]>(10_000, { ttl: cacheMs, ttlResolution: 0, perf: reader.time })
  return {
    async memberOf(userId, groupIds, call) {
      const key = [userId, ...groupIds].join()
      const cached = known.get(key)
      if (cached) return { kind: 'ok', value: cached, requestId: null }
      const groups: string[] = []
      for (let i = 0; i < groupIds.length; i += groupsPerCall) {
        const body = { groupIds: groupIds.slice(i, i + groupsPerCall) }
        const path = `/users/${encodeURIComponent(userId)}/checkMemberGroups`
        // It changes nothing, so it is repeated like any other read.
        const answer = await retryRead(() => reader.graph.send({ method: 'POST', path, body }, call), reader)
        if (answer.kind !== 'ok') return answer
        groups.push(...namesIn(answer))
      }
      known.set(key, groups)
      return { kind: 'ok', value: groups, requestId: null }
    },
  }
}

function namesIn(answer: Answer<unknown>): string[] {
  const value = answer.kind === 'ok' ? field(answer.value, 'value') : null
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string').map((id) => id.toLowerCase()) : []
}
