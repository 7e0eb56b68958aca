import { useEffect, useState } from 'react'
import type { Access } from './api/rollout-shapes.ts'
import type { TabApi } from './api/tab-api.ts'

/** Whether this person may roll out. Asked once, when the page has shown what everybody comes for. */
export function useRolloutAccess(api: TabApi, isWanted: boolean): Access {
  const [access, setAccess] = useState<Access>({ mayRollOut: false })
  useEffect(() => {
    if (!isWanted) return
    const stopping = new AbortController()
    const ask = async () => {
      const answer = await api.rolloutAccess(stopping.signal)
      if (answer.kind === 'ok' && !stopping.signal.aborted) setAccess(answer.value)
    }
    void ask()
    return () => stopping.abort()
  }, [api, isWanted])
  return access
}
