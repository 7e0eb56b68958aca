import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPgliteDirectory, keptDatabase } from '../../src/database/create-pglite-directory.ts'

/** A data directory of the test's own, without a database in it. */
export function emptyDataDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'upgrade-bot-data-'))
}

/** The same with an embedded database that was never used. */
export async function preparedDataDir(): Promise<string> {
  const dataDir = await emptyDataDir()
  await createPgliteDirectory(path.join(dataDir, 'pglite'), new AbortController().signal)
  return dataDir
}

/** As on a machine that has made no embedded database yet. */
export async function asOnNewMachine<T>(work: () => Promise<T>): Promise<T> {
  const kept = await keptDatabase()
  const aside = `${kept}.aside-${process.pid}`
  await rename(kept, aside).catch(() => {})
  try {
    return await work()
  } finally {
    // The work may have made another one.
    await rename(aside, kept).catch(() => rm(aside, { recursive: true, force: true }))
  }
}
