import { randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** Another process works on the data directory; two on one embedded database would silently lose rows. */
export class DataDirInUse extends Error {
  override name = 'DataDirInUse'
  readonly pid: number
  readonly host: string
  constructor(dataDir: string, { pid, host }: Pick<ProcessIdentity, 'pid' | 'host'>) {
    super(`the data directory ${dataDir} is used by process ${pid} on ${host}: stop it, or set DATA_DIR to another one`)
    this.pid = pid
    this.host = host
  }
}

export type OwnerLock = { release(): void }

/** How often an owner shows that it lives, for those who cannot see its pid, and when they take it for dead. */
const heartbeatMs = 5_000
const deadAfterMs = 30_000

/**
 * Takes the directory for this process until `release` or its end; makes it where it is missing. Throws
 * {@link DataDirInUse} when another process, or this one, has it. The lock of a dead process is taken over.
 *
 * A lock is a file `owner.lock.<n>`; the owner is who made the one with the highest n. Numbers never go down: one is
 * only ever removed by who made a higher one, and made only by who found the one before dead or released. So two that
 * take over a dead lock at the same moment cannot both succeed, whatever happens between their steps.
 */
export function takeOwnerLock(dataDir: string): OwnerLock {
  mkdirSync(dataDir, { recursive: true })
  for (;;) {
    const newest = numbersIn(dataDir).at(-1) ?? 0
    if (newest > 0) refuseIfAlive(dataDir, newest)
    const mine = newest + 1
    if (makeLock(dataDir, mine) && numbersIn(dataDir).at(-1) === mine) return hold(dataDir, mine)
  }
}

const lockName = /^owner\.lock\.(\d+)$/

function numbersIn(dataDir: string): number[] {
  const numbers = readdirSync(dataDir).flatMap((name) => lockName.exec(name)?.[1] ?? [])
  return numbers.map(Number).sort((a, b) => a - b)
}

function fileOf(dataDir: string, number: number): string {
  return path.join(dataDir, `owner.lock.${number}`)
}

type Lock = ProcessIdentity | 'released'

/** The running process that has the directory, this one included; null when nobody has. Takes and changes nothing. */
export function findOwner(dataDir: string): Pick<ProcessIdentity, 'pid' | 'host'> | null {
  if (!existsSync(dataDir)) return null
  try {
    const newest = numbersIn(dataDir).at(-1) ?? 0
    if (newest > 0) refuseIfAlive(dataDir, newest)
    return null
  } catch (error) {
    if (error instanceof DataDirInUse) return { pid: error.pid, host: error.host }
    throw error
  }
}

function refuseIfAlive(dataDir: string, number: number): void {
  const file = fileOf(dataDir, number)
  try {
    const lock = readLock(file)
    if (lock === 'released') return
    if (isRunning(lock) ?? Date.now() - statSync(file).mtimeMs < deadAfterMs) throw new DataDirInUse(dataDir, lock)
  } catch (error) {
    // Gone meanwhile: somebody made a higher one, which the caller finds next.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
}

/** A lock that a power cut left empty names nobody; then only its age counts. */
function readLock(file: string): Lock {
  const text = readFileSync(file, 'utf8')
  if (text === 'released') return text
  const nobody = { pid: 0, startedAt: null, host: 'an unknown machine', space: null }
  return text.startsWith('{') ? JSON.parse(text) : nobody
}

/** All at once or not at all: nobody ever reads half a lock. False when that number is taken. */
function makeLock(dataDir: string, number: number): boolean {
  const draft = writeDraft(dataDir, JSON.stringify(ownIdentity()))
  try {
    linkSync(draft, fileOf(dataDir, number))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function writeDraft(dataDir: string, text: string): string {
  const draft = path.join(dataDir, `owner.draft-${randomBytes(6).toString('hex')}`)
  writeFileSync(draft, text)
  return draft
}

function hold(dataDir: string, mine: number): OwnerLock {
  const file = fileOf(dataDir, mine)
  for (const number of numbersIn(dataDir).filter((one) => one < mine)) rmSync(fileOf(dataDir, number), { force: true })
  const heartbeat = setInterval(
    () => ignoreFailure(() => utimesSync(file, new Date(), new Date())),
    heartbeatMs,
  ).unref()
  const release = () => {
    clearInterval(heartbeat)
    process.off('exit', release)
    ignoreFailure(() => renameSync(writeDraft(dataDir, 'released'), file))
  }
  process.once('exit', release)
  return { release }
}

/** The directory may have been removed under us; then there is nothing left to show or to give back. */
function ignoreFailure(step: () => void): void {
  try {
    step()
  } catch {}
}
