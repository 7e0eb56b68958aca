import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DataDirInUse, takeOwnerLock } from '../../src/database/owner-lock.ts'

// Takes the lock and gives it back as often as it can for a while, at least once; fails when somebody else is in there with it.
const [dataDir = '', until = '0'] = process.argv.slice(2)
const inside = path.join(dataDir, 'inside')
let taken = 0
while (taken === 0 || Date.now() < Number(until)) {
  try {
    const lock = takeOwnerLock(dataDir)
    writeFileSync(inside, '', { flag: 'wx' })
    rmSync(inside)
    lock.release()
    taken += 1
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error
  }
}
process.stdout.write(`${taken}\n`)
