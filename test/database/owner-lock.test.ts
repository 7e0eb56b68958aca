import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openDatabase } from '../../src/database/open-database.ts'
import { DataDirInUse, findOwner, takeOwnerLock } from '../../src/database/owner-lock.ts'
import { ownIdentity } from '../../src/database/process-identity.ts'
import { StoreUnavailable } from '../../src/database/store-unavailable.ts'
import { scaled } from '../support/campaign-scale.ts'
import { quietLog } from '../support/database-backends.ts'
import { emptyDataDir } from '../support/database-directory.ts'
import { sampleEntry } from '../support/database-samples.ts'
import { until } from '../support/database-until.ts'

const script = path.resolve(import.meta.dirname, '../support/database-lock-taker.ts')
const rounds = scaled(20)

let dataDir: string
const children: ChildProcess[] = []

beforeEach(async () => {
  dataDir = await emptyDataDir()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

test(
  `of processes that want the directory at the same moment exactly one gets it, ${rounds} times, over dead owners too`,
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const moment = Date.now() + 250
      const contenders = await Promise.all([contend(moment), contend(moment), contend(moment)])
      const winners = contenders.filter(({ said }) => said === 'taken')
      expect(winners).toHaveLength(1)
      const winner = winners[0]?.child
      const losers = contenders.filter(({ said }) => said !== 'taken')
      for (const { said } of losers) expect(said).toContain(`used by process ${winner?.pid} on`)
      // Every other owner dies without a word and leaves its lock behind.
      if (winner) await end(winner, round % 2 === 0 ? 'SIGKILL' : 'politely')
    }
    expect(await readdir(dataDir)).toHaveLength(1)
  },
  20_000 * rounds,
)

test('however fast processes take it and give it back, two never have it together', async () => {
  const rush = path.resolve(import.meta.dirname, '../support/database-lock-rush.ts')
  const until = String(Date.now() + 2_500)
  const run = promisify(execFile)
  const outputs = await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, [rush, dataDir, until])))
  const taken = outputs.map(({ stdout }) => Number(stdout))
  expect(Math.min(...taken)).toBeGreaterThan(0)
})

test('an owner that is dead but not yet buried by its parent is dead', async () => {
  if (process.platform !== 'linux') return
  // The parent becomes a sleep, which never asks what became of its child. A shell gives what it runs in the background an
  // input that is at its end, and that would be the word to let go.
  const program = 'exec 3<&0; "$0" "$1" "$2" 0 <&3 & exec sleep 60'
  const parent = spawn('sh', ['-c', program, process.execPath, script, dataDir])
  children.push(parent)
  await once(parent.stdout, 'data')
  const inUse = (): DataDirInUse => {
    try {
      takeOwnerLock(dataDir)
    } catch (error) {
      if (error instanceof DataDirInUse) return error
    }
    throw new Error('the lock is not held')
  }
  const { pid } = inUse()
  process.kill(pid, 'SIGKILL')
  await until(async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z '))
  takeOwnerLock(dataDir).release()
})

test('a second database on the directory is refused within a second, naming the owner', async () => {
  const { child } = await contend(0)
  const start = performance.now()
  const open = () => openDatabase({ databaseUrl: null, dataDir, log: quietLog })
  expect(open).toThrow(DataDirInUse)
  expect(open).toThrow(expect.objectContaining({ pid: child.pid }))
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('the directory is made where it is missing, and free again once its database is closed', async () => {
  const settings = { databaseUrl: null, dataDir: path.join(dataDir, 'deep/down'), log: quietLog }
  const first = openDatabase(settings)
  expect(() => openDatabase(settings)).toThrow(expect.objectContaining({ pid: process.pid }))
  await first.close()
  await openDatabase(settings).close()
})

test('a database on a server needs no directory and locks none', async () => {
  const settings = { databaseUrl: 'postgres://127.0.0.1:1/none', dataDir, log: quietLog }
  const [first, second] = [openDatabase(settings), openDatabase(settings)]
  await Promise.all([first.close(), second.close()])
  expect(await readdir(dataDir)).toEqual([])
})

test('a process that merely got the pid of a dead owner is not taken for the owner', async () => {
  await writeLock({ ...ownIdentity(), startedAt: '1' })
  takeOwnerLock(dataDir).release()
})

test('an owner on another machine counts while it shows that it lives, and is taken over when it no longer does', async () => {
  const file = await writeLock({ ...ownIdentity(), host: 'elsewhere', pid: 4711 })
  expect(() => takeOwnerLock(dataDir)).toThrow(/used by process 4711 on elsewhere/)
  const longAgo = new Date(Date.now() - 31_000)
  await utimes(file, longAgo, longAgo)
  takeOwnerLock(dataDir).release()
})

test('a pid of another container, or of before the last boot, says nothing about the owner', async () => {
  // No process has this number here, but over there one may.
  await writeLock({ ...ownIdentity(), pid: 4_194_303, space: 'another' })
  expect(() => takeOwnerLock(dataDir)).toThrow(DataDirInUse)
})

test('a lock that a power cut left empty is taken over after a while', async () => {
  const file = path.join(dataDir, 'owner.lock.7')
  await writeFile(file, '')
  expect(() => takeOwnerLock(dataDir)).toThrow(DataDirInUse)
  const longAgo = new Date(Date.now() - 31_000)
  await utimes(file, longAgo, longAgo)
  const lock = takeOwnerLock(dataDir)
  expect(await readdir(dataDir)).toEqual(['owner.lock.8'])
  lock.release()
})

test('the lock says whose it is', async () => {
  const lock = takeOwnerLock(dataDir)
  const [name = ''] = await readdir(dataDir)
  expect(JSON.parse(await readFile(path.join(dataDir, name), 'utf8'))).toEqual(ownIdentity())
  lock.release()
})

test('a directory that cannot be used costs the database, not the bot', async () => {
  const file = path.join(dataDir, 'file')
  await writeFile(file, '')
  const database = openDatabase({ databaseUrl: null, dataDir: file, log: quietLog })
  await expect(database.auditLog.record(sampleEntry())).rejects.toThrow(StoreUnavailable)
  expect(await database.health()).toMatch(/the data directory cannot be used: .*EEXIST/)
  await database.close()
})

async function writeLock(identity: object): Promise<string> {
  const file = path.join(dataDir, 'owner.lock.3')
  await writeFile(file, JSON.stringify(identity))
  return file
}

async function contend(moment: number): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [script, dataDir, String(moment)], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const [said] = await once(child.stdout ?? child, 'data')
  return { child, said: String(said).trim() }
}

async function end(child: ChildProcess, how: 'SIGKILL' | 'politely'): Promise<void> {
  const gone = once(child, 'exit')
  if (how === 'SIGKILL') child.kill('SIGKILL')
  else child.stdin?.end()
  await gone
}

test('who has a directory can be asked without taking it', async () => {
  expect(findOwner(path.join(dataDir, 'not-there'))).toBeNull()
  expect(findOwner(dataDir)).toBeNull()
  const lock = takeOwnerLock(dataDir)
  expect(findOwner(dataDir)?.pid).toBe(process.pid)
  lock.release()
  expect(findOwner(dataDir)).toBeNull()
  expect(await readdir(dataDir)).toEqual(['owner.lock.1'])
})
