import { useCallback, useEffect, useReducer, useRef } from 'react'
import type { UpgradeOutcome } from '../../../installations/upgrade-outcome.ts'
import type { Answer, Problem } from '../api/answer.ts'
import type { TabApi } from '../api/tab-api.ts'
import type { ListedApp } from '../api/tab-shapes.ts'
import { afterUpgrade, orderApps } from './order-apps.ts'

export type AppsState =
  | { kind: 'loading' }
  | { kind: 'problem'; problem: Problem; isTrying: boolean }
  | { kind: 'ready'; apps: ListedApp[]; readAt: Date; isRefreshing: boolean; problem: Problem | null }

type Step =
  | { kind: 'asked' }
  | { kind: 'answered'; answer: Answer<ListedApp[]>; at: Date }
  | { kind: 'upgraded'; id: string; outcome: UpgradeOutcome }

export type InstalledApps = {
  state: AppsState
  look(): Promise<void>
  /** What an outcome says of the versions is shown before the next look confirms it. */
  note(id: string, outcome: UpgradeOutcome): void
}

/** The installed apps of the place, and looking again. What was shown stays while and if a new look fails. */
export function useInstalledApps(api: TabApi): InstalledApps {
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
  const note = useCallback((id: string, outcome: UpgradeOutcome) => step({ kind: 'upgraded', id, outcome }), [])
  return { state, look, note }
}

function next(state: AppsState, step: Step): AppsState {
  if (step.kind === 'asked') return asked(state)
  if (step.kind === 'upgraded') return noted(state, step)
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

function noted(state: AppsState, { id, outcome }: Extract<Step, { kind: 'upgraded' }>): AppsState {
  if (state.kind !== 'ready') return state
  return { ...state, apps: state.apps.map((listed) => (listed.id === id ? afterUpgrade(listed, outcome) : listed)) }
}
