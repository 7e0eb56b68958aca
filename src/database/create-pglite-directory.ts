import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

/**
 * Makes an empty embedded database, all of it or nothing, beside its place until it is whole. The first one of a machine
 * takes seconds in which nobody could be answered, and hundreds of megabytes that would not come back: a process of its
 * own makes it, and what it made is kept beside the packages, to be copied for all that come after.
 */
export async function createPgliteDirectory(directory: string, signal: AbortSignal): Promise<void> {
  await removeUnfinished(directory)
  const unfinished = unfinishedName(directory)
  const kept = await keptDatabase()
  const isCopied = await copy(kept, unfinished).then(
    () => true,
    () => false,
  )
  if (!isCopied) {
    await rm(unfinished, { recursive: true, force: true })
    const options = { signal, timeout: 120_000, killSignal: 'SIGKILL' } as const
    await promisify(execFile)(process.execPath, [firstDatabase, unfinished], options)
    await keep(unfinished, kept)
  }
  await rename(unfinished, directory)
}

const firstDatabase = path.resolve(import.meta.dirname, 'make-first-database.ts')
const modules = path.resolve(import.meta.dirname, '../../node_modules')

/** Where the empty database of this version of PGlite is kept, once there is one. */
export async function keptDatabase(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(modules, '@electric-sql/pglite/package.json'), 'utf8'))
  return path.join(modules, '.cache/upgrade-bot', `pglite-${version}`)
}

/** Whole or not at all, by its name. Where packages cannot be written to, each database is made anew. */
async function keep(fresh: string, kept: string): Promise<void> {
  const copying = unfinishedName(kept)
  try {
    await mkdir(path.dirname(kept), { recursive: true })
    await copy(fresh, copying)
    await rename(copying, kept)
  } catch {
    // Somebody else may have been faster; theirs is as good.
    await rm(copying, { recursive: true, force: true }).catch(() => {})
  }
}

const copy = (from: string, to: string) => cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE })

const unfinishedMark = '.unfinished-'
const unfinishedName = (directory: string) => `${directory}${unfinishedMark}${randomBytes(4).toString('hex')}`

/** What a process left behind that died while it made one; nothing was ever written to it. Its child may still be at it. */
async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(path.dirname(directory))
  const left = names.filter((name) => name.startsWith(path.basename(directory) + unfinishedMark))
  const removals = left.map((name) => rm(path.join(path.dirname(directory), name), { recursive: true, force: true }))
  await Promise.allSettled(removals)
}
