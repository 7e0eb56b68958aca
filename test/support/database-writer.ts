import { openDatabase } from '../../src/database/open-database.ts'
import { createLog } from '../../src/log.ts'
import { sampleEntry, sampleIntent } from './database-samples.ts'

// Writes intents and entries as fast as it can, in a tenant of its own, and says which ones were acknowledged.
const [dataDir = '', tenantId = ''] = process.argv.slice(2)
const { auditLog } = openDatabase({ databaseUrl: null, dataDir, log: createLog({ level: 'silent' }) })
for (let number = 0; ; number += 1) {
  const intent = sampleIntent({ id: `${tenantId}-${number}`, tenantId, scope: { kind: 'team', teamId: 'one' } })
  await auditLog.intend(intent)
  process.stdout.write(`intent ${intent.id}\n`)
  // Every third one is an upgrade whose process dies before its entry is written.
  if (number % 3 === 0) continue
  await auditLog.record(sampleEntry(intent))
  process.stdout.write(`entry ${intent.id}\n`)
}
