/** A rollout of so many targets, its first one worked on, all of them counted and exported; prints a row of a table. */
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/database/open-database.ts'
import { openTenants } from '../../src/graph/open-tenants.ts'
import { createLog } from '../../src/log.ts'
import { usualBudget } from '../../src/rollouts/error-budget.ts'
import type { PlaceRef } from '../../src/rollouts/target.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdedTenant, crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { wireRollouts } from '../../src/wire-rollouts.ts'
import { preparedDataDir } from '../../test/support/database-directory.ts'

const targets = Number(process.argv[2])
const dataDir = await preparedDataDir()
const sandbox = await startSandbox({ tenant: crowdedTenant({ people: 10 }) })
const read = readConfig({ GRAPH_BASE_URL: sandbox.url, GRAPH_CREDENTIAL: 'sandbox', DATA_DIR: dataDir })
if (read.kind === 'invalid') throw new Error(read.problems.join())
const { config } = read
const log = createLog({ level: 'silent' })
const database = openDatabase({ ...config, log })
const pacing = { timeoutMs: 10_000, longestWaitSeconds: 20 }
const tenantOf = openTenants({ ...config.graph, cloud: config.cloud }, pacing, () => {})
const patience = { posts: 3, longestWaitSeconds: 20, readBackMs: [0] }
const stopping = new AbortController()
const rollouts = wireRollouts({ config, log, database, tenantOf, patience, stopping: stopping.signal })
await database.open()

const startedAt = performance.now()
let [mostHeap, mostRss] = [0, 0]
const named = { id: '', tenantId: acmeIds.tenant }
await rollouts.work({ mayBeUnderWay: false })
look()
await rollouts.start(
  {
    tenantId: acmeIds.tenant,
    app: { by: 'externalId', id: acmeIds.assistantManifest },
    kinds: ['user'],
    source: 'known',
    list: pages(),
    exclude: [],
    actor: { via: 'terminal', id: 'bench', name: null },
    settings: {
      // One target, and then everything waits.
      waves: [0.0001, 100],
      gate: { kind: 'manual' },
      budget: usualBudget,
      window: null,
      isDryRun: false,
      force: false,
      verify: true,
      acceptedSet: null,
    },
    onId: (id) => {
      named.id = id
    },
  },
  { correlationId: 'bench' },
)
while ((await rollouts.read(named))?.rollout.state !== 'waiting') {
  await sleep(200)
  look()
}
for await (const _ of (await rollouts.allTargets(named)) ?? []) look()
const end = look()
const seconds = (performance.now() - startedAt) / 1_000
console.log(`| ${[targets, mb(mostHeap), mb(end), mb(mostRss), seconds.toFixed(1)].join(' | ')} |`)
stopping.abort()
await database.close()
await sandbox.close()
await rm(dataDir, { recursive: true, force: true })
process.exit(0)

async function* pages(): AsyncGenerator<PlaceRef[]> {
  const size = 1_000
  for (let from = 0; from < targets; from += size) {
    const length = Math.min(size, targets - from)
    yield Array.from({ length }, (_, i): PlaceRef => ({ kind: 'user', id: crowdId('22222222', from + i) }))
    look()
  }
}

/** What is in use once everything unused is gone. */
function look(): number {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  mostHeap = Math.max(mostHeap, heapUsed)
  mostRss = Math.max(mostRss, rss)
  return heapUsed
}

function mb(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`
}
