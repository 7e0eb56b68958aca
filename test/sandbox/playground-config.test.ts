import { expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { demoApp } from '../../src/sandbox/demo-app.ts'
import { demoTenant } from '../../src/sandbox/demo-tenant.ts'
import { playgroundConfig } from '../../src/sandbox/playground-config.ts'
import { startScreen } from '../../src/sandbox/start-screen.ts'

const ports = { bot: 3978, sandbox: 3979, playground: 56150, tab: 56151 }

test('the Playground shows the people, the chat and the team of the sandbox tenant', () => {
  const tenant = acmeTenant()
  const config = JSON.parse(playgroundConfig(tenant, demoApp(tenant).bot))
  expect(config).toMatchObject({
    version: '0.1.1',
    tenantId: acmeIds.tenant,
    bot: { id: `28:${acmeIds.botApp}`, name: 'Acme Assistant' },
    currentUser: {
      id: '29:1-user-alice',
      name: 'Alice Adams',
      givenName: 'Alice',
      surname: 'Adams',
      aadObjectId: acmeIds.alice,
    },
    personalChat: { id: 'a:1personal-alice' },
    groupChat: { id: acmeIds.groupChat, name: 'Ops group' },
    team: { id: acmeIds.teamInternal, name: 'Acme Ops', aadGroupId: acmeIds.team, channels: [{ name: 'Incidents' }] },
  })
  const others = config.users.map((user: { aadObjectId: string }) => user.aadObjectId)
  expect(others).toEqual([acmeIds.bob, acmeIds.carol, acmeIds.dave, acmeIds.erin, acmeIds.grace])
})

test('a tenant that the Playground cannot show is refused at once', () => {
  const tenant = { ...acmeTenant(), chats: [] }
  expect(() => playgroundConfig(tenant, { id: acmeIds.botApp, name: 'Bot' })).toThrow('a group chat')
})

test('the app of the demo is the one that has the bot; what waits in each conversation is read from the tenant', () => {
  const app = demoApp(acmeTenant())
  expect(app).toMatchObject({ externalId: acmeIds.assistantManifest, newest: '1.10.0' })
  expect(app.bot).toEqual({ id: acmeIds.botApp, name: 'Acme Assistant' })
  expect(app.places.map(({ where, update }) => [where, update])).toEqual([
    ['Personal Chat', 'upgrade'],
    ['Ops group', 'upgrade'],
    ['Acme Ops, any channel', 'upgrade'],
  ])
  expect(demoApp(demoTenant()).places.map(({ update }) => update)).toEqual(['upgrade', 'current', 'consent'])
})

test('the Playground can be another person of the tenant', () => {
  const tenant = acmeTenant()
  const config = JSON.parse(playgroundConfig(tenant, demoApp(tenant).bot, 'Bob'))
  expect(config.currentUser).toMatchObject({ name: 'Bob Brown', aadObjectId: acmeIds.bob })
  expect(config.users).toHaveLength(5)
})

test('a tenant without such an app is refused', () => {
  expect(() => demoApp({ ...acmeTenant(), catalog: [] })).toThrow('lacks an app with a bot')
})

test.each([null, { port: 65_535, folder: '' }])(
  'the screen says where to go, what to type and what to expect, on one screen',
  (signIn) => {
    const screen = startScreen(demoApp(demoTenant()), { ports, env: {}, signIn })
    for (const words of [
      'http://localhost:56150',
      'http://localhost:56151',
      'in Personal Chat          upgrade app          it is upgraded to 1.10.0',
      'in Ops group              @mention upgrade app it has 1.10.0 already',
      'in Acme Ops, any channel  @mention upgrade app 1.10.0 asks for more: accept it or not',
      'history, rollout, help',
      'http://127.0.0.1:3978/api/messages',
      'http://127.0.0.1:3979/_sandbox/journal',
      'Ctrl-C',
    ]) {
      expect(screen).toContain(words)
    }
    const lines = screen.split('\n')
    expect(lines.length).toBeLessThanOrEqual(25)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  },
)
