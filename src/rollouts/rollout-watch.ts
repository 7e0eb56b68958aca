import type { Rollout } from './rollout.ts'
import type { RolloutParts } from './rollout-parts.ts'

/** `signal` is aborted when the rollout does not run any more as it did when it was asked for. */
export type Watching = { signal: AbortSignal; done(): void }

export type Watch = {
  (rollout: Rollout): Watching
  /** Looks at once: this process knows that something changed. */
  changed(rolloutId: string): void
}

/** Another process's word takes so long at most. */
const lookEveryMs = 500

type Watched = { rollout: Rollout; controller: AbortController; users: number; timer: NodeJS.Timeout }

export type WatchParts = Pick<RolloutParts, 'store' | 'tenant' | 'onTrouble'>

/** One look at the database for all that works on a rollout in this process, as long as something does. */
export function createRolloutWatch(parts: WatchParts): Watch {
  const watched = new Map<string, Watched>()

  const look = async (key: string, id: string): Promise<void> => {
    const entry = watched.get(key)
    if (!entry) return
    const now = await parts.store.get(id)
    if (now?.state !== 'running' || now.generation !== entry.rollout.generation) {
      entry.controller.abort()
      watched.delete(key)
      clearInterval(entry.timer)
      return
    }
    const throttledUntil = parts.tenant(now.tenantId).throttledUntil()
    if (throttledUntil?.getTime() === now.throttledUntil?.getTime()) return
    // The past is no news, and another worker may know of a longer wait.
    if (throttledUntil === null && now.throttledUntil !== null && now.throttledUntil > new Date()) return
    await parts.store.change(id, () => ({ throttledUntil }))
  }
  const lookSafely = (key: string, id: string) =>
    look(key, id).catch((error: unknown) => parts.onTrouble(error, 'a rollout could not be looked at'))

  const watch = (rollout: Rollout): Watching => {
    const key = `${rollout.id}/${rollout.generation}`
    const known = watched.get(key)
    const entry: Watched = known ?? {
      rollout,
      controller: new AbortController(),
      users: 0,
      timer: setInterval(() => void lookSafely(key, rollout.id), lookEveryMs),
    }
    entry.users++
    watched.set(key, entry)
    return {
      signal: entry.controller.signal,
      done() {
        entry.users--
        if (entry.users > 0) return
        clearInterval(entry.timer)
        if (watched.get(key) === entry) watched.delete(key)
      },
    }
  }
  return Object.assign(watch, {
    changed(rolloutId: string) {
      for (const [key, { rollout }] of watched) {
        if (rollout.id === rolloutId) void lookSafely(key, rolloutId)
      }
    },
  })
}
