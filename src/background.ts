/** Work that goes on after its request was answered. */
export type Background = {
  add(work: Promise<unknown>): void
  /** Resolves when all of it has ended, or after `graceMs`. */
  drained(graceMs: number): Promise<void>
}

/** Whoever adds work has dealt with its failures. */
export function createBackground(): Background {
  const running = new Set<Promise<unknown>>()
  return {
    add(work) {
      running.add(work)
      const end = () => running.delete(work)
      work.then(end, end)
    },
    async drained(graceMs) {
      const givenUp = new Promise((resolve) => setTimeout(resolve, graceMs).unref())
      await Promise.race([Promise.allSettled([...running]), givenUp])
    },
  }
}
