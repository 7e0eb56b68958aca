import { useCallback, useEffect, useReducer, useRef } from 'react'
import type { Answer, Problem } from '../api/answer.ts'
import type { TabApi } from '../api/tab-api.ts'
import type { ListedApp } from '../api/tab-shapes.ts'
import { orderApps } from './order-apps.ts'

export type AppsState =
  | { kind: 'loading' }
  | { kind: 'problem'; problem: Problem; isTrying: boolean }
  | { kind: 'ready'; apps: ListedApp[]; readAt: Date; isRefreshing: boolean; problem: Problem | null }

type Step = { kind: 'asked' } | { kind: 'answered'; answer: Answer<ListedApp[]>; at: Date }

/** The installed apps of the place, and looking again. What was shown stays while and if a new look fails. */
export function useInstalledApps(api: TabApi): { state: AppsState; look: () => Promise<void> } {
  const [state, step] = useReducer(next, { kind: 'loading' })
  const latest = useRef<AbortController>(null)
  const look = useCallback(async () => {
    latest.current?.abort()
    const looking = new AbortController()
    latest.current = looking
    step({ kind: 'asked' })
    const answer = await api.listApps(looking.signal)
    if (!looking.signal.aborted) step({ kind: 'answered', answer, at: new Date() })
  }, [api])
  useEffect(() => {
    look()
    return () => latest.current?.abort()
  }, [look])
  return { state, look }
}

function next(state: AppsState, step: Step): AppsState {
  if (step.kind === 'asked') return asked(state)
  const { answer, at } = step
  if (answer.kind === 'ok') {
    const apps = orderApps(answer.value, state.kind === 'ready' ? state.apps : [])
    return { kind: 'ready', apps, readAt: at, isRefreshing: false, problem: null }
  }
  const { problem } = answer
  return state.kind === 'ready'
    ? { ...state, isRefreshing: false, problem }
    : { kind: 'problem', problem, isTrying: false }
}

function asked(state: AppsState): AppsState {
  switch (state.kind) {
    case 'loading':
      return state
    case 'problem':
      return { ...state, isTrying: true }
    case 'ready':
      return { ...state, isRefreshing: true }
  }
}
