import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { clouds } from '../../src/clouds.ts'
import { readConfig } from '../../src/config.ts'
import { variableNames } from '../../src/config-variables.ts'
import { allNodes, type BicepFile, createBicepReader, propertiesOf, quoted } from '../support/bicep.ts'

const root = path.resolve(import.meta.dirname, '../..')
const main = 'infra/azure.bicep'
const registration = 'infra/botRegistration/azurebot.bicep'
const files = [main, registration, 'infra/network.bicep', 'infra/postgres.bicep']

let read: (file: string) => BicepFile
beforeAll(async () => {
  read = await createBicepReader(root)
})

describe.each(files)('%s', (file) => {
  test('is Bicep from its first line to its last', () => {
    expect(read(file).syntaxErrors).toEqual([])
  })

  test('uses no name that it does not declare, and declares none that it does not use', () => {
    const { undeclared, unused } = read(file)
    expect({ undeclared, unused }).toEqual({ undeclared: [], unused: [] })
  })

  test('hands every module what it needs and no more, and takes only what it gives', () => {
    const { modules, outputsUsed } = read(file)
    for (const [symbol, { file: target, params }] of modules) {
      const { parameters, outputs } = read(path.posix.join(path.posix.dirname(file), target))
      const needed = [...parameters].filter(([, hasDefault]) => !hasDefault).map(([name]) => name)
      expect(params).toEqual(expect.arrayContaining(needed))
      expect([...parameters.keys()]).toEqual(expect.arrayContaining(params))
      const taken = outputsUsed.filter((one) => one.startsWith(`${symbol}.`)).map((one) => one.slice(symbol.length + 1))
      expect(outputs).toEqual(expect.arrayContaining(taken))
    }
  })

  test('names each resource’s type and a version of its API', () => {
    for (const { type, apiVersion } of read(file).resources.values()) {
      expect(type).toMatch(/^Microsoft\.\w+(\/\w+)+$/)
      expect(apiVersion).toMatch(/^20\d\d-\d\d-\d\d$/)
    }
  })
})

test('a mistake in a template would be noticed', () => {
  const wrong = read('test/ship/wrong.bicep')
  expect(wrong.syntaxErrors).toHaveLength(1)
  expect(wrong.undeclared).toEqual(['webb'])
  expect(wrong.unused).toEqual(['location'])
})

test('the parameter file sets what the template needs, and nothing that it does not know', () => {
  const { parameters } = JSON.parse(readFileSync(path.join(root, 'infra/azure.parameters.json'), 'utf8'))
  const known = read(main).parameters
  const needed = [...known].filter(([, hasDefault]) => !hasDefault).map(([name]) => name)
  expect(Object.keys(parameters)).toEqual(expect.arrayContaining(needed))
  expect([...known.keys()]).toEqual(expect.arrayContaining(Object.keys(parameters)))
})

test('who is served, who may roll out and which cloud it is come from the file of the environment', () => {
  const { parameters } = JSON.parse(readFileSync(path.join(root, 'infra/azure.parameters.json'), 'utf8'))
  const filledBy = (name: string) => /^\$\{\{(\w+)\}\}$/.exec(parameters[name].value)?.[1]
  expect(['allowedTenants', 'rolloutAdmins', 'cloud'].map(filledBy)).toEqual([
    'ALLOWED_TENANTS',
    'ROLLOUT_ADMINS',
    'CLOUD',
  ])
  // None of them may be empty there, so two have a word for it, which the bot must not see.
  const given = parseEnv(readFileSync(path.join(root, 'env/.env.dev'), 'utf8'))
  const settings = appSettings('consequence')
  expect(settings.get('ALLOWED_TENANTS')).toBe(`allowedTenants == '${given['ALLOWED_TENANTS']}' ? '' : allowedTenants`)
  expect(settings.get('ROLLOUT_ADMINS')).toBe(`rolloutAdmins == '${given['ROLLOUT_ADMINS']}' ? '' : rolloutAdmins`)
  expect(settings.get('CLOUD')).toBe('cloud')
  expect(Object.keys(clouds)).toContain(given['CLOUD'])
})

test('any other setting can be added, and wins', () => {
  const union = read(main).resources.get('settings')?.body.text ?? ''
  expect(union).toMatch(/,\s+extraSettings\s+\)\s+dependsOn/)
  const { parameters } = JSON.parse(readFileSync(path.join(root, 'infra/azure.parameters.json'), 'utf8'))
  expect(parameters.extraSettings).toEqual({ value: {} })
})

