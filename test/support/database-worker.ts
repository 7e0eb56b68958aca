import { openDatabase } from '../../src/database/open-database.ts'
import { createLog } from '../../src/log.ts'

// Begins a job and never ends it; says which one, so that a test can kill this process in the middle of it.
const [databaseUrl = '', dataDir = '', queue = ''] = process.argv.slice(2)
const settings = { databaseUrl: databaseUrl || null, dataDir, answerWithinMs: 30_000 }
const database = openDatabase({ ...settings, log: createLog({ level: 'silent' }) })
await database.jobs.work(queue, (data) => {
  process.stdout.write(`${JSON.stringify(data)}\n`)
  return new Promise(() => {})
})
await database.jobs.schedule(queue, { number: 1 }, { runAfterSeconds: 0 })
setInterval(() => {}, 60_000)
