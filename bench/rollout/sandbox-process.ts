import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdedTenant } from '../../src/sandbox/crowded-tenant.ts'
import { documentedLimits } from '../../src/sandbox/limits.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import type { Tenant } from '../../src/sandbox/tenant.ts'
import { latencyMs, scale } from './scale.ts'

/** What the sandbox saw, in numbers: sixty thousand entries of a journal are not sent about. */
export type Seen = {
  gets: number
  posts: number
  throttled: number
  /** Ids of people whose app is at the newest version. */
  upgraded: string[]
  /** When the work began, after the catalog was read. */
  firstAt: number
  lastAt: number
}

/** The new version asks for nothing, because not every tool can send a consent. */
function plainTenant(people: number): Tenant {
  const tenant = crowdedTenant({ people })
  for (const definition of tenant.catalog.flatMap(({ definitions }) => definitions)) definition.permissions = []
  for (const installation of tenant.people.flatMap(({ installations }) => installations)) installation.consented = []
  return tenant
}

const { getPerTenant, postPerTenant, perTeam, perChat } = documentedLimits()
const sandbox = await startSandbox({
  tenant: plainTenant(Number(process.argv[2])),
  latencyMs,
  limits: {
    getPerTenant: getPerTenant * scale,
    postPerTenant: postPerTenant * scale,
    perTeam: perTeam * scale,
    perChat: perChat * scale,
  },
})

process.on('message', (asked) => {
  if (asked === 'reset') sandbox.reset()
  process.send?.(asked === 'reset' ? {} : seen())
})
process.on('disconnect', () => process.exit(0))
process.send?.({ url: sandbox.url })

function seen(): Seen {
  const { journal, tenant } = sandbox
  const newest = '1.10.0'
  const isUpgraded = (installations: { appId: string; version: string }[]) =>
    installations.some(({ appId, version }) => appId === acmeIds.assistant && version === newest)
  return {
    gets: journal.filter(({ method }) => method === 'GET').length,
    posts: journal.filter(({ method }) => method === 'POST').length,
    throttled: journal.filter(({ status }) => status === 429).length,
    upgraded: tenant.people.filter(({ installations }) => isUpgraded(installations)).map(({ id }) => id),
    firstAt: journal.find(({ route }) => !route.startsWith('/appCatalogs'))?.at ?? 0,
    lastAt: (journal.at(-1)?.at ?? 0) + latencyMs,
  }
}
