import { expect, test } from '@jest/globals'
import { recoverIntents } from '../../src/installations/recover-intents.ts'
import { asApplication, type Scope, scopeKey } from '../../src/installations/scope.ts'
import { fakeInstalledApps, installation, ok } from '../support/fake-graph.ts'

const me: Scope = { kind: 'me', userId: 'u' }

test('a person’s own apps are one place, with their token and with the application’s', () => {
  expect(scopeKey(me)).toBe(scopeKey(asApplication(me)))
  expect(asApplication(me)).toEqual({ kind: 'user', userId: 'u' })
  const team: Scope = { kind: 'team', teamId: 't' }
  expect(asApplication(team)).toBe(team)
})

test('how an upgrade from the tab ended is read back with the application’s token, when its process had died', async () => {
  const looks: Scope[] = []
  const entries: unknown[] = []
  await recoverIntents(
    {
      auditLog: {
        openIntents: async () => [
          {
            ...{ id: 'one', at: new Date(), tenantId: 't', scope: me, externalId: 'app', appName: 'App' },
            ...{
              actor: { via: 'tab', id: 'u', name: null },
              from: '1.0',
              to: '2.0',
              consent: null,
              correlationId: 'c',
            },
          },
        ],
        record: async (entry) => void entries.push(entry),
      },
      installedApps: () =>
        fakeInstalledApps({
          find: async (scope) => {
            looks.push(scope)
            return ok(installation({ version: '2.0' }))
          },
        }),
    },
    0,
  )
  expect(looks).toEqual([{ kind: 'user', userId: 'u' }])
  expect(entries).toMatchObject([{ scope: me, outcome: { kind: 'upgraded', to: '2.0' } }])
})
