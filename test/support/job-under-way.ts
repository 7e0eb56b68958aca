import type { Database } from '../../src/database/open-database.ts'

export type JobUnderWay = { id: string; end(): void }

/** A job that a worker has and is not done with before it is told to end. */
export async function jobUnderWay({ jobs }: Pick<Database, 'jobs'>, name: string): Promise<JobUnderWay> {
  const begun = new Promise<JobUnderWay>((resolve) => {
    void jobs.work(name, (_, { id }) => new Promise((end) => resolve({ id, end })))
  })
  await jobs.scheduleMany(name, [{ data: {}, timing: { runAfterSeconds: 0 } }])
  return begun
}
