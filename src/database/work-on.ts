import type { Job, JobResult, PgBoss } from 'pg-boss'
import type { JobHandler } from '../installations/jobs.ts'

/** Up to twenty jobs of a name at once in this process; each ends for itself. */
export async function workOn(boss: PgBoss, name: string, handler: JobHandler): Promise<void> {
  const options = {
    batchSize: 10,
    localConcurrency: 2,
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 1,
    heartbeatRefreshSeconds: 3,
  } as const
  await boss.work(name, options, (jobs: Job<object>[]) => Promise.all(jobs.map((job) => run(job, handler))))
}

async function run({ id, data }: Job<object>, handler: JobHandler): Promise<JobResult> {
  try {
    await handler(data)
    return { id, status: 'completed' }
  } catch (error) {
    return { id, status: 'failed', output: { reason: error instanceof Error ? error.message : String(error) } }
  }
}
