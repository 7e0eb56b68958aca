import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { StoreUnavailable } from '../../src/database/store-unavailable.ts'
import { backends, type DatabasePlace } from '../support/database-backends.ts'
import { sampleEntry, sampleIntent } from '../support/database-samples.ts'
import { until } from '../support/database-until.ts'

describe.each(backends)('$name', ({ prepare }) => {
  let place: DatabasePlace

  beforeEach(async () => {
    place = await prepare()
  })
  afterEach(() => place.remove())

  test('what was written is there after a restart, and a closed database says that it is closed', async () => {
    const entry = sampleEntry()
    const { tenantId, scope, externalId } = entry
    const before = place.open()
    await before.auditLog.record(entry)
    await before.close()
    await expect(before.auditLog.record(entry)).rejects.toThrow(new StoreUnavailable('the database is closed'))
    await expect(before.jobs.schedule('later', {}, { runAfterSeconds: 0 })).rejects.toThrow(StoreUnavailable)

    const after = place.open()
    const page = await after.auditLog.history({ tenantId, scope, externalId }, { limit: 1, after: null })
    await after.close()
    expect(page.entries).toEqual([entry])
  })

  test('the audit cannot be changed or removed, not even by the owner of its tables', async () => {
    const database = place.open()
    const intent = sampleIntent()
    await database.auditLog.intend(intent)
    await database.auditLog.record(sampleEntry(intent))
    await database.close()
    for (const table of ['upgrade_bot.upgrade_intent', 'upgrade_bot.audit_entry']) {
      for (const change of [`update ${table} set app_name = 'x'`, `delete from ${table}`, `truncate ${table}`]) {
        await expect(place.sql(change)).rejects.toThrow(/audit is append-only/)
      }
      expect(await place.sql(`select app_name from ${table}`)).toEqual([{ app_name: 'Upgrade Bot' }])
    }
  })

  test('a database written by a newer version is refused in words and left as it is', async () => {
    const old = place.open()
    await old.auditLog.record(sampleEntry())
    await old.close()
    await place.sql(`insert into upgrade_bot.schema_migration (version, name) values (9999, '9999-future.sql')`)

    const database = place.open()
    await expect(database.auditLog.record(sampleEntry())).rejects.toThrow(
      /written by a newer version.*version 9999.*update the program/,
    )
    expect(await database.health()).toMatch(/newer version/)
    await database.close()
    expect(await place.sql('select id from upgrade_bot.audit_entry')).toHaveLength(1)
  })

  test('a job that fell due while nobody ran is run at the next start', async () => {
    const before = place.open()
    await before.jobs.schedule('verify', { number: 1 }, { runAfterSeconds: 1 })
    await before.close()
    await new Promise((resolve) => setTimeout(resolve, 1_500))

    const after = place.open()
    const seen: unknown[] = []
    const start = performance.now()
    await after.jobs.work('verify', async (data) => void seen.push(data))
    await until(() => seen.length > 0)
    const tookMs = performance.now() - start
    await after.close()
    expect(seen).toEqual([{ number: 1 }])
    expect(tookMs).toBeLessThan(9_000)
  })
})
