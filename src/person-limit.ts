import { boundedCache } from './bounded-cache.ts'

/** Null: go ahead. Else the whole seconds after which the next one is taken. */
export type PersonLimit = (person: string) => number | null

const windowMs = 10_000

/** At most `limit` in any ten seconds for one person. Refused ones are not counted, so nobody locks themselves out. */
export function createPersonLimit(limit: number, now: () => number = () => performance.now()): PersonLimit {
  const taken = boundedCache<number[]>(50_000)
  return (person) => {
    const recent = (taken.get(person) ?? []).filter((at) => at > now() - windowMs)
    const oldest = recent[0]
    if (oldest !== undefined && recent.length >= limit) {
      taken.set(person, recent)
      return Math.max(1, Math.ceil((oldest + windowMs - now()) / 1000))
    }
    taken.set(person, [...recent, now()])
    return null
  }
}
