import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type DatabaseServer, startDatabaseServer } from '../../support/database-server.ts'
import { until } from '../../support/database-until.ts'
import { app, idIn, lastStatus, openTerminals, type Terminals } from '../../support/run-rollout.ts'

let server: DatabaseServer
let here: Terminals
beforeAll(async () => {
  server = await startDatabaseServer()
  const env = { DATABASE_URL: await server.createDatabase() }
  here = await openTerminals({ teams: 2_000 }, { env, sandbox: { latencyMs: 100 } })
})
afterAll(async () => {
  await here.remove()
  await server.remove()
})

test('a second process beside the first one pauses it, and both say so', async () => {
  const start = here.begin('start', '--app', app, '--yes', '--wait', '--json', '--waves', '100')
  await here.untilPosts(3)
  const id = idIn(start)
  const seen = await here.run('status', id, '--json')
  expect(lastStatus(seen)).toMatchObject({ state: 'running', total: 2_000 })
  const pause = await here.run('pause', id, '--json')
  expect(pause.code).toBe(0)
  expect(lastStatus(pause).state).toBe('paused')
  const ended = await start.ended
  expect(ended.code).toBe(3)
  const { upgraded } = lastStatus(ended).counts
  expect(upgraded).toBe(here.posts().length)
  expect(upgraded).toBeLessThan(2_000)
  expect((await here.run('pause', id)).code).toBe(0)
  const another = await here.run('start', '--app', app, '--yes', '--json')
  expect(another).toMatchObject({ code: 2, stderr: expect.stringContaining(id) })
  expect((await here.run('abort', id)).code).toBe(0)
})

test('two processes share one rollout, and each place is upgraded once', async () => {
  const list = await here.list(
    `kind,id\n${here.sandbox.tenant.teams
      .slice(-60)
      .map(({ id }) => `team,${id}`)
      .join('\n')}\n`,
  )
  const before = here.posts().length
  const start = here.begin(
    'start',
    '--app',
    app,
    '--yes',
    '--wait',
    '--json',
    '--waves',
    '100',
    '--force',
    '--targets',
    list,
  )
  await until(() => start.lines.length > 1)
  const helper = here.begin('resume', idIn(start), '--yes', '--wait', '--json')
  const [one, other] = await Promise.all([start.ended, helper.ended])
  expect([one.code, other.code]).toEqual([0, 0])
  expect(lastStatus(one)).toMatchObject({ state: 'ended', total: 60, counts: { pending: 0 } })
  const targets = here.posts().slice(before)
  expect(targets).toHaveLength(60)
  expect(new Set(targets.map(({ path }) => path)).size).toBe(60)
})
