import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Database } from '../../src/database/open-database.ts'
import { backends, type DatabasePlace } from '../support/database-backends.ts'
import { until } from '../support/database-until.ts'

describe.each(backends)('$name', ({ prepare }) => {
  let place: DatabasePlace
  let database: Database

  beforeAll(async () => {
    place = await prepare()
    database = place.open()
  })
  afterAll(async () => {
    await database.close()
    await place.remove()
  })

  test('a job runs when its time has come, with what it was given', async () => {
    const { seen, name } = await workQueue(database)
    const start = Date.now()
    await database.jobs.schedule(name, { chat: 'a', list: [1, null] }, { runAfterSeconds: 2 })
    await until(() => seen.length > 0)
    expect(seen).toEqual([{ chat: 'a', list: [1, null] }])
    expect(Date.now() - start).toBeGreaterThanOrEqual(2_000)
  })

  test('while a job of a key waits another one is not added, and keys do not disturb one another', async () => {
    const { seen, name } = await workQueue(database)
    for (const [singletonKey, number] of [
      ['a', 1],
      ['a', 2],
      ['b', 3],
    ] as const) {
      await database.jobs.schedule(name, { number }, { runAfterSeconds: 4, singletonKey })
    }
    await database.jobs.schedule(name, { number: 4 }, { runAfterSeconds: 4 })
    await database.jobs.schedule(name, { number: 4 }, { runAfterSeconds: 4 })
    await until(() => seen.length >= 4)
    await wait(1_500)
    expect(seen.map((data) => JSON.stringify(data)).sort()).toEqual(
      [1, 3, 4, 4].map((number) => `{"number":${number}}`),
    )
  })

  test('a job whose handler failed runs again, and the others are not held up', async () => {
    const name = `job-${randomUUID()}`
    const seen: unknown[] = []
    await database.jobs.work(name, async (data) => {
      seen.push(data)
      if (JSON.stringify(data) === '{"bad":true}' && seen.length < 3) throw new Error('not this time')
    })
    await database.jobs.schedule(name, { bad: true }, { runAfterSeconds: 0 })
    await database.jobs.schedule(name, { bad: false }, { runAfterSeconds: 0 })
    await until(() => seen.length >= 3)
    expect(seen.filter((data) => JSON.stringify(data) === '{"bad":false}')).toHaveLength(1)
  })

  test('jobs of one group run one after the other, and meanwhile those of others run', async () => {
    const name = `job-${randomUUID()}`
    const seen: unknown[] = []
    const first = Promise.withResolvers<void>()
    await database.jobs.work(
      name,
      async (data) => {
        seen.push(data)
        if (JSON.stringify(data) === '{"number":1}') await first.promise
      },
      { atOnce: 3 },
    )
    const schedule = (number: number, group: string) =>
      database.jobs.schedule(name, { number }, { runAfterSeconds: 0, group })
    await schedule(1, 'a')
    await until(() => seen.length === 1)
    await schedule(2, 'a')
    await schedule(3, 'b')
    await until(() => seen.length === 2)
    await schedule(4, 'b')
    await until(() => seen.length === 3)
    expect(seen).toEqual([1, 3, 4].map((number) => ({ number })))
    first.resolve()
    await until(() => seen.length === 4)
  })
})

async function workQueue(database: Database) {
  const name = `job-${randomUUID()}`
  const seen: unknown[] = []
  await database.jobs.work(name, async (data) => void seen.push(data))
  return { name, seen }
}
