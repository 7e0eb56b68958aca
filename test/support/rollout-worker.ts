import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/database/open-database.ts'
import { openTenants } from '../../src/graph/open-tenants.ts'
import { createLog } from '../../src/log.ts'
import type { RolloutAsked } from '../../src/rollouts/start-rollout.ts'
import { wireRollouts } from '../../src/wire-rollouts.ts'

/*
 * A process that works on rollouts as the product's do, so that a test can kill it. Takes words over IPC and answers them
 * by number; SIGTERM stops it as it stops the product.
 */
export type WorkerWord =
  | { kind: 'start'; asked: Omit<RolloutAsked, 'list'> }
  | { kind: 'command'; id: string; command: 'pause' | 'resume' | 'abort' | 'retry' | 'promote' }
  | { kind: 'read'; id: string }
  | { kind: 'health' }

const read = readConfig(process.env)
if (read.kind === 'invalid') throw new Error(read.problems.join('\n'))
const { config } = read
const log = createLog({ level: config.logLevel })
const stopping = new AbortController()
const database = openDatabase({ ...config, log })
const sharedPace = config.databaseUrl ? database.sharedPace : null
const pacing = { timeoutMs: 3_000, longestWaitSeconds: 2, sharedPace }
const tenantOf = openTenants({ ...config.graph, cloud: config.cloud }, pacing, () => {})
const patience = { posts: 3, longestWaitSeconds: 2, readBackMs: [0, 50, 100] }
const rollouts = wireRollouts({ config, log, database, tenantOf, patience, stopping: stopping.signal })
const tenantId = '11111111-1111-4111-8111-111111111111'
const actor = { via: 'terminal', id: 'alice', name: 'Alice Adams' } as const
const call = { correlationId: 'worker' }

async function answer(word: WorkerWord): Promise<unknown> {
  switch (word.kind) {
    case 'start':
      return rollouts.start({ ...word.asked, list: null }, call)
    case 'command':
      return rollouts.command({ id: word.id, tenantId, command: word.command, actor }, call)
    case 'read':
      return rollouts.read({ id: word.id, tenantId })
    case 'health':
      return database.health()
  }
}

process.on('message', ({ number, word }: { number: number; word: WorkerWord }) => {
  answer(word).then(
    (value) => process.send?.({ number, value }),
    (error: unknown) => process.send?.({ number, error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(1))
process.on('SIGTERM', () => {
  stopping.abort()
  void Promise.race([database.close(), sleep(9_000)]).then(() => process.exit(0))
})
await rollouts.work({ mayBeUnderWay: database.mayHoldJobs })
process.send?.({ ready: true })
