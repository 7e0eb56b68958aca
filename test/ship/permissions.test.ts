import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { type FeatureName, features, permissionsOf, usualFeatures } from '../../infra/grant/features.ts'
import {
  catalogPermissions,
  chatMemberPermissions,
  chatsPermissions,
  grantPermissions,
  isSelfPermission,
  listPermissions,
  mayConsent,
  type PermissionTable,
  teamMemberPermissions,
  teamsPermissions,
  upgradePermissions,
  usersPermissions,
} from '../../src/sandbox/permissions.ts'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const names = Object.keys(features) as FeatureName[]

/** Which of Graph's tables a feature must open, as Microsoft's pages print them. */
const opens: Record<string, PermissionTable[]> = {
  teams: [upgradePermissions.team, listPermissions.team, teamMemberPermissions],
  chats: [upgradePermissions.chat, listPermissions.chat],
  people: [upgradePermissions.user, listPermissions.user],
  versions: [catalogPermissions],
  'tab-in-chats': [chatMemberPermissions],
  'rollout-directory': [teamsPermissions, usersPermissions, chatsPermissions],
  'other-apps': [upgradePermissions.team, upgradePermissions.chat, upgradePermissions.user],
}

test.each(Object.entries(opens))('%s opens every call that it needs by what Microsoft’s pages say', (name, tables) => {
  const application: readonly string[] = features[name as FeatureName].application
  for (const table of tables) expect(table.application.some((one) => application.includes(one))).toBe(true)
})

test('no feature asks for a permission that opens nothing, or that writes anything but installations', () => {
  const asked = permissionsOf(names)
  const useful = Object.values(opens)
    .flat()
    .flatMap(({ application }) => application)
  // Microsoft's page of checkMemberGroups wants both together; User.Read.All opens the people as well.
  const ofGroups = ['GroupMember.Read.All', 'User.Read.All']
  expect(asked.application.filter((one) => ![...useful, ...ofGroups].includes(one))).toEqual([])
  const writes = asked.application.filter((one) => /Write|Manage/.test(one))
  for (const one of writes) expect(one).toMatch(/^TeamsAppInstallation\./)
})

test('the usual features reach only the app itself, and can bring in versions that ask for more', () => {
  const writes = permissionsOf(usualFeatures).application.filter((one) => one.includes('Write'))
  expect(writes).toHaveLength(3)
  for (const one of writes) expect([isSelfPermission(one), mayConsent(one)]).toEqual([true, true])
})

test('the tab acts as a person for their own installations alone', () => {
  const [scope = ''] = features.tab.delegated
  expect(features.tab.delegated).toEqual([scope])
  expect(upgradePermissions.user.delegated).toContain(scope)
  expect(listPermissions.user.delegated).toContain(scope)
  expect([isSelfPermission(scope), mayConsent(scope)]).toEqual([true, true])
})

test('the app package asks, place by place, for nothing that opens none of the calls the bot makes there', () => {
  const { resourceSpecific } = JSON.parse(read('appPackage/manifest.json')).authorization.permissions
  const called = [listPermissions, grantPermissions].flatMap(({ team, chat, user }) => [team, chat, user])
  const useful = [...called, teamMemberPermissions, chatMemberPermissions].flatMap((table) => table.resourceSpecific)
  const asked: string[] = resourceSpecific.map(({ name }: { name: string }) => name)
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.filter((name) => !useful.includes(name))).toEqual([])
})

test('the page about permissions has one row for each permission of each feature', () => {
  const rows = [...read('docs/permissions.md').matchAll(/^\| `([\w-]+)` \| `([\w.]+)` \|/gm)]
  const wanted = names.flatMap((name) =>
    [...features[name].application, ...features[name].delegated].map((permission) => `${name} ${permission}`),
  )
  expect(rows.map(([, feature, permission]) => `${feature} ${permission}`).sort()).toEqual(wanted.sort())
})

test('the Entra app’s own list asks for the usual features, no more and no less', () => {
  const ids = new Map(
    [
      ...read('docs/decisions/permissions-of-the-app-package.md').matchAll(/^\| `([\w.]+)` \| ([0-9a-f-]{36}) \|/gm),
    ].map(([, name, id]) => [id, name]),
  )
  const asked: { id: string; type: string }[] = JSON.parse(read('aad.manifest.json')).requiredResourceAccess[0]
    .resourceAccess
  const roles = asked.filter(({ type }) => type === 'Role').map(({ id }) => ids.get(id))
  expect(roles.sort()).toEqual([...permissionsOf(usualFeatures).application].sort())
})
