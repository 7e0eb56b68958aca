import { useCallback, useRef, useState } from 'react'
import type { Permission } from '../../../installations/permission-set.ts'
import type { UpgradeOutcome } from '../../../installations/upgrade-outcome.ts'
import type { TabApi } from '../api/tab-api.ts'
import { type UpgradeEnd, type UpgradeProgress, upgradeEnd } from './upgrade-end.ts'
import { type RunCounts, upgradeInTurn } from './upgrade-in-turn.ts'

/** An "Upgrade all" under way. */
export type Run = { total: number; done: number; isStopping: boolean }

export type Upgrades = {
  progressOf(id: string): UpgradeProgress | null
  upgrade(id: string, consent: Permission[] | null): Promise<UpgradeEnd>
  /** What the server told of: the new version arrived later, or somebody else upgraded it. False when it is known. */
  hear(id: string, outcome: UpgradeOutcome): boolean
  run: Run | null
  upgradeAll(ids: string[]): Promise<RunCounts>
  stop(): void
}

type Note = (id: string, outcome: UpgradeOutcome) => void

export function useUpgrades(api: TabApi, note: Note): Upgrades {
  const [byId, setById] = useState<ReadonlyMap<string, UpgradeProgress>>(new Map())
  const [run, setRun] = useState<Run | null>(null)
  const isStopping = useRef(false)

  const show = useCallback((id: string, progress: UpgradeProgress) => {
    setById((before) => new Map(before).set(id, progress))
  }, [])
  const upgrade = useCallback(
    async (id: string, consent: Permission[] | null) => {
      show(id, { kind: 'upgrading' })
      const end = upgradeEnd(await api.upgrade(id, consent))
      show(id, end)
      if (end.kind === 'ended') note(id, end.outcome)
      return end
    },
    [api, show, note],
  )
  const hear = (id: string, outcome: UpgradeOutcome) => {
    const known = byId.get(id)
    // A press is answered by its own answer; what is told beside it is the same.
    const isNews = known?.kind !== 'upgrading' && !isSameEnd(known, outcome)
    if (isNews) show(id, { kind: 'ended', outcome })
    return isNews
  }
  const upgradeAll = async (ids: string[]) => {
    isStopping.current = false
    setRun({ total: ids.length, done: 0, isStopping: false })
    const counts = await upgradeInTurn(ids, {
      upgrade: (id) => upgrade(id, null),
      shouldStop: () => isStopping.current,
      onDone: (done) => setRun((before) => before && { ...before, done }),
      pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    })
    setRun(null)
    return counts
  }
  const stop = () => {
    isStopping.current = true
    setRun((before) => before && { ...before, isStopping: true })
  }
  return { progressOf: (id) => byId.get(id) ?? null, upgrade, hear, run, upgradeAll, stop }
}

function isSameEnd(known: UpgradeProgress | undefined, outcome: UpgradeOutcome): boolean {
  return known?.kind === 'ended' && JSON.stringify(known.outcome) === JSON.stringify(outcome)
}
