import type { Job, JobResult, PgBoss } from 'pg-boss'
import type { JobHandler } from '../installations/jobs.ts'

/** Up to `atOnce` jobs of a name at once in this process; each ends for itself. @returns the worker's id. */
export async function workOn(
  boss: PgBoss,
  name: string,
  { handler, atOnce }: { handler: JobHandler; atOnce: number },
): Promise<string> {
  // Few jobs at once are long ones: each has a worker of its own, so that none waits for its neighbour.
  const batchSize = atOnce < 10 ? 1 : 10
  const options = {
    batchSize,
    localConcurrency: Math.ceil(atOnce / batchSize),
    // The key of a job keeps another one from waiting, not from running beside it.
    groupConcurrency: 1,
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 1,
    heartbeatRefreshSeconds: 3,
  } as const
  return boss.work(name, options, (jobs: Job<object>[]) => Promise.all(jobs.map((job) => run(job, handler))))
}

async function run({ id, data, signal }: Job<object>, handler: JobHandler): Promise<JobResult> {
  try {
    await handler(data, { id, signal })
    return { id, status: 'completed' }
  } catch (error) {
    return { id, status: 'failed', output: { reason: error instanceof Error ? error.message : String(error) } }
  }
}
