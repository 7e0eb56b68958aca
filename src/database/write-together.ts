/** Adds one item; resolved when it is safely written, rejected when it is not. */
export type WriteTogether<T> = (item: T) => Promise<void>

/**
 * Writes that arrive while one is under way go together in the next: at full speed a transaction holds dozens of rows,
 * and a single row waits for nobody. `write` gets at most `size` items and must do all or none of them.
 */
export function writeTogether<T>(write: (items: T[]) => Promise<void>, size = 100): WriteTogether<T> {
  const waiting: { item: T; written: PromiseWithResolvers<void> }[] = []
  let isWriting = false

  async function writeAll(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, size)
      try {
        await write(batch.map(({ item }) => item))
        for (const { written } of batch) written.resolve()
      } catch (error) {
        for (const { written } of batch) written.reject(error)
      }
    }
    isWriting = false
  }

  return (item) => {
    const written = Promise.withResolvers<void>()
    waiting.push({ item, written })
    // Once this turn of the event loop is over, so that what is done in one go is written in one go.
    if (!isWriting) {
      isWriting = true
      setImmediate(() => void writeAll())
    }
    return written.promise
  }
}
