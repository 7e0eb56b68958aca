import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { faultOn } from '../../src/sandbox/faults.ts'
import type { BotProcess } from '../support/bot-process.ts'
import { alice, bob, places } from '../support/bot-under-test.ts'
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts'
import { type SignedInWorld, startSignedInWorld } from '../support/signed-in-world.ts'

const canary = (name: string) => `canary-${name}-8f3b1c`
const secrets = [canary('client-secret'), canary('wrong-secret'), canary('database-password'), canary('metrics-token')]

/** Every token of the whole run: activities', the tab's, the bot's for Teams and for Graph, people's for Graph. */
const tokens: string[] = []
/** Everything that somebody could read: log lines, answers, cards. */
const said: string[] = []
let world: SignedInWorld
let database: DatabaseServer
let databaseUrl: string
let bot: BotProcess

beforeAll(async () => {
  database = await startDatabaseServer()
  databaseUrl = (await database.createDatabase()).replace('postgres@', `postgres:${canary('database-password')}@`)
  world = await startSignedInWorld({ clientSecret: canary('client-secret'), onToken: (token) => tokens.push(token) })
})
afterAll(async () => {
  await world.stop()
  await database.remove()
})

const ask = async (url: string, init: RequestInit = {}) => {
  const answer = await fetch(url, init)
  const text = await answer.text()
  said.push(text, JSON.stringify([...answer.headers]))
  return { status: answer.status, text }
}

const send = async (activity: object) => {
  const { status, body } = await world.teams.send(activity)
  said.push(JSON.stringify(body))
  return status
}

async function tabToken(userId: string, lifeSeconds = 3_600): Promise<string> {
  const body = JSON.stringify({ userId, lifeSeconds })
  const answer = await fetch(`${world.sandbox.url}/_sandbox/issuer/tab-token`, { method: 'POST', body })
  return String(Object(await answer.json()).token)
}

const askTab = (method: string, at: string, token: string) =>
  ask(`${bot.url}/api/tab/me/${at}`, { method, headers: { authorization: `Bearer ${token}` } })

test('while all goes well: typed, pressed and from the tab, with a secret for Teams and a certificate for Graph', async () => {
  bot = await world.startBot({
    ...world.credentials['a certificate'],
    BOT_PASSWORD: canary('client-secret'),
    DATABASE_URL: databaseUrl,
    METRICS: 'prometheus',
    METRICS_TOKEN: canary('metrics-token'),
    LOG_LEVEL: 'trace',
    NODE_OPTIONS: `--import ${path.resolve(import.meta.dirname, '../support/record-connections.ts')}`,
    CONNECTIONS_FILE: world.file('connections'),
  })
  expect(await send(world.teams.typed('upgrade app', places.group, alice))).toBe(200)
  await world.teams.until((text) => text.includes('Teams now reports version 1.10.0'))
  expect(await send(world.teams.pressed('status', places.channel, alice))).toBe(200)
  expect(await send(world.teams.pressed('history', places.group, alice))).toBe(200)
  const list = await askTab('GET', 'installations', await tabToken(acmeIds.bob))
  expect(list.status).toBe(200)
  const { installations } = JSON.parse(list.text) as { installations: { id: string; version: string }[] }
  const own = installations.find(({ version }) => version === '1.2.0')
  const upgrade = await askTab('POST', `installations/${own?.id}/upgrade`, await tabToken(acmeIds.bob))
  expect(upgrade.text).toContain('"kind":"upgraded"')
  await ask(`${bot.url}/readyz`)
  await ask(`${bot.url}/metrics`, { headers: { authorization: `Bearer ${canary('metrics-token')}` } })
})

test('while things fail: refused tokens, a Graph that repeats what it was sent, exchanges that are refused', async () => {
  const [last = ''] = tokens.slice(-1)
  await ask(`${bot.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${last}` },
    body: JSON.stringify(world.teams.typed('upgrade app', places.group, alice)),
  })
  await askTab('GET', 'installations', await tabToken(acmeIds.alice, -600))
  await askTab('GET', `installations?token=${last}`, 'not.a.token')
  const message = `Bearer ${last} of client_secret=${canary('client-secret')} was not taken`
  for (const status of [401, 403, 500, 400]) {
    const fault = faultOn({ method: 'GET' }, { kind: 'status', status, code: 'Odd', message }, 4)
    world.sandbox.addFault(fault)
    await send(world.teams.pressed('upgrade', places.channel, alice))
    world.sandbox.clearFaults()
  }
  world.teams.faults.push({ method: 'GET', status: 401, times: 1 })
  await send(world.teams.pressed('upgrade', places.personal, bob))
  if (world.sandbox.tenant.signedInWith) world.sandbox.tenant.signedInWith.scopes = []
  await askTab('GET', 'installations', await tabToken(acmeIds.carol))
})

test('it connected to Graph, Entra, Teams and the database, and to nobody else', async () => {
  const hosts = [world.sandbox.url, world.sandbox.loginUrl, world.teams.serviceUrl].map(
    (url) => new URL(url ?? '').host,
  )
  const allowed = [...hosts, `127.0.0.1:${database.port}`]
  const connections = (await readFile(world.file('connections'), 'utf8')).trim().split('\n')
  expect(new Set(connections.filter((where) => !where.startsWith('pipe ')))).toEqual(new Set(allowed))
})

test('while nothing works: another secret than Entra knows, and no database', async () => {
  await bot.stop()
  bot = await world.startBot({
    AZURE_CLIENT_SECRET: canary('wrong-secret'),
    DATABASE_URL: `postgres://u:${canary('database-password')}@127.0.0.1:1/nothing`,
    LOG_LEVEL: 'trace',
  })
  await send(world.teams.pressed('upgrade', places.channel, alice))
  await send(world.teams.typed('history', places.group, alice))
  await askTab('GET', 'installations', await tabToken(acmeIds.bob))
  expect((await ask(`${bot.url}/readyz`)).status).toBe(503)
})

test('no secret, no token and no key stands in a log line, an answer, a card or the database', async () => {
  const cards = JSON.stringify(world.teams.messages)
  const rows = await everyRow(databaseUrl)
  const places = { log: world.lines.join('\n'), answers: said.join('\n'), cards, rows }
  // The search would find something: each place holds what it should.
  expect(places.log).toContain('Graph was called')
  expect(places.answers).toContain('installations')
  expect(cards).toContain('1.10.0')
  expect(rows).toContain(acmeIds.alice)
  expect(tokens.length).toBeGreaterThan(10)
  const keyLines = world.appPem.split('\n').filter((line) => /^[\w+/=]{60,}$/.test(line))
  const hidden = [...secrets, ...keyLines, ...tokens.flatMap((token) => token.split('.').slice(1))]
  for (const [place, text] of Object.entries(places)) {
    const found = hidden.filter((one) => text.includes(one))
    expect({ place, found }).toEqual({ place, found: [] })
    expect({ place, jwt: /\beyJ[\w-]{20,}/.exec(text)?.[0] }).toEqual({ place, jwt: undefined })
  }
})

async function everyRow(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const tables = await client.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')",
  )
  const rows: string[] = []
  for (const { name } of tables.rows) {
    const all = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
    rows.push(...all.rows.map(({ row }) => row))
  }
  await client.end()
  return rows.join('\n')
}
