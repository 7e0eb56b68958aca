import { PGlite } from '@electric-sql/pglite'
import { pgliteDirectory } from '../../src/database/open-embedded-store.ts'
import { schemaName } from '../../src/database/tables.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'

export type ReadEntry = { scopeId: string; kind: UpgradeOutcome['kind']; isRecovered: boolean; correlationId: string }

/** All that stands in the audit of an embedded database, read past the product; nobody else may have it open. */
export async function entriesIn(dataDir: string): Promise<ReadEntry[]> {
  const pglite = await PGlite.create(pgliteDirectory(dataDir))
  try {
    const columns = `scope_id as "scopeId", outcome->>'kind' as kind, is_recovered as "isRecovered", correlation_id as "correlationId"`
    return (await pglite.query<ReadEntry>(`select ${columns} from ${schemaName}.audit_entry`)).rows
  } finally {
    await pglite.close()
  }
}
