import { setTimeout as wait } from 'node:timers/promises'

/** Waits until it is so; after forty seconds it never will be. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 90_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not so after ${withinMs} ms`)
    await wait(50)
  }
}
