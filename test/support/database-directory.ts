import { constants, existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPgliteDirectory } from '../../src/database/create-pglite-directory.ts'

const modules = path.resolve(import.meta.dirname, '../../node_modules')

/** A data directory of the test's own, without a database in it. */
export function emptyDataDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'upgrade-bot-data-'))
}

/** The same with an embedded database that was never used, copied from one that is made once a machine. */
export async function preparedDataDir(): Promise<string> {
  const template = await preparedDatabase()
  const dataDir = await emptyDataDir()
  await cp(template, path.join(dataDir, 'pglite'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  return dataDir
}

async function preparedDatabase(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(modules, '@electric-sql/pglite/package.json'), 'utf8'))
  const cache = path.join(modules, '.cache/upgrade-bot')
  const template = path.join(cache, `pglite-${version}`)
  if (existsSync(template)) return template
  await mkdir(cache, { recursive: true })
  const workshop = await mkdtemp(path.join(cache, 'making-'))
  await createPgliteDirectory(path.join(workshop, 'pglite'), new AbortController().signal)
  await rename(path.join(workshop, 'pglite'), template).catch((error) => {
    // Another test file was faster; its database is as good.
    if (!existsSync(template)) throw error
  })
  await rm(workshop, { recursive: true, force: true })
  return template
}
