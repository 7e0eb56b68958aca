/** Time that passes only when nothing else is left to do, so that an hour of pacing takes a second. */
export type VirtualClock = {
  now(): number
  alarm(ms: number, ring: () => void): () => void
  sleep(ms: number): Promise<void>
  /** Lets time pass until `done` or until nothing would ever happen again. */
  run(done?: () => boolean): Promise<void>
}

/** Three times what the longest simulation needs: what never ends fails at once. */
const mostEvents = 100_000

type Event = { atMs: number; order: number; ring: (() => void) | null }

export function createVirtualClock(): VirtualClock {
  let nowMs = 0
  let order = 0
  const events: Event[] = []
  const alarm = (ms: number, ring: () => void) => {
    const event: Event = { atMs: nowMs + Math.max(0, ms), order: order++, ring }
    push(events, event)
    return () => {
      event.ring = null
    }
  }
  return {
    now: () => nowMs,
    alarm,
    sleep: (ms) => new Promise((resolve) => void alarm(ms, resolve)),
    async run(done = () => false) {
      await settled()
      for (let happened = 0; !done(); happened++) {
        const next = pop(events)
        if (!next) return
        if (happened >= mostEvents) throw new Error(`${mostEvents} things happened up to ${nowMs} ms, and no end`)
        if (!next.ring) continue
        nowMs = next.atMs
        next.ring()
        await settled()
      }
    },
  }
}

/** Everything that was promised and needs no time has been done. */
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))

function isSooner(a: Event | undefined, b: Event | undefined): boolean {
  return a !== undefined && b !== undefined && (a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order))
}

/** A binary heap, the soonest event first. */
function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (!isSooner(heap[at], heap[above])) return
    swap(heap, at, above)
    at = above
  }
}

function pop(heap: Event[]): Event | undefined {
  swap(heap, 0, heap.length - 1)
  const top = heap.pop()
  for (let at = 0; ; ) {
    const left = 2 * at + 1
    const least = isSooner(heap[left + 1], heap[left]) ? left + 1 : left
    if (!isSooner(heap[least], heap[at])) return top
    swap(heap, at, least)
    at = least
  }
}

function swap(heap: Event[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]]
  if (first && second) [heap[a], heap[b]] = [second, first]
}
