import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Makes an empty embedded database, all of it or nothing: in a process of its own, because it takes seconds in which
 * nobody could be answered and hundreds of megabytes that would not come back, and beside its place until it is whole.
 */
export async function createPgliteDirectory(directory: string, signal: AbortSignal): Promise<void> {
  await removeUnfinished(directory)
  const unfinished = `${directory}${unfinishedMark}${randomBytes(4).toString('hex')}`
  const script = fileURLToPath(import.meta.url)
  await promisify(execFile)(process.execPath, [script, unfinished], { signal, timeout: 120_000, killSignal: 'SIGKILL' })
  await rename(unfinished, directory)
}

const unfinishedMark = '.unfinished-'

/** What a process left behind that died while it made one; nothing was ever written to it. Its child may still be at it. */
async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(path.dirname(directory))
  const left = names.filter((name) => name.startsWith(path.basename(directory) + unfinishedMark))
  const removals = left.map((name) => rm(path.join(path.dirname(directory), name), { recursive: true, force: true }))
  await Promise.allSettled(removals)
}

if (import.meta.main && process.argv[2]) {
  const { PGlite } = await import('@electric-sql/pglite')
  const pglite = await PGlite.create(process.argv[2])
  await pglite.close()
}
