import { createContext, useContext } from 'react'
import type { Access } from '../api/rollout-shapes.ts'
import type { RolloutsApi } from '../api/rollouts-api.ts'
import type { RolloutWords } from '../words/rollout-words.ts'

/** What every part of the rollouts may need beside what every part of the page does. */
export type RolloutsParts = { rollouts: RolloutsApi; words: RolloutWords; usualSource: Access['usualSource'] }

const RolloutsContext = createContext<RolloutsParts | null>(null)

export const RolloutsProvider = RolloutsContext.Provider

export function useRollouts(): RolloutsParts {
  const parts = useContext(RolloutsContext)
  if (!parts) throw new Error('A part of the rollouts is outside of them.')
  return parts
}
