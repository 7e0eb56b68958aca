import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { runGrant } from '../infra/grant/run-grant.ts'
import { routeWords } from '../src/bot/routes.ts'
import { readArguments } from '../src/cli/doctor/read-arguments.ts'
import { readCommand } from '../src/cli/rollout/read-command.ts'
import type { CloudName } from '../src/clouds.ts'
import { variableNames } from '../src/config-variables.ts'
import { cloudLimit } from '../src/installations/cloud-limits.ts'
import {
  argumentsOf,
  brokenLinks,
  fileOfLink,
  linksOf,
  pages,
  programsOf,
  readText,
  unknownNpmCommands,
  variablesOf,
} from './support/documentation.ts'

/** Commands of others, and what they are for here. */
const foreignPrograms: Record<string, string> = {
  cp: 'copying a sample of settings',
  openssl: 'making the hash that a log line has, and passwords',
  pg_dump: 'Postgres’ own backup',
  pg_restore: 'and bringing it back',
  printf: 'an id without a line’s end',
  az: 'signing in to Azure, and deploying without the toolkit',
  atk: 'the Microsoft 365 Agents Toolkit',
  docker: 'what runs in a container',
  node: 'programs of ours where npm is not: their arguments are looked at below',
  npx: 'the same on this machine, with settings of another file',
}

/** Names that a program of ours or of others reads, beside the settings and what the deployment files name. */
const foreignVariables: Record<string, string> = {
  BENCH_SCALE: 'bench: how many times Graph’s limits the sandbox takes',
  OTEL_EXPORTER_OTLP_HEADERS: 'read by OpenTelemetry’s own libraries',
  OTEL_RESOURCE_ATTRIBUTES: 'likewise',
  OTEL_SERVICE_NAME: 'likewise',
  GRAPH_TOKEN: 'infra/grant: an admin’s token in place of az',
  OWNER_URL: 'pg_dump, pg_restore and grants.sql: the address of the database’s owner',
  SECRET_LOG_HASH_KEY: 'an example of a secret that the Agents Toolkit hands on',
}

/** What the Agents Toolkit, Azure and containers call theirs stands in these. */
const deploymentFiles = [
  ...['m365agents.yml', 'm365agents.local.yml', 'm365agents.playground.yml', 'appPackage/manifest.json'],
  ...['infra/azure.bicep', 'infra/azure.parameters.json', 'env/.env.dev', 'env/.env.local.sample', 'compose.yaml'],
]
const knownVariables = new Set([
  ...variableNames,
  ...Object.keys(foreignVariables),
  ...deploymentFiles.flatMap((file) => variablesOf(readText(file))),
])
const unknownVariables = (text: string) => variablesOf(text).filter((name) => !knownVariables.has(name))
const unknownPrograms = (text: string) =>
  programsOf(text).filter((program) => program !== 'npm' && !Object.hasOwn(foreignPrograms, program))

test('the README can be read in one go', () => {
  expect(readText('README.md').split('\n').length - 1).toBeLessThan(150)
})

test('the bot knows every command of the README', () => {
  const [, table = ''] = readText('README.md').split('| type | does |')
  const [rows = ''] = table.split('\n\n')
  const commands = rows.split('\n').flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)])
  const words = commands.map(([, command = '']) => command.replace('<name>', 'polls'))
  expect(words.length).toBeGreaterThan(8)
  expect(words.filter((one) => routeWords(one).kind === 'unknown-words')).toEqual([])
})

test('the README leads to every page, by a page in between at most', () => {
  const next = (page: string) => linksOf(readText(page)).map((link) => fileOfLink(page, link))
  const first = next('README.md').filter((page) => pages.includes(page))
  const reached = new Set(['README.md', ...first, ...first.flatMap(next)])
  // A folder that is linked shows what is in it.
  expect(pages.filter((page) => !reached.has(page) && !reached.has(dirname(page)))).toEqual([])
})

