import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Database } from '../../src/database/open-database.ts'
import { StoreUnavailable } from '../../src/database/store-unavailable.ts'
import type { AuditEntry } from '../../src/installations/audit-log.ts'
import type { Scope } from '../../src/installations/scope.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'
import { backends, type DatabasePlace } from '../support/database-backends.ts'
import { sampleEntry, sampleIntent } from '../support/database-samples.ts'
import { propertyRuns } from '../support/property-runs.ts'

const permission = { permissionValue: 'TeamSettings.Read.Group', permissionType: 'application' as const }
const endings: UpgradeOutcome[] = [
  { kind: 'upgraded', from: '1.0.0', to: '2.0.0', granted: [permission], missing: [], lost: [permission] },
  { kind: 'accepted', from: null, to: null },
  { kind: 'already-latest', version: '2.0.0' },
  { kind: 'needs-consent', from: '1.0.0', to: '2.0.0', added: [permission], kept: [], dropped: [] },
  { kind: 'not-installed' },
  { kind: 'refused', reason: 'missing-permission', detail: 'Forbidden', requestId: null },
  { kind: 'try-later', retryAfterSeconds: 1.5, requestId: 'r-2' },
  { kind: 'failed', detail: 'socket hang up', requestId: null },
]

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

  const historyOf = async (entry: AuditEntry, limit = 10): Promise<AuditEntry[]> => {
    const { tenantId, scope, externalId } = entry
    return (await database.auditLog.history({ tenantId, scope, externalId }, { limit, after: null })).entries
  }

  test('is not opened before somebody needs it, and says so', async () => {
    expect(await database.health()).toBe('not opened yet')
    expect(await historyOf(sampleEntry())).toEqual([])
    expect(await database.health()).toBe('ok')
  })

  test.each(endings)('an attempt that ended $kind reads back as it was written', async (outcome) => {
    const entry = sampleEntry(sampleIntent(), { outcome, isRecovered: true })
    await database.auditLog.record(entry)
    expect(await historyOf(entry)).toEqual([entry])
  })

  test.each<Scope>([
    { kind: 'team', teamId: 'a' },
    { kind: 'chat', chatId: 'a' },
    { kind: 'user', userId: 'a' },
    { kind: 'me', userId: 'a' },
  ])('an attempt in a $kind reads back with its place', async (scope) => {
    const entry = sampleEntry(sampleIntent({ scope, consent: null, appName: null }))
    await database.auditLog.record(entry)
    expect(await historyOf(entry)).toEqual([entry])
  })

  test('an attempt recorded twice is there once, as it was recorded first', async () => {
    const entry = sampleEntry()
    await database.auditLog.record(entry)
    await database.auditLog.record({ ...entry, outcome: { kind: 'not-installed' }, isRecovered: true })
    expect(await historyOf(entry)).toEqual([entry])
  })

  test('history is read page by page, newest first, without a gap or a repeat, while more is written', async () => {
    const intent = sampleIntent()
    const { tenantId, scope } = intent
    const start = Date.now()
    // Three at the same moment each.
    const times = Array.from({ length: 11 }, (_, index) => new Date(start + 1_000 * Math.floor(index / 3)))
    const entries = times.map((at) => sampleEntry({ ...intent, at, id: randomUUID() }))
    for (const entry of entries) await database.auditLog.record(entry)

    const read: AuditEntry[] = []
    let after: string | null = null
    do {
      const page = await database.auditLog.history({ tenantId, scope, externalId: null }, { limit: 4, after })
      read.push(...page.entries)
      after = page.next
      await database.auditLog.record(sampleEntry({ ...intent, at: new Date(start + 60_000), id: randomUUID() }))
    } while (after)

    const newestFirst = entries.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
    expect(read).toEqual(newestFirst)
  })

  test('a page that ends with the last entry promises no other', async () => {
    const entry = sampleEntry()
    await database.auditLog.record(entry)
    const { tenantId, scope, externalId } = entry
    const page = await database.auditLog.history({ tenantId, scope, externalId }, { limit: 1, after: null })
    expect(page).toEqual({ entries: [entry], next: null })
  })

  test.each(['x', 'W10', '', '\0', Buffer.from('[1e99,"a"]').toString('base64url')])(
    'a page mark that nobody gave out (%j) starts at the newest entry',
    async (after) => {
      const entry = sampleEntry()
      await database.auditLog.record(entry)
      const { tenantId, scope, externalId } = entry
      const page = await database.auditLog.history({ tenantId, scope, externalId }, { limit: 5, after })
      expect(page.entries).toEqual([entry])
    },
  )

  test('history shows one place of one tenant, and one app when it is named', async () => {
    const here = sampleIntent({ scope: { kind: 'team', teamId: 'same' } })
    const otherApp = sampleEntry({ ...here, id: randomUUID(), externalId: 'other' })
    const elsewhere = [
      sampleEntry({ ...here, id: randomUUID(), tenantId: randomUUID() }),
      sampleEntry({ ...here, id: randomUUID(), scope: { kind: 'chat', chatId: 'same' } }),
      sampleEntry({ ...here, id: randomUUID(), scope: { kind: 'user', userId: 'same' } }),
      sampleEntry({ ...here, id: randomUUID(), scope: { kind: 'team', teamId: 'other' } }),
    ]
    for (const entry of [...elsewhere, otherApp, sampleEntry(here)]) await database.auditLog.record(entry)

    const { tenantId, scope } = here
    expect(await historyOf(sampleEntry(here))).toEqual([sampleEntry(here)])
    const all = await database.auditLog.history({ tenantId, scope, externalId: null }, { limit: 10, after: null })
    expect(all.entries.map(({ externalId }) => externalId).sort()).toEqual(['com.example.app', 'other'])
  })

  test('what a person did for themselves and what others did for them is one history', async () => {
    const byMe = sampleEntry(sampleIntent({ scope: { kind: 'me', userId: 'adele' } }))
    const forMe = { ...sampleEntry(), tenantId: byMe.tenantId, scope: { kind: 'user' as const, userId: 'adele' } }
    await database.auditLog.record(byMe)
    await database.auditLog.record(forMe)
    expect(await historyOf(byMe)).toHaveLength(2)
    expect(await historyOf(forMe)).toHaveLength(2)
  })

  test('an attempt is open from its intent to its entry', async () => {
    const intent = sampleIntent()
    const isOpen = async () => (await database.auditLog.openIntents(-1_000)).find(({ id }) => id === intent.id)
    await database.auditLog.intend(intent)
    await database.auditLog.intend({ ...intent, from: 'another' })
    expect(await isOpen()).toEqual(intent)
    await database.auditLog.record(sampleEntry(intent))
    expect(await isOpen()).toBeUndefined()
  })

  test('an attempt that began just now is not taken for a forgotten one', async () => {
    const [old, young] = [sampleIntent({ at: new Date(Date.now() - 60_000) }), sampleIntent()]
    await database.auditLog.intend(young)
    await database.auditLog.intend(old)
    const ids = (await database.auditLog.openIntents(30_000)).map(({ id }) => id)
    expect(ids).toContain(old.id)
    expect(ids).not.toContain(young.id)
  })

  test('"not now" is remembered for that version in that place, whoever asks', async () => {
    const where = sampleIntent({ scope: { kind: 'me', userId: 'adele' } })
    const { actor, at, tenantId } = where
    expect(await database.declinedConsents.isDeclined(where, '2.0.0')).toBe(false)
    await database.declinedConsents.decline(where, { version: '2.0.0', actor, at })
    await database.declinedConsents.decline(where, { version: '2.0.0', actor, at })
    const asUser = { ...where, scope: { kind: 'user' as const, userId: 'adele' } }
    expect(await database.declinedConsents.isDeclined(asUser, '2.0.0')).toBe(true)
    expect(await database.declinedConsents.isDeclined(where, '2.0.1')).toBe(false)
    expect(await database.declinedConsents.isDeclined({ ...where, externalId: 'other' }, '2.0.0')).toBe(false)
    expect(await database.declinedConsents.isDeclined({ ...sampleIntent(), tenantId }, '2.0.0')).toBe(false)
  })

  test('any text of a person or of Graph is kept as it is, save what no database can hold', async () => {
    // Every code unit, halves of surrogate pairs among them.
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\0', '\ud83d', '\\', '"'),
    )
    const text = fc.string({ unit, maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(text, text, fc.string({ minLength: 1, unit, maxLength: 60 }), async (name, detail, id) => {
        const intent = sampleIntent({ actor: { via: 'pressed', id, name }, appName: name, externalId: id })
        const entry = sampleEntry(intent, { outcome: { kind: 'failed', detail, requestId: name } })
        await database.auditLog.record(entry)
        const stored = (value: string) => value.replaceAll('\0', '\ufffd').toWellFormed()
        expect(await historyOf(entry)).toEqual([
          {
            ...entry,
            externalId: stored(id),
            actor: { via: 'pressed', id: stored(id), name: stored(name) },
            appName: stored(name),
            outcome: { kind: 'failed', detail: stored(detail), requestId: stored(name) },
          },
        ])
      }),
      propertyRuns(100),
    )
  })

  test('what is endless is cut, and the entry is kept', async () => {
    const outcome: UpgradeOutcome = { kind: 'failed', detail: '\ud83d\ude00'.repeat(1_000_000), requestId: null }
    const consent = Array.from({ length: 10_000 }, () => permission)
    const entry = sampleEntry(sampleIntent({ consent, appName: 'x'.repeat(100_000) }), { outcome })
    await database.auditLog.record(entry)
    const [kept] = await historyOf(entry)
    expect(JSON.stringify(kept).length).toBeLessThan(40_000)
    expect(kept?.consent).toHaveLength(200)
  })

  test('an id too long to be one is refused rather than cut', async () => {
    const entry = sampleEntry(sampleIntent({ id: 'x'.repeat(201) }))
    await expect(database.auditLog.record(entry)).rejects.toThrow(StoreUnavailable)
    expect(await database.health()).toBe('ok')
  })
})
