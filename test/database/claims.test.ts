import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { type Database, openDatabase } from '../../src/database/open-database.ts'
import { answerWithinMs, quietLog } from '../support/database-backends.ts'
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts'
import { until } from '../support/database-until.ts'
import { type JobUnderWay, jobUnderWay } from '../support/job-under-way.ts'
import { sampleRollout } from '../support/sample-rollout.ts'

const ids = Array.from({ length: 30 }, (_, index) => `team-${String(index).padStart(2, '0')}`)
const { total: _, ...rollout } = sampleRollout()
const slice = { rolloutId: rollout.id, from: 0, to: ids.length }
const heldUp = 4711

let server: DatabaseServer
let database: Database
let owner: pg.Client
const jobs: JobUnderWay[] = []

beforeAll(async () => {
  server = await startDatabaseServer()
  const databaseUrl = await server.createDatabase()
  database = openDatabase({ databaseUrl, dataDir: '', answerWithinMs, log: quietLog })
  const { rollouts } = database
  jobs.push(await jobUnderWay(database, 'first'))
  await rollouts.create({ ...rollout, kinds: [], cursor: null, state: 'planning' })
  await rollouts.addTargets(
    rollout.id,
    ids.map((id) => ({ kind: 'team' as const, id })),
  )
  await rollouts.order(rollout.id, 'given')
  owner = new pg.Client(databaseUrl)
  await owner.connect()
})
afterAll(async () => {
  for (const job of jobs) job.end()
  await owner.end()
  await database.close()
  await server.remove()
})

/** Whoever claims the first target for this job stops there, as a busy machine may stop anybody anywhere. */
async function holdUp({ id }: JobUnderWay): Promise<void> {
  await owner.query(`
    create function hold_up() returns trigger language plpgsql as $$ begin
      if new.claimed_by = '${id}' and new.position = 0 then perform pg_advisory_xact_lock(${heldUp}); end if;
      return new;
    end $$;
    create trigger hold_up before update on upgrade_bot.rollout_target for each row execute function hold_up();
    select pg_advisory_lock(${heldUp})`)
}

async function waiting(): Promise<number> {
  const { rows } = await owner.query(
    `select count(*)::integer as count from pg_locks where locktype = 'advisory' and not granted`,
  )
  return rows[0].count
}

test('what one job claims slowly is not claimed by another that begins meanwhile as well', async () => {
  const [first] = jobs
  if (!first) throw new Error('no job is under way')
  await holdUp(first)
  const slow = database.rollouts.claim(slice, first.id)
  await until(async () => (await waiting()) === 1)

  const second = await jobUnderWay(database, 'second')
  jobs.push(second)
  let hasEnded = false
  const quick = database.rollouts.claim(slice, second.id).finally(() => {
    hasEnded = true
  })
  await until(async () => hasEnded || (await waiting()) === 2)
  await owner.query(`select pg_advisory_unlock(${heldUp})`)

  const claimed = (await Promise.all([slow, quick])).flat().map(({ id }) => id)
  expect(claimed.toSorted()).toEqual(ids)
})
