import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { StoreUnavailable } from './store-unavailable.ts'

/** SQLSTATEs of Postgres for rows, indexes and files that cannot be what they were. */
const dataLossCodes = ['XX001', 'XX002', '58P01']

/** Whether Postgres itself answered with this error and lives on, so that the next statement may well succeed. */
export function isAnswered(error: unknown): boolean {
  const isLastWord = error instanceof Error && 'severity' in error && error.severity === 'PANIC'
  return codeOf(error) !== null && !isLastWord && !isDataLoss(error)
}

/** Whether Postgres says that what is stored is not what was written. */
export function isDataLoss(error: unknown): boolean {
  return dataLossCodes.includes(codeOf(error) ?? '')
}

/** SQLSTATE or Node's name of a system error; null for an embedded Postgres that fell over without a word. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

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