test('a problem with a command, a link or a name would be noticed', () => {
  const text = 'Type `npm run fly` or npm install, see [there](docs/nowhere.md#at-all) and set `NO_SUCH_SETTING`.'
  expect(unknownNpmCommands(text)).toEqual(['npm run fly', 'npm install'])
  expect(brokenLinks('README.md', text)).toEqual(['docs/nowhere.md#at-all'])
  expect(brokenLinks('README.md', '[a](docs/doctor.md#the-lines) [b](docs/doctor.md#no-such-heading)')).toEqual([
    'docs/doctor.md#no-such-heading',
  ])
  expect(unknownVariables(text)).toEqual(['NO_SUCH_SETTING'])
  expect(unknownPrograms('```sh\nnpm test && A_B=1 frobnicate --all # why\n# nothing\n```\n')).toEqual(['frobnicate'])
  const shipped =
    '`docker compose exec bot node src/cli/doctor.ts --fly`\nnpx node --a=b /app/src/cli/doctor.ts --json # why'
  expect(argumentsOf('doctor', shipped)).toEqual([['--fly'], ['--json']])
})

const allArguments = (script: string) => pages.flatMap((page) => argumentsOf(script, readText(page)))

test('every way of calling doctor that a page shows is understood', () => {
  const shown = allArguments('doctor')
  expect(shown.length).toBeGreaterThan(3)
  expect(shown.filter((args) => readArguments(args) === null)).toEqual([])
})

test('every way of rolling out that a page shows is understood', () => {
  const shown = allArguments('rollout')
  expect(shown.length).toBeGreaterThan(3)
  expect(shown.filter((args) => readCommand(args).kind !== 'ok')).toEqual([])
})

test('every way of granting permissions that a page shows is understood', async () => {
  const shown = allArguments('grant')
  expect(shown.length).toBeGreaterThan(4)
  // Nobody listens there: what is understood ends with code 1, and what is not with 2.
  const nowhere = { GRAPH_BASE_URL: 'http://127.0.0.1:9', GRAPH_TOKEN: 'none' }
  const said = await Promise.all(shown.map(async (args) => ({ args, code: (await runGrant(args, nowhere)).code })))
  expect(said.filter(({ code }) => code !== 1)).toEqual([])
})

test('the admins’ table of clouds says what the code does', () => {
  const rows = [...readText('docs/admin-guide.md').matchAll(/^\| (`(?:global|gcc-high|china).+?) \|$/gm)]
  const told = rows.flatMap(([, row = '']) => {
    const [names = '', team = '', chat = '', user = '', me = ''] = row.split(' | ')
    const places = Object.entries({ team, chat, user, me }).map(([place, words]) => [place, !words.startsWith('no')])
    return [...names.matchAll(/[\w-]+/g)].map(([cloud]) => [cloud, Object.fromEntries(places)])
  })
  const places = ['team', 'chat', 'user', 'me'] as const
  const isOffered = (cloud: CloudName) => places.map((place) => [place, cloudLimit(cloud, place) === null])
  const clouds = ['global', 'gcc-high', 'dod', 'china'] as const
  const done = clouds.map((cloud) => [cloud, Object.fromEntries(isOffered(cloud))])
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(done))
})

test('every npm script starts a program that is there', () => {
  const { scripts } = JSON.parse(readText('package.json'))
  const started = Object.values<string>(scripts).flatMap((script) => script.match(/[\w/.-]+\.ts\b/g) ?? [])
  expect(started.length).toBeGreaterThan(8)
  expect(started.filter((file) => !existsSync(`${import.meta.dirname}/../${file}`))).toEqual([])
})

describe.each(pages)('%s', (page) => {
  test('names only commands that exist', () => {
    expect(unknownNpmCommands(readText(page))).toEqual([])
    expect(unknownPrograms(readText(page))).toEqual([])
  })

  test('links only to what exists', () => {
    expect(brokenLinks(page, readText(page))).toEqual([])
  })

  test('names only settings that exist', () => {
    expect(unknownVariables(readText(page))).toEqual([])
  })
})
