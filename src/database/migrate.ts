import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { StoreUnavailable } from './store-unavailable.ts'
import { schemaName } from './tables.ts'

/** Any number that is always the same: workers that start together take turns on it. */
const lockKey = 7_355_608

const ownMigrations = path.join(import.meta.dirname, 'migrations')

type Migration = { version: number; name: string; text: string }

/**
 * Brings the tables up to what this code knows, each step recorded, all in one transaction; several processes may do it
 * at once. A role without the right to create anything is enough where nothing is left to do. A database written by a
 * newer version of this program is refused.
 */
export async function migrate(pool: Pool, directory = ownMigrations): Promise<void> {
  const migrations = readMigrations(directory)
  const newest = migrations.at(-1)?.version ?? 0
  const client = await pool.connect()
  try {
    if ((await readVersion(client, newest)) === newest) return
    await client.query('begin')
    await runPending(client, migrations)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

/**
 * Which migration the tables are at (0: none is there yet) and which is the newest; changes nothing. Rejects for tables
 * of a newer version of this program.
 */
export async function readSchemaVersions(client: ClientBase): Promise<{ current: number; newest: number }> {
  const newest = readMigrations(ownMigrations).at(-1)?.version ?? 0
  return { current: await readVersion(client, newest), newest }
}

async function runPending(client: PoolClient, migrations: Migration[]): Promise<void> {
  await client.query('set local statement_timeout = 60000')
  await client.query('select pg_advisory_xact_lock($1)', [lockKey])
  const done = await readVersion(client, migrations.at(-1)?.version ?? 0)
  if (done === 0) await client.query(firstStep)
  for (const { version, name, text } of migrations.filter((one) => one.version > done)) {
    await client.query(text)
    await client.query(`insert into ${schemaName}.schema_migration (version, name) values ($1, $2)`, [version, name])
  }
}

const firstStep = `
  create schema if not exists ${schemaName};
  create table ${schemaName}.schema_migration (
    version integer primary key, name text not null, at timestamptz not null default now()
  );`

async function readVersion(client: ClientBase, newestKnown: number): Promise<number> {
  // Not by to_regclass: it may answer from before another process made the table that this one waited for.
  const look = {
    text: `select from pg_tables where schemaname = $1 and tablename = 'schema_migration'`,
    values: [schemaName],
    // The first word to this server: if it is deaf, that should be known soon.
    query_timeout: 1_600,
  }
  const table = await client.query(look)
  if (table.rows.length === 0) return 0
  const { rows } = await client.query(`select max(version) as version from ${schemaName}.schema_migration`)
  const version: number = rows[0].version ?? 0
  if (version > newestKnown) {
    throw new StoreUnavailable(
      `the database was written by a newer version of this program (its tables are at version ${version}, this one knows ${newestKnown}): update the program, or use another database`,
    )
  }
  return version
}

function readMigrations(directory: string): Migration[] {
  return readdirSync(directory)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      name,
      text: readFileSync(path.join(directory, name), 'utf8'),
    }))
}
