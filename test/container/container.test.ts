import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { alice, places, upgradeRoutes } from '../support/bot-under-test.ts'
import { type RunningContainer, runContainer } from '../support/container-process.ts'
import { buildContainerTree, type ContainerTree, nobody } from '../support/container-tree.ts'
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts'
import { startTeams, type Teams } from '../support/teams.ts'

/** What one process may take before it has a database in it, in MB; Azure's smallest plans leave room for more. */
const mostMb = 220
/** What work may leave behind until it is cleared away. */
const atWorkMb = 40
const starts = 5
const root = path.resolve(import.meta.dirname, '../..')

let tree: ContainerTree
let server: DatabaseServer
let sandbox: Sandbox
let teams: Teams
let bot: RunningContainer | null = null

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['src/tab/build/build-page.ts', '--if-stale'], { cwd: root })
  tree = await buildContainerTree()
  server = await startDatabaseServer()
  sandbox = await startSandbox()
  teams = await startTeams({ tenantId: sandbox.tenant.id, people: [alice] })
}, 300_000)

afterEach(async () => {
  await bot?.stop()
  bot = null
})

afterAll(async () => {
  await teams?.close()
  await sandbox?.close()
  await server?.remove()
  await tree?.remove()
})

async function start(settings: Record<string, string> = {}): Promise<RunningContainer> {
  bot = await runContainer(tree, { GRAPH_BASE_URL: sandbox.url, GRAPH_CREDENTIAL: 'sandbox', ...settings })
  return bot
}

test('the image holds no development dependency, no sandbox and no settings', () => {
  for (const name of ['vite', 'typescript', 'jest', '@biomejs/biome', 'node', 'react']) {
    expect(existsSync(path.join(tree.app, 'node_modules', name)) ? name : null).toBeNull()
  }
  for (const name of ['src/sandbox', 'test', 'env', '.git']) expect(existsSync(path.join(tree.app, name))).toBe(false)
})

test('its account can write nothing in it', async () => {
  const write = (file: string) =>
    promisify(execFile)(tree.node, ['-e', `fs.writeFileSync(${JSON.stringify(file)}, '')`], { ...nobody })
  await expect(write(path.join(tree.app, 'src/index.ts'))).rejects.toThrow(/EACCES/)
  await expect(write(path.join(tree.app, 'node_modules/new.js'))).rejects.toThrow(/EACCES/)
  await write(path.join(tree.data, 'note'))
})

test('with Postgres: it serves the tab’s page, upgrades an app, stays small, and stops cleanly', async () => {
  const { url } = await start({ DATABASE_URL: await server.createDatabase() })
  const page = await fetch(`${url}/tab/`)
  expect(page.status).toBe(200)
  const [, script] = /src="(\/tab\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? []
  expect((await fetch(url + script)).headers.get('content-type')).toMatch(/javascript/)
  await upgradeIn(url)
  const rssMb = Math.round(bot?.rssMb() ?? 0)
  tell(`resident after an upgrade: ${rssMb} MB`)
  expect(rssMb).toBeLessThanOrEqual(mostMb + atWorkMb)
  expect(bot?.errors()).toBe('')
  expect(await bot?.stop()).toBe(0)
}, 120_000)

test('with the embedded database it upgrades too, and keeps it in its one writable folder', async () => {
  const { url } = await start()
  await upgradeIn(url)
  expect(existsSync(path.join(tree.data, 'pglite'))).toBe(true)
  expect(await bot?.stop()).toBe(0)
}, 120_000)

test(`${starts} starts: ready each time, and small`, async () => {
  const figures: { readyMs: number; rssMb: number }[] = []
  const settings = { DATABASE_URL: await server.createDatabase() }
  for (let number = 0; number < starts; number++) {
    const started = await start(settings)
    expect(started.readyStatus).toBe(200)
    figures.push({ readyMs: Math.round(started.readyAfterMs), rssMb: Math.round(started.rssMb()) })
    await started.stop()
  }
  tell(`until /readyz answers: ${figures.map(({ readyMs }) => `${readyMs} ms`).join(', ')}`)
  tell(`resident then: ${figures.map(({ rssMb }) => `${rssMb} MB`).join(', ')}`)
  for (const { rssMb } of figures) expect(rssMb).toBeLessThanOrEqual(mostMb)
}, 120_000)

/** Types `upgrade app` in the group chat and waits for the card and for Graph's own word. */
async function upgradeIn(url: string): Promise<void> {
  teams.connectTo(url)
  sandbox.reset()
  teams.messages.length = 0
  await teams.send(teams.typed('upgrade app', places.personal, alice))
  await teams.until((text) => text.includes('Upgraded'), 60_000)
  const sent = sandbox.journal.filter(({ method }) => method === 'POST')
  expect(sent.map(({ route }) => route)).toEqual([upgradeRoutes.personal])
}

/** A figure for CI's log; nothing is asserted about time. */
function tell(figure: string): void {
  process.stdout.write(`container: ${figure}\n`)
}
