import type { UpgradeProgress } from '../installations/ask-upgrade.ts'
import { type Scope, scopeKey } from '../installations/scope.ts'

export type Watcher = {
  onProgress(progress: UpgradeProgress): void
  /** Nothing will come any more. */
  onClose(): void
}

/** Who watches which place in this process. Nothing is kept for who comes later: the list tells what is. */
export type ProgressHub = {
  publish(progress: UpgradeProgress): void
  /** Null where there is no room for another watcher, or not for another one of this person. @returns how to leave. */
  watch(place: { tenantId: string; scope: Scope; personId: string }, watcher: Watcher): (() => void) | null
  /** Ends every watching; for the stop. */
  close(): void
}

/** Each watcher holds a connection open; nobody has this many tabs in sight. */
const mostWatchers = 5_000
const mostOfOnePerson = 20

export function createProgressHub(): ProgressHub {
  const places = new Map<string, Set<Watcher>>()
  const people: string[] = []
  let isClosed = false
  return {
    publish(progress) {
      for (const watcher of places.get(keyOf(progress)) ?? []) watcher.onProgress(progress)
    },
    watch(place, watcher) {
      const person = `${place.tenantId}/${place.personId}`
      const ofThisPerson = people.filter((one) => one === person).length
      if (isClosed || people.length >= mostWatchers || ofThisPerson >= mostOfOnePerson) return null
      const key = keyOf(place)
      const watchers = places.get(key) ?? new Set()
      places.set(key, watchers.add(watcher))
      people.push(person)
      return () => {
        if (!watchers.delete(watcher)) return
        people.splice(people.indexOf(person), 1)
        if (watchers.size === 0 && places.get(key) === watchers) places.delete(key)
      }
    },
    close() {
      isClosed = true
      for (const watchers of [...places.values()]) for (const watcher of [...watchers]) watcher.onClose()
    },
  }
}

const keyOf = ({ tenantId, scope }: { tenantId: string; scope: Scope }) => `${tenantId}/${scopeKey(scope)}`
