import { useEffect, useState } from 'react'
import type { TabApi } from './api/tab-api.ts'

/** Whether this person may roll out. Asked once, when the page has shown what everybody comes for. */
export function useRolloutAccess(api: TabApi, isWanted: boolean): boolean {
  const [mayRollOut, setMayRollOut] = useState(false)
  useEffect(() => {
    if (!isWanted) return
    const stopping = new AbortController()
    const ask = async () => {
      const answer = await api.rolloutAccess(stopping.signal)
      if (answer.kind === 'ok' && !stopping.signal.aborted) setMayRollOut(answer.value.mayRollOut)
    }
    void ask()
    return () => stopping.abort()
  }, [api, isWanted])
  return mayRollOut
}
