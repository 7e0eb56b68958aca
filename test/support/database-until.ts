import { setTimeout as wait } from 'node:timers/promises'

const patienceMs = 90_000

/** Waits until it is so; after a minute and a half it never will be. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not so after ${patienceMs} ms`)
    await wait(50)
  }
}
