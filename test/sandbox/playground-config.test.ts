import { expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { demoApp } from '../../src/sandbox/demo-app.ts'
import { playgroundConfig } from '../../src/sandbox/playground-config.ts'
import { startScreen } from '../../src/sandbox/start-screen.ts'

const ports = { bot: 3978, sandbox: 3979, playground: 56150 }

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

test('the app of the demo is the one that has the bot, from the installed to the newest published version', () => {
  expect(demoApp(acmeTenant())).toEqual({
    externalId: acmeIds.assistantManifest,
    bot: { id: acmeIds.botApp, name: 'Acme Assistant' },
    chatName: 'Ops group',
    teamName: 'Acme Ops',
    from: '1.2.0',
    to: '1.10.0',
  })
})

test('a tenant without such an app is refused', () => {
  expect(() => demoApp({ ...acmeTenant(), catalog: [] })).toThrow('lacks an app with a bot')
})

test('the screen says where to go, what to type and what to expect, on one screen', () => {
  const screen = startScreen(demoApp(acmeTenant()), ports)
  for (const words of [
    'http://localhost:56150',
    'Personal Chat                  upgrade app',
    'Ops group                      @Acme Assistant upgrade app',
    'Acme Ops, any channel          @Acme Assistant upgrade app',
    'from 1.2.0 to 1.10.0',
    'status or help',
    'http://127.0.0.1:3978/api/messages',
    'http://127.0.0.1:3979/_sandbox/journal',
    'Ctrl-C',
  ]) {
    expect(screen).toContain(words)
  }
  const lines = screen.split('\n')
  expect(lines.length).toBeLessThanOrEqual(25)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
})
