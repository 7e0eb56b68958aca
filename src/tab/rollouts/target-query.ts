import type { TargetQuery } from '../../rollouts/rollout-store.ts'
import { type TargetState, targetStates } from '../../rollouts/target.ts'

const usualLimit = 25
const highestLimit = 100
const longestText = 500

/** `?state=failed&state=refused&search=…&limit=…&after=…`; null where it asks for what there is not. */
export function targetQuery(query: URLSearchParams): TargetQuery | null {
  const states = query.getAll('state').filter((one) => one !== '')
  const limit = Number(query.get('limit') ?? usualLimit)
  if (!states.every(isState) || !Number.isInteger(limit) || limit < 1 || limit > highestLimit) return null
  return {
    states: states.length > 0 ? states : null,
    search: query.get('search')?.trim().slice(0, longestText) || null,
    limit,
    after: query.get('after')?.slice(0, longestText) || null,
  }
}

const isState = (text: string): text is TargetState => targetStates.some((state) => state === text)
