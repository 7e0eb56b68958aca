import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { codeOf, isDataLoss } from './sql-state.ts'
import { StoreUnavailable } from './store-unavailable.ts'

/** Whether the directory is to blame for the error, rather than the machine (memory, disk, rights) or this program. */
export async function isDamage(directory: string, error: unknown): Promise<boolean> {
  if (!error || !existsSync(directory)) return false
  if (isDataLoss(error)) return true
  if (error instanceof StoreUnavailable || error instanceof RangeError || codeOf(error)) return false
  return canWriteBeside(directory)
}

async function canWriteBeside(directory: string): Promise<boolean> {
  const probe = `${directory}.probe`
  try {
    await writeFile(probe, Buffer.alloc(1 << 20))
    return true
  } catch {
    return false
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
}

/** Moves the directory to `damaged-<time>` beside it, for somebody to look at, and says where that is. */
export async function setAside(directory: string): Promise<string> {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const target = path.join(path.dirname(directory), `damaged-${time}`)
  await rename(directory, target)
  return target
}

/** The Postgres version a directory was made by, as far as it still says so. */
export async function madeBy(directory: string): Promise<string | null> {
  const text = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch(() => '')
  return /^\d{1,3}$/.test(text.trim()) ? text.trim() : null
}
