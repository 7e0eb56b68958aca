/**
 * `npm run bench -- rollout [sizes] [contestants]`: a whole tenant, beside what people use today, against the same sandbox
 * that enforces Graph's limits. Limits are ten times Graph's, each answer takes 200 ms. `2000,20000` places unless said;
 * contestants are those whose name holds the word.
 */
import { rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { preparedDataDir } from '../test/support/database-directory.ts'
import { startDatabaseServer } from '../test/support/database-server.ts'
import { type Result, reportResults } from './rollout/result.ts'
import { peers, runPeer } from './rollout/run-peer.ts'
import { type ProductSetting, runProduct } from './rollout/run-product.ts'
import { type BenchSandbox, runSandbox } from './rollout/run-sandbox.ts'
import { latencyMs, requestsPerSecond } from './rollout/scale.ts'

type Contestant = { name: string; run(sandbox: BenchSandbox): Promise<Result | null> }

const embedded: Contestant[] = [true, false].map((isVerified) => ({
  name: `product embedded 1 ${isVerified ? 'verified' : 'unverified'}`,
  run: (sandbox) => onEmbedded(sandbox, isVerified),
}))

const shared: Contestant[] = [1, 2, 4].flatMap((workers) =>
  [true, false].map((isVerified) => ({
    name: `product postgres ${workers} ${isVerified ? 'verified' : 'unverified'}`,
    run: (sandbox: BenchSandbox) => onPostgres(sandbox, { workers, isVerified }),
  })),
)

const others: Contestant[] = peers.map((peer) => ({
  name: `peer ${peer.how}`,
  run: (sandbox) => runPeer(sandbox, peer),
}))

const short = [...embedded, ...others.slice(0, 3)]

const [sizesAsked = '2000,20000', wanted = ''] = process.argv.slice(2)
const isShort = sizesAsked === 'short'
const contestants = (isShort ? short : [...embedded, ...shared, ...others]).filter(({ name }) => name.includes(wanted))
console.log(
  `Node ${process.version}, ${cpus().length} cores. ${requestsPerSecond} GETs and as many POSTs a second, ${latencyMs} ms an answer.`,
)
for (const size of isShort ? [200] : sizesAsked.split(',').map(Number)) await benchSize(size)

async function benchSize(size: number): Promise<void> {
  const sandbox = await runSandbox(size)
  const results: Result[] = []
  for (const { name, run } of contestants) {
    const result = await run(sandbox).catch((error: unknown) => console.error(name, error))
    if (result) results.push(result)
    if (result && !isShort) console.error(JSON.stringify(result))
  }
  sandbox.stop()
  console.log(`\n${reportResults(size, results)}`)
}

async function onEmbedded(sandbox: BenchSandbox, isVerified: boolean): Promise<Result> {
  const folder = await preparedDataDir()
  try {
    return await runProduct(sandbox, { workers: 1, isVerified, store: { DATA_DIR: folder }, storeName: 'PGlite' })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function onPostgres(sandbox: BenchSandbox, how: Pick<ProductSetting, 'workers' | 'isVerified'>): Promise<Result> {
  const server = await startDatabaseServer()
  try {
    const store = { DATABASE_URL: await server.createDatabase() }
    return await runProduct(sandbox, { ...how, store, storeName: 'Postgres' })
  } finally {
    await server.remove()
  }
}
