import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../api/answer.ts'
import type { TabApi } from '../api/tab-api.ts'
import type { HistoryEntry } from '../api/tab-shapes.ts'

export type HistoryState = {
  entries: HistoryEntry[]
  /** Where the next page begins; null at the end and before the first. */
  next: string | null
  isReading: boolean
  problem: Problem | null
}

export function useHistory(api: TabApi): { state: HistoryState; more: () => Promise<void> } {
  const [state, setState] = useState<HistoryState>({ entries: [], next: null, isReading: true, problem: null })
  const read = useCallback(
    async (after: string | null) => {
      setState((before) => ({ ...before, isReading: true, problem: null }))
      const answer = await api.history(after)
      setState((before) =>
        answer.kind === 'ok'
          ? {
              entries: after === null ? answer.value.entries : [...before.entries, ...answer.value.entries],
              next: answer.value.next,
              isReading: false,
              problem: null,
            }
          : { ...before, isReading: false, problem: answer.problem },
      )
    },
    [api],
  )
  useEffect(() => {
    read(null)
  }, [read])
  return { state, more: () => read(state.next) }
}
