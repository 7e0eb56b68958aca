import { useCallback, useEffect, useRef, useState } from 'react'
import { type Answer, ok, type Problem } from '../api/answer.ts'

export type Polled<Value> = {
  value: Value | null
  /** Of the last look; what was read before it stays. */
  problem: Problem | null
  isReading: boolean
  look(): void
  /** Known without a look: what an act was answered with. */
  put(value: Value): void
}

type Pace<Value> = {
  /** Until the next look; null: there will be nothing new. */
  everyMs(value: Value): number | null
  /** Another one of these says that there is something new at once. */
  version: string
}

type Read<Value> = (signal: AbortSignal) => Promise<Answer<Value>>

/**
 * Reads at once, and again as long as `everyMs` says so and somebody can see the page. Nobody's battery pays for a tab in
 * the background; coming back to it looks at once.
 */
export function usePolled<Value>(read: Read<Value>, { everyMs, version }: Pace<Value>): Polled<Value> {
  const [state, setState] = useState({ value: null as Value | null, problem: null as Problem | null, isReading: true })
  const pace = useRef(everyMs)
  const again = useRef(() => {})
  useEffect(() => {
    pace.current = everyMs
  })
  useEffect(() => {
    const stopping = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let isDue = false
    let round = 0
    const later = (ms: number | null) => {
      if (ms !== null) timer = setTimeout(lookIfSeen, ms)
    }
    const lookIfSeen = () => {
      isDue = document.hidden
      if (!isDue) void look()
    }
    const look = async () => {
      clearTimeout(timer)
      isDue = false
      const mine = ++round
      setState((before) => ({ ...before, isReading: true }))
      const answer = await read(stopping.signal)
      if (stopping.signal.aborted || mine !== round) return
      setState((before) => after(before, answer))
      later(answer.kind === 'ok' ? pace.current(answer.value) : pauseAfter(answer.problem))
    }
    const onVisible = () => !document.hidden && isDue && void look()
    document.addEventListener('visibilitychange', onVisible)
    again.current = () => void look()
    void look()
    return () => {
      stopping.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [read])
  const seen = useRef(version)
  useEffect(() => {
    if (seen.current === version) return
    seen.current = version
    again.current()
  }, [version])
  const look = useCallback(() => again.current(), [])
  const put = useCallback((value: Value) => {
    setState((before) => after(before, ok(value)))
    again.current()
  }, [])
  return { ...state, look, put }
}

type State<Value> = Pick<Polled<Value>, 'value' | 'problem' | 'isReading'>

function after<Value>(before: State<Value>, answer: Answer<Value>): State<Value> {
  return answer.kind === 'ok'
    ? { value: answer.value, problem: null, isReading: false }
    : { ...before, problem: answer.problem, isReading: false }
}

const AFTER_TROUBLE_MS = 10_000

/** Null where looking again by itself would change nothing. */
function pauseAfter(problem: Problem): number | null {
  switch (problem.kind) {
    case 'rate-limited':
      return problem.retryAfterSeconds * 1_000
    case 'offline':
    case 'unavailable':
      return AFTER_TROUBLE_MS
    default:
      return null
  }
}
