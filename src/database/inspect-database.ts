import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { DatabaseState } from '../installations/inspection.ts'
import { readSchemaVersions } from './migrate.ts'
import { pgliteDirectory } from './open-embedded-store.ts'
import { findOwner } from './owner-lock.ts'
import { describeError } from './store-unavailable.ts'
import { schemaName } from './tables.ts'

/** Says what there is without opening it for use: nothing is made, migrated or locked. */
export async function inspectDatabase(where: { databaseUrl: string | null; dataDir: string }): Promise<DatabaseState> {
  try {
    return where.databaseUrl ? await inspectServer(where.databaseUrl) : inspectDirectory(where.dataDir)
  } catch (error) {
    return { kind: 'unusable', detail: describeError(error) }
  }
}

async function inspectServer(connectionString: string): Promise<DatabaseState> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  // A connection that breaks says so to whoever asked, and once more to nobody.
  client.on('error', () => {})
  try {
    await client.connect()
    const versions = await readSchemaVersions(client)
    return { kind: 'server', ...versions, mayMigrate: await mayMigrate(client, versions) }
  } finally {
    await client.end().catch(() => {})
  }
}

async function mayMigrate(
  client: pg.Client,
  { current, newest }: { current: number; newest: number },
): Promise<boolean> {
  if (current === newest) return true
  const privilege =
    current === 0
      ? "has_database_privilege(current_database(), 'create')"
      : `has_schema_privilege('${schemaName}', 'create')`
  const { rows } = await client.query(`select ${privilege} as may`)
  return rows[0]?.may === true
}

function inspectDirectory(dataDir: string): DatabaseState {
  const owner = findOwner(dataDir)
  if (owner) return { kind: 'in-use', ...owner }
  accessSync(nearestDirectory(path.resolve(dataDir)), constants.W_OK)
  return { kind: 'embedded', isMade: existsSync(pgliteDirectory(dataDir)) }
}

/** The directory is made at the first start, so what counts is whether it may be made. */
function nearestDirectory(directory: string): string {
  return existsSync(directory) ? directory : nearestDirectory(path.dirname(directory))
}
