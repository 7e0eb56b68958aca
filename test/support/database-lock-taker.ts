import { takeOwnerLock } from '../../src/database/owner-lock.ts'

// Takes the lock at a given moment, says how that went, and holds it until it is told to let go or killed.
const [dataDir = '', moment = '0'] = process.argv.slice(2)
while (Date.now() < Number(moment)) {}
try {
  const lock = takeOwnerLock(dataDir)
  process.stdout.write('taken\n')
  process.stdin.on('end', () => lock.release()).resume()
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
}
