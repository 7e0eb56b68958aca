import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'

/** The role that `grants.sql` gives its rights to, made in a database whose tables exist. @returns its address. */
export async function grantedRole(ownerUrl: string): Promise<string> {
  const grants = await readFile(path.resolve(import.meta.dirname, '../../src/database/grants.sql'), 'utf8')
  await ask(ownerUrl, `create role upgrade_bot_app login; ${grants}`)
  return ownerUrl.replace('postgres@', 'upgrade_bot_app@')
}

/** One statement, by whom the address names. */
export async function ask(databaseUrl: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