test('the database’s private name has the ending of each cloud that Azure has', () => {
  const text = readFileSync(path.join(root, 'infra/network.bicep'), 'utf8')
  const endings = [...text.matchAll(/^ {2}(Azure\w+): '(postgres\.database\.[\w.]+)'$/gm)].map(([, cloud]) => cloud)
  expect(endings).toEqual(['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'])
  expect(read('infra/network.bicep').resources.get('zone')?.body.text).toContain('[environment().name]')
})

test('Teams is the only channel: Web Chat and Direct Line are there to be off, and keys open nothing', () => {
  const { resources } = read(registration)
  const channels = [...resources.values()].filter(({ type }) => type.endsWith('/channels'))
  expect(channels.map(({ body }) => quoted(propertiesOf(body).get('name')))).toEqual([
    'MsTeamsChannel',
    'WebChatChannel',
    'DirectLineChannel',
  ])
  for (const { body } of channels.slice(1)) {
    const flags = [...body.text.matchAll(/\b(is\w+Enabled|isEnabled): (\w+)/g)].map(([, , value]) => value)
    expect(flags.length).toBeGreaterThan(0)
    expect(new Set(flags)).toEqual(new Set(['false']))
  }
  expect(resources.get('bot')?.body.text).toContain('disableLocalAuth: true')
})

/** The settings of the web app: with Postgres, and without. */
function appSettings(chosen: 'consequence' | 'alternative'): Map<string, string> {
  const body = read(main).resources.get('settings')?.body
  if (!body) throw new Error('there is no resource named settings')
  const objects = allNodes(body).filter(
    ({ type, parent }) => type === 'object' && parent?.type !== 'resource_declaration',
  )
  const [always, withPostgres, without] = objects
  const chosenOne = chosen === 'consequence' ? withPostgres : without
  if (!always || !chosenOne) throw new Error('the settings are not written as they were')
  return new Map([...propertiesOf(always), ...propertiesOf(chosenOne)].map(([name, value]) => [name, value.text]))
}

const ofThePlatform = ['WEBSITE_RUN_FROM_PACKAGE', 'SCM_DO_BUILD_DURING_DEPLOYMENT', 'NODE_ENV']
const guid = '11111111-1111-4111-8111-111111111111'
/** What Azure puts in the place of an expression. */
const samples: Record<string, string> = {
  BOT_ID: guid,
  BOT_TENANT_ID: guid,
  AZURE_CLIENT_ID: guid,
  AZURE_TENANT_ID: guid,
  TAB_CLIENT_ID: guid,
  TAB_DOMAIN: 'upgradebot.azurewebsites.net',
  TEAMS_APP_ID: guid,
  ALLOWED_TENANTS: '',
  CLOUD: 'global',
  ROLLOUT_ADMINS: '',
  DATABASE_URL: 'postgres://owner:word@db.private.postgres.database.azure.com:5432/upgrade_bot?sslmode=verify-full',
}

test.each([['consequence'], ['alternative']] as const)(
  'the bot starts with the settings that the template gives it, without a warning (%s)',
  (chosen) => {
    const settings = [...appSettings(chosen)].filter(([name]) => !ofThePlatform.includes(name))
    expect(settings.map(([name]) => name).filter((name) => !variableNames.includes(name))).toEqual([])
    const env = Object.fromEntries(
      settings.map(([name, text]) => [name, /^'[^$@]*'$/.test(text) ? text.slice(1, -1) : samples[name]]),
    )
    expect(Object.values(env)).not.toContain(undefined)
    expect(readConfig(env)).toMatchObject({ kind: 'ok', warnings: [], config: { bot: { password: null } } })
  },
)

test('the only secret of its own is the database’s, and it is read from the vault', () => {
  const text = readFileSync(path.join(root, main), 'utf8')
  expect(
    [...appSettings('consequence')].filter(([, value]) => value.includes('KeyVault')).map(([name]) => name),
  ).toEqual(['DATABASE_URL'])
  expect([...text.matchAll(/@secure\(\)\nparam (\w+)/g)].map(([, name]) => name)).toEqual([
    'databasePassword',
    'extraSettings',
  ])
  expect(text).not.toMatch(/output .*[Pp]assword/)
})

test('the database has no public address', () => {
  const body = read('infra/postgres.bicep').resources.get('server')?.body.text ?? ''
  expect(body).toContain("publicNetworkAccess: 'Disabled'")
  expect(body).toContain('delegatedSubnetResourceId: subnetId')
})
