import { useEffect, useRef } from 'react'
import type { TabApi } from '../api/tab-api.ts'
import type { OutcomeEvent } from '../api/tab-shapes.ts'

const AGAIN_AFTER_MS = [1_000, 5_000, 30_000, 60_000]
const HELD_MS = 20_000

/** Listens to the outcomes that the server tells while the page is open and online. Nothing depends on their coming. */
export function useOutcomesTold(api: TabApi, isOnline: boolean, onOutcome: (event: OutcomeEvent) => void): void {
  const latest = useRef(onOutcome)
  useEffect(() => {
    latest.current = onOutcome
  })
  useEffect(() => {
    if (!isOnline) return
    const listening = new AbortController()
    listen(api, (event) => latest.current(event), listening.signal)
    return () => listening.abort()
  }, [api, isOnline])
}

async function listen(api: TabApi, onOutcome: (event: OutcomeEvent) => void, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted && failures < AGAIN_AFTER_MS.length) {
    const from = performance.now()
    await api.followOutcomes(onOutcome, signal)
    // The server ends a stream after some minutes, to ask anew who may watch; one that held so long has not failed.
    failures = performance.now() - from > HELD_MS ? 0 : failures + 1
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS[failures]))
  }
}
