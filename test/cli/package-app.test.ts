import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { unzipSync } from 'fflate'
import { buildAppPackage } from '../../src/cli/build-app-package.ts'
import { tabClients } from '../../src/tab/tab-clients.ts'

const COMMAND = resolve('src/cli/package-app.ts')
let project = ''

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'app-package-'))
  await cp('appPackage', join(project, 'appPackage'), { recursive: true, filter: (path) => !path.endsWith('build') })
  await cp('env/.env.dev', join(project, 'env', '.env.dev'))
})

afterEach(() => rm(project, { recursive: true }))

test('the package holds the filled manifest and the two icons, and nothing else', async () => {
  const files = unzipSync(await builtZip())
  expect(Object.keys(files)).toEqual(['manifest.json', 'color.png', 'outline.png'])
  expect(Buffer.from(files['color.png'] ?? [])).toEqual(await readFile('appPackage/color.png'))
  const text = Buffer.from(files['manifest.json'] ?? []).toString()
  expect(text).not.toContain('${{')
  expect(JSON.parse(text)).toMatchObject({
    id: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc',
    name: { short: 'Upgrade Assistant (dev)' },
    bots: [{ botId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', scopes: ['personal', 'team', 'groupChat'] }],
    webApplicationInfo: { id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' },
  })
})

test('the manifest offers upgrade app, status and help in every scope of the bot', async () => {
  const manifest = JSON.parse(await readFile('appPackage/manifest.json', 'utf8'))
  const offered = manifest.bots[0].commandLists.map((list: { scopes: string[]; commands: { title: string }[] }) => [
    ...list.scopes,
    ...list.commands.map((command) => command.title),
  ])
  expect(offered).toEqual([
    ['personal', 'upgrade app', 'status', 'apps', 'upgrade all', 'history', 'help'],
    ['groupChat', 'upgrade app', 'status', 'apps', 'upgrade all', 'history', 'help'],
    ['team', 'upgrade app', 'status', 'apps', 'upgrade all', 'history', 'help'],
  ])
})

test('the same input gives the same bytes', async () => {
  expect(await builtZip()).toEqual(await builtZip())
})

test('a name with quotes stays a name', async () => {
  await setEnv('DEVELOPER_NAME', `'The "Acme" IT'`)
  const manifest = JSON.parse(Buffer.from(unzipSync(await builtZip())['manifest.json'] ?? []).toString())
  expect(manifest.developer.name).toBe('The "Acme" IT')
})

test('the app may have no suffix', async () => {
  await setEnv('APP_NAME_SUFFIX', '')
  const manifest = JSON.parse(Buffer.from(unzipSync(await builtZip())['manifest.json'] ?? []).toString())
  expect(manifest.name.short).toBe('Upgrade Assistant')
})

test('every variable without a value is named', async () => {
  await setEnv('BOT_ID', '')
  await edit('env/.env.dev', (text) => text.replace(/^BOT_DOMAIN=.*$/m, ''))
  expect(await problems()).toEqual([
    expect.stringContaining('BOT_DOMAIN is used in manifest.json and has no value'),
    expect.stringContaining('BOT_ID is used in manifest.json and has no value'),
  ])
})

test('a manifest that breaks the schema is refused, with the place of each break', async () => {
  await setEnv('TEAMS_APP_ID', 'not-a-guid')
  await edit('appPackage/manifest.json', (text) => text.replace('"isNotificationOnly"', '"isNotificationsOnly"'))
  expect(await problems()).toEqual([
    expect.stringContaining('manifest.json: /id must match pattern'),
    expect.stringContaining('manifest.json: /bots/0 must NOT have additional properties'),
  ])
})

test('a manifest version that cannot be checked offline is refused instead of being looked up', async () => {
  await edit('appPackage/manifest.json', (text) => text.replaceAll('1.30', '1.99'))
  expect(await problems()).toEqual(['manifest.json: manifestVersion 1.99 cannot be checked without the network.'])
})

test('a manifest that names another schema than its own version is refused', async () => {
  await edit('appPackage/manifest.json', (text) => text.replace('teams/v1.30/', 'teams/v1.16/'))
  expect(await problems()).toEqual([expect.stringContaining('$schema must be')])
})

test.each(['', '{', 'null', '[1]'])('a manifest that reads %j is refused', async (text) => {
  await writeFile(join(project, 'appPackage/manifest.json'), text)
  expect(await problems()).toHaveLength(1)
})

test('icons of another size, without transparency or of another kind are refused together', async () => {
  const [color, outline] = [join(project, 'appPackage/color.png'), join(project, 'appPackage/outline.png')]
  await cp(color, outline)
  await writeFile(color, 'a drawing')
  expect(await problems()).toEqual([
    'color.png is not a PNG file.',
    'outline.png is 192 x 192 pixels; Teams wants 32 x 32.',
    'outline.png has no transparency; Teams wants a white drawing on a transparent ground.',
  ])
})

test('files that are not there are named', async () => {
  await rm(join(project, 'env/.env.dev'))
  await rm(join(project, 'appPackage/outline.png'))
  expect(await problems()).toEqual([expect.stringContaining('.env.dev cannot be read'), 'outline.png cannot be read.'])
})

test('the command writes the zip of the environment asked for', async () => {
  await cp(join(project, 'env/.env.dev'), join(project, 'env/.env.staging'))
  const run = packageApp('--env', 'staging')
  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(run.stdout).toContain(join('appPackage', 'build', 'appPackage.staging.zip'))
  const zip = await readFile(join(project, 'appPackage/build/appPackage.staging.zip'))
  expect(Object.keys(unzipSync(zip))).toContain('manifest.json')
})

test('the command says on standard error what is wrong, and ends with 1', async () => {
  await setEnv('BOT_ID', '')
  const run = packageApp()
  expect(run).toMatchObject({ status: 1, stdout: '' })
  expect(run.stderr).toContain('  - BOT_ID is used in manifest.json')
})

test.each([['--env', '../secrets'], ['--environment'], ['dev']])(
  'the command explains itself when asked for %s',
  (...args) => {
    expect(packageApp(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage: npm run package') })
  },
)

test('the Entra application asks for each permission once: five as itself, one as the person at the tab', async () => {
  const { requiredResourceAccess, api, spa } = JSON.parse(await readFile('aad.manifest.json', 'utf8'))
  const asked: { id: string; type: string }[] = requiredResourceAccess[0].resourceAccess
  expect(asked.filter(({ type }) => type === 'Role')).toHaveLength(5)
  // TeamsAppInstallation.ReadWriteAndConsentSelfForUser, for upgrading one's own app through /me.
  expect(asked.filter(({ type }) => type === 'Scope')).toEqual([
    { id: '7a349935-c54d-44ab-ab66-1b460d315be7', type: 'Scope' },
  ])
  expect(new Set(asked.map((permission) => permission.id)).size).toBe(6)
  for (const { id } of asked) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(api.oauth2PermissionScopes).toMatchObject([{ value: 'access_as_user', isEnabled: true }])
  // Where a person comes back to who was asked for consent (src/tab/page/auth-start.ts).
  expect(spa.redirectUris).toEqual([expect.stringMatching(/^https:.*BOT_DOMAIN.*\/tab\/auth-end\.html$/)])
})

test('the clients that may sign people in to the tab are those whose tokens the server takes', async () => {
  const { api } = JSON.parse(await readFile('aad.manifest.json', 'utf8'))
  const authorized = api.preAuthorizedApplications.map(({ appId }: { appId: string }) => appId)
  expect(new Set(authorized)).toEqual(new Set(tabClients))
})

test('the package has a personal tab, and one for teams and chats with its own set-up page', async () => {
  const manifest = JSON.parse(new TextDecoder().decode(unzipSync(await builtZip())['manifest.json']))
  expect(manifest.staticTabs).toMatchObject([
    { scopes: ['personal'], contentUrl: expect.stringMatching(/^https:.*\/tab\/$/) },
  ])
  expect(manifest.configurableTabs).toMatchObject([
    { scopes: ['team', 'groupChat'], configurationUrl: expect.stringMatching(/\/tab\/config\.html$/) },
  ])
  expect(manifest.validDomains).toContain(new URL(manifest.staticTabs[0].contentUrl).host)
})

function build() {
  return buildAppPackage(join(project, 'appPackage'), join(project, 'env/.env.dev'))
}

async function builtZip(): Promise<Uint8Array> {
  const built = await build()
  if (built.kind !== 'built') throw new Error(built.problems.join('\n'))
  return built.zip
}

async function problems(): Promise<string[]> {
  const built = await build()
  return built.kind === 'refused' ? built.problems : []
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const file = join(project, path)
  await writeFile(file, change(await readFile(file, 'utf8')))
}

function setEnv(name: string, value: string): Promise<void> {
  return edit('env/.env.dev', (text) => text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`))
}

function packageApp(...args: string[]) {
  return spawnSync(process.execPath, [COMMAND, ...args], { cwd: project, encoding: 'utf8' })
}
