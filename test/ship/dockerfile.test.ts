import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from '@jest/globals'
import { validate } from 'dockerfile-utils'
import { parse } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { argumentsOf, copiedInto, createIsLetIn, imageCommand } from '../support/container-tree.ts'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

test('a linter finds nothing in the Dockerfile, and would find a mistake', () => {
  expect(validate(read('Dockerfile'))).toEqual([])
  expect(validate('FROM node\nCOPPY a b\n')).toHaveLength(1)
})

test('the image has the Node that this repository is tested with', () => {
  const [tested = ''] = String(JSON.parse(read('package.json')).devDependencies.node).split('.')
  expect(read('Dockerfile')).toContain(`ARG NODE_IMAGE=node:${tested}-`)
})

test('it copies only what is there and let in, and no stage of it is the one with the development dependencies', async () => {
  const isLetIn = await createIsLetIn()
  for (const { from, source } of await copiedInto('app')) {
    if (from !== null) continue
    expect(existsSync(path.join(root, source)) && isLetIn(source) ? source : `${source} is missing`).toBe(source)
  }
  const fromStages = (await copiedInto('app')).filter(({ from }) => from !== null)
  expect(fromStages.map(({ from, source }) => `${from} ${source}`)).toEqual([
    'dependencies /app/node_modules',
    'page /app/dist',
  ])
  expect(await argumentsOf('dependencies', 'RUN')).toEqual([expect.stringContaining('npm ci --omit=dev')])
})

test.each([
  'env/.env.local',
  'env/.env.dev.user',
  '.git/config',
  '.data/postmaster.pid',
  'src/sandbox/main.ts',
  'node_modules/pg/package.json',
])('%s never gets into a build', async (file) => {
  expect((await createIsLetIn())(file)).toBe(false)
})

test('it runs as somebody who is not root, Node first and without a shell, and asks itself whether it lives', async () => {
  expect(await argumentsOf('', 'USER')).toEqual(['node'])
  expect(await imageCommand()).toEqual(['node', '--max-semi-space-size=8', 'src/index.ts'])
  expect(await argumentsOf('', 'HEALTHCHECK')).toEqual([expect.stringMatching(/^CMD \["node".*\/healthz/)])
  expect(await argumentsOf('', 'VOLUME')).toEqual(['/data'])
  expect(await argumentsOf('', 'ENV')).toEqual([expect.stringMatching(/DATA_DIR=\/data/)])
})

type Service = {
  env_file?: string[]
  environment: Record<string, string>
  ports?: string[]
  volumes?: string[]
  depends_on?: Record<string, object>
  [key: string]: unknown
}
const compose: { services: Record<'bot' | 'database', Service>; volumes: object } = parse(read('compose.yaml'), {
  strict: true,
  uniqueKeys: true,
})

test('the same command runs in Azure, and with npm run serve', async () => {
  const command = await imageCommand()
  expect(read('infra/azure.bicep')).toContain(`appCommandLine: '${command.join(' ')}'`)
  const { serve } = JSON.parse(read('package.json')).scripts
  expect(serve.replace(' --env-file-if-exists=env/.env.local', '')).toBe(command.join(' '))
})

test('compose runs the bot with nothing that it could write to or grow by, and its names lead somewhere', () => {
  const { bot, database } = compose.services
  expect(bot).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  expect(Object.keys(bot.depends_on ?? {})).toEqual(['database'])
  expect((database.volumes ?? []).map((volume) => volume.split(':')[0])).toEqual(Object.keys(compose.volumes))
})

test('compose shows the database to the bot alone, and the bot to this machine alone', () => {
  expect(compose.services.database.ports).toBeUndefined()
  for (const port of compose.services.bot.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test('the bot starts with the settings of compose and of the sample', () => {
  const { environment, env_file: files = [] } = compose.services.bot
  expect(files).toEqual(['env/.env.local'])
  const filled = Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{[^}]*\}/, 'word')])
  const settings = { ...parseEnv(read('env/.env.local.sample')), ...Object.fromEntries(filled) }
  expect(readConfig(settings)).toMatchObject({
    kind: 'ok',
    config: { host: '0.0.0.0', databaseUrl: 'postgres://upgrade_bot:word@database:5432/upgrade_bot' },
  })
})
