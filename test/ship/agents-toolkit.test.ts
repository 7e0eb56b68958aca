import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { worldNames } from '../../src/sandbox/choose-tenant.ts'
import { createBicepReader } from '../support/bicep.ts'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

type Step = { uses: string; with: Record<string, unknown>; writeToEnvironmentFile?: Record<string, string> }
type Project = { version: string; environmentFolderPath?: string } & Partial<Record<Lifecycle, Step[]>>
type Lifecycle = 'provision' | 'deploy' | 'publish'
const lifecycles = ['provision', 'deploy', 'publish'] as const
const files = ['m365agents.yml', 'm365agents.local.yml', 'm365agents.playground.yml']
const project = (file: string): Project => parse(read(file), { strict: true, uniqueKeys: true })
const stepsOf = (file: string) => lifecycles.flatMap((name) => project(file)[name] ?? [])

/** Each action and what it must be given, by the Toolkit's own code (@microsoft/teamsfx-core 3.1). */
const actions: Record<string, string[]> = {
  'aadApp/create': ['name', 'generateClientSecret'],
  'aadApp/update': ['manifestPath', 'outputFilePath'],
  'arm/deploy': ['subscriptionId', 'resourceGroupName', 'templates'],
  'azureAppService/zipDeploy': ['artifactFolder', 'resourceId'],
  'botFramework/create': ['botId', 'name', 'messagingEndpoint'],
  'cli/runNpmCommand': ['args'],
  'file/createOrUpdateEnvironmentFile': ['target', 'envs'],
  script: ['run'],
  'teamsApp/create': ['name'],
  'teamsApp/publishAppPackage': ['appPackagePath'],
  'teamsApp/update': ['appPackagePath'],
  'teamsApp/validateAppPackage': ['appPackagePath'],
  'teamsApp/zipAppPackage': ['manifestPath', 'outputZipPath'],
}

let armOutputs: string[] = []
beforeAll(async () => {
  armOutputs = (await createBicepReader(root))('infra/azure.bicep').outputs
})

describe.each(files)('%s', (file) => {
  test('is written for the Toolkit’s version 1.11, with steps it knows, each with what it needs', () => {
    expect(project(file).version).toBe('v1.11')
    for (const { uses, with: given } of stepsOf(file)) {
      expect(Object.keys(actions)).toContain(uses)
      expect(Object.keys(given)).toEqual(expect.arrayContaining(actions[uses] ?? []))
    }
  })

  test('names only files that are there, or that an earlier step makes', () => {
    const paths = [...read(file).matchAll(/(?:\w*[pP]ath|parameters|ignoreFile|environmentFolderPath): (\S+)/g)]
    const sources = paths.map(([, name = '']) => name).filter((name) => !name.includes('/build/'))
    for (const name of sources) expect(existsSync(path.join(root, name)) ? name : `${name} is missing`).toBe(name)
  })

  test('runs only npm commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json'))
    for (const { with: given } of stepsOf(file).filter(({ uses }) => uses === 'cli/runNpmCommand')) {
      const [command = '', script = ''] = String(given['args']).split(' ')
      expect(command === 'run' ? scripts[script] !== undefined : ['ci', 'prune'].includes(command)).toBe(true)
    }
  })

  test('uses no variable before something gives it a value', () => {
    const known = new Set([...filledIn(parseEnv(read('env/.env.dev'))), ...askedFor])
    const provided = [
      'AAD_APP_CLIENT_ID',
      'AAD_APP_OBJECT_ID',
      'TEAMS_APP_ID',
      'BOT_ID',
      'AZURE_APP_SERVICE_RESOURCE_ID',
    ]
    // What the steps make is not in the file of the environment before the first provision.
    for (const name of provided) known.delete(name)
    for (const step of stepsOf(file)) {
      expect(variablesIn(step).filter((name) => !known.has(name))).toEqual([])
      for (const name of made(step)) known.add(name)
    }
  })
})

/** The Toolkit takes an empty variable for a missing one and stops, but for this one (expandEnvironmentVariable in its code). */
function filledIn(variables: Record<string, string | undefined>): string[] {
  return Object.keys(variables).filter((name) => variables[name] !== '' || name === 'APP_NAME_SUFFIX')
}

/** What it asks for or makes up by itself where it is empty, and the one secret that the README has put in. */
const askedFor = ['AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP_NAME', 'RESOURCE_SUFFIX', 'SECRET_DATABASE_PASSWORD']

/** A step's own variables and those of the files that it fills in. */
function variablesIn(step: Step): string[] {
  const texts = [JSON.stringify(step.with)]
  if (step.uses === 'arm/deploy') texts.push(read('infra/azure.parameters.json'))
  if (step.uses === 'aadApp/update') texts.push(withoutScopeId(read('aad.manifest.json')))
  if (step.uses === 'teamsApp/zipAppPackage') texts.push(read('appPackage/manifest.json'))
  return texts.flatMap((text) => [...text.matchAll(/\$\{\{(\w+)\}\}/g)].map(([, name = '']) => name))
}

/** aadApp/update makes the scope's id itself where there is none. */
const withoutScopeId = (text: string) => text.replaceAll(/.*AAD_APP_ACCESS_AS_USER_PERMISSION_ID.*/g, '')

function made({ uses, with: given, writeToEnvironmentFile }: Step): string[] {
  const byScript = /set-teamsfx-env (\w+)=/.exec(String(given['run'] ?? ''))?.[1]
  return [
    ...Object.values(writeToEnvironmentFile ?? {}),
    ...(uses === 'arm/deploy' ? armOutputs : []),
    ...(byScript ? [byScript] : []),
  ]
}

test('the bot starts with the settings that the local project writes for it', () => {
  const step = stepsOf('m365agents.local.yml').find(({ with: given }) => given['target'] === './.localConfigs')
  const guid = '11111111-1111-4111-8111-111111111111'
  const fill = (text: string) =>
    text.replace(/\$\{\{(\w+)\}\}/, (_all, name) => (/DOMAIN/.test(name) ? 'tunnel.example.com' : guid))
  const settings = Object.entries(Object(step?.with['envs'])).map(([name, value]) => [name, fill(String(value))])
  expect(settings.length).toBeGreaterThan(5)
  expect(readConfig(Object.fromEntries(settings))).toMatchObject({ kind: 'ok' })
})

test('an Entra app with a secret is made with the service principal that a bot of one tenant gets its tokens by', () => {
  const made = files.flatMap(stepsOf).filter(({ uses }) => uses === 'aadApp/create')
  const withSecret = made.filter(({ with: given }) => given['generateClientSecret'] === true)
  expect(withSecret).toHaveLength(1)
  expect(withSecret[0]?.with).toMatchObject({ generateServicePrincipal: true, signInAudience: 'AzureADMyOrg' })
})

test('the files of the environments say nothing secret and name themselves', () => {
  for (const name of ['dev', 'playground']) {
    const variables = parseEnv(read(`env/.env.${name}`))
    expect(variables['TEAMSFX_ENV']).toBe(name)
    expect(Object.keys(variables).filter((variable) => /SECRET|PASSWORD|TOKEN/.test(variable))).toEqual([])
  }
  expect(worldNames).toContain(parseEnv(read('env/.env.playground'))['SANDBOX_WORLD'])
})
