import type { Answer } from '../../src/installations/answer.ts'
import type { CatalogApp } from '../../src/installations/app-catalog.ts'
import type { Installation, UpgradeCall } from '../../src/installations/installed-apps.ts'
import type { Permission } from '../../src/installations/permission-set.ts'
import {
  type PlannedUpgrade,
  type Upgrade,
  type UpgradePatience,
  type UpgradeRequest,
  upgradeInstallation,
} from '../../src/installations/upgrade-installation.ts'
import { answers, catalogApp, fakeAppCatalog, fakeInstalledApps, installation, ok } from './fake-graph.ts'

/** Graph's answers, one after the other; the last of each list stays. What a test leaves out is as usual. */
export type FakeWorld = {
  newest?: Answer<CatalogApp | null> | Answer<CatalogApp | null>[]
  found?: Answer<Installation | null>[]
  consented?: Answer<Permission[] | null>
  grants?: Answer<Permission[]>[]
  posts?: Answer<null>[]
  patience?: Partial<UpgradePatience>
}

/** What happened, in order: `look`, `wait 100`, `intend`, `post`. */
export type Run = {
  upgrade: Upgrade
  steps: string[]
  sent: UpgradeCall[]
  planned: PlannedUpgrade[]
  catalogAsks: unknown[]
  looks: unknown[]
}

export const request = (change: Partial<UpgradeRequest> = {}): UpgradeRequest => ({
  scope: { kind: 'team', teamId: 'team' },
  app: { by: 'externalId', id: 'app' },
  acceptedSet: null,
  mayUpgrade: { kind: 'allowed' },
  force: false,
  call: { correlationId: 'c' },
  ...change,
})

/** One upgrade in memory, with every call it makes and every wait written down. */
export async function runUpgrade(world: FakeWorld, change: Partial<UpgradeRequest> = {}): Promise<Run> {
  const run: Omit<Run, 'upgrade'> = { steps: [], sent: [], planned: [], catalogAsks: [], looks: [] }
  const found = answers(...(world.found ?? [ok(installation()), ok(installation({ version: '2.0' }))]))
  const newest = answers(...[world.newest ?? ok(catalogApp())].flat())
  const posted = answers<Answer<null>>(...(world.posts ?? [ok(null)]))
  const grants = answers<Answer<Permission[]>>(...(world.grants ?? [ok([])]))
  const step = <T>(name: string, value: T): T => {
    run.steps.push(name)
    return value
  }
  const upgrade = await upgradeInstallation(request(change), {
    appCatalog: fakeAppCatalog({
      newest: async (app, _call, options) => {
        run.catalogAsks.push({ app, ...options })
        return newest()
      },
    }),
    installedApps: fakeInstalledApps({
      find: async (scope, app) => {
        run.looks.push({ scope, app })
        return step('look', found())
      },
      readConsented: async () => step('consented', world.consented ?? ok([])),
      readGrants: async (_scope, clientAppId) => step(`grants of ${clientAppId}`, grants()),
      upgrade: async (_scope, call) => {
        run.sent.push(call)
        return step('post', posted())
      },
    }),
    patience: { posts: 3, longestWaitSeconds: 20, readBackMs: [0, 100, 200], ...world.patience },
    sleep: async (ms) => void run.steps.push(`wait ${ms}`),
    beforePost: async (planned) => {
      run.planned.push(planned)
      run.steps.push('intend')
    },
  })
  return { ...run, upgrade }
}
