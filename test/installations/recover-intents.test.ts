import { expect, test } from '@jest/globals'
import type { Answer } from '../../src/installations/answer.ts'
import type { AuditEntry, UpgradeIntent } from '../../src/installations/audit-log.ts'
import type { Installation } from '../../src/installations/installed-apps.ts'
import { keepRecovering } from '../../src/installations/keep-recovering.ts'
import { recoverIntents } from '../../src/installations/recover-intents.ts'
import { answers, fakeInstalledApps, installation, ok } from '../support/fake-graph.ts'
import { byApp } from '../support/sample-permissions.ts'

const unexpected = (what: unknown) => {
  throw new Error(`unexpected: ${what}`)
}

const minuteMs = 60_000
const ago = (ms: number) => new Date(Date.now() - ms)

const intent = (change: Partial<UpgradeIntent> = {}): UpgradeIntent => ({
  id: 'one',
  at: ago(minuteMs),
  tenantId: 'tenant',
  scope: { kind: 'team', teamId: 'team' },
  externalId: 'app',
  actor: { via: 'typed', id: 'alice', name: 'Alice' },
  appName: 'App',
  from: '1.0',
  to: '2.0',
  consent: [byApp('TeamMember.Read.Group')],
  correlationId: 'c',
  ...change,
})

/** A store with intents, and Graph's answers to each look, one after the other; the last one stays. */
function leftBehind(intents: UpgradeIntent[], ...found: Answer<Installation | null>[]) {
  const entries: AuditEntry[] = []
  const asked: number[] = []
  const looks: unknown[] = []
  const next = answers(...found)
  return {
    entries,
    asked,
    looks,
    parts: {
      auditLog: {
        openIntents: async (olderThanMs: number) => {
          asked.push(olderThanMs)
          return intents.filter(({ id }) => !entries.some((entry) => entry.id === id))
        },
        record: async (entry: AuditEntry) => void entries.push(entry),
      },
      installedApps: () =>
        fakeInstalledApps({
          find: async (_scope, app) => {
            looks.push(app)
            return next()
          },
        }),
    },
  }
}

test('an upgrade whose process died is found out by reading, with what it was granted', async () => {
  const consented = [byApp('TeamMember.Read.Group')]
  const { parts, entries } = leftBehind([intent()], ok(installation({ version: '2.0', consented })))
  expect(await recoverIntents(parts, 0)).toEqual({ recovered: 1, open: 0 })
  const outcome = { kind: 'upgraded', from: '1.0', to: '2.0', granted: consented, missing: [], lost: [] }
  expect(entries).toMatchObject([{ id: 'one', outcome, isRecovered: true, requestId: null, appName: 'App' }])
  expect(entries[0]).not.toHaveProperty('from')
})

test('what it was consented to and does not hold is missing', async () => {
  const { parts, entries } = leftBehind([intent()], ok(installation({ version: '2.0', consented: [] })))
  await recoverIntents(parts, 0)
  const missing = [byApp('TeamMember.Read.Group')]
  expect(entries).toMatchObject([{ outcome: { granted: [], missing, lost: [] } }])
})

test('an upgrade without any consent has nothing granted', async () => {
  const { parts, entries } = leftBehind(
    [intent({ consent: null })],
    ok(installation({ version: '2.0', consented: [] })),
  )
  await recoverIntents(parts, 0)
  expect(entries).toMatchObject([{ outcome: { granted: [], missing: [], lost: [] } }])
})

test.each([
  ['newer than asked for', { version: '2.1' }, intent(), 'upgraded'],
  ['changed, the newest being unknown', { version: '1.1' }, intent({ to: null }), 'upgraded'],
  ['newer, and nobody knew what it was before', { version: '2.0' }, intent({ from: null }), 'upgraded'],
  ['the old one for long', { version: '1.0' }, intent({ at: ago(11 * minuteMs) }), 'failed'],
  ['another old one for long', { version: '1.5' }, intent({ at: ago(11 * minuteMs) }), 'failed'],
  ['unknown for long', { version: null }, intent({ at: ago(11 * minuteMs) }), 'failed'],
] as const)('a version that is %s ends it', async (_name, found, left, kind) => {
  const { parts, entries } = leftBehind([left], ok(installation(found)))
  expect(await recoverIntents(parts, 0)).toEqual({ recovered: 1, open: 0 })
  expect(entries).toMatchObject([{ outcome: { kind } }])
})

test('the words of an unknown ending tell which version Teams reports', async () => {
  const { parts, entries } = leftBehind([intent({ at: ago(11 * minuteMs) })], ok(installation({ version: '1.0' })))
  await recoverIntents(parts, 0)
  expect(entries).toMatchObject([{ outcome: { detail: expect.stringMatching(/stopped .* reports version 1\.0\.$/) } }])
  const unknown = leftBehind([intent({ at: ago(11 * minuteMs) })], ok(installation({ version: null })))
  await recoverIntents(unknown.parts, 0)
  expect(unknown.entries).toMatchObject([{ outcome: { detail: expect.stringMatching(/version unknown\.$/) } }])
})

test.each<[string, Answer<Installation | null>]>([
  ['shows the old version, which may be late', ok(installation({ version: '1.0' }))],
  ['shows no version yet', ok(installation({ version: null }))],
  ['is not to be read', { kind: 'doubtful', detail: 'x', retryAfterSeconds: null, requestId: null }],
])('a place that %s is looked at again', async (_name, answer) => {
  const { parts, entries } = leftBehind([intent()], answer)
  expect(await recoverIntents(parts, 0)).toEqual({ recovered: 0, open: 1 })
  expect(entries).toEqual([])
})

test('an app or a place that is gone by now is called so', async () => {
  const gone = leftBehind([intent()], { kind: 'not-found', detail: '', requestId: null })
  await recoverIntents(gone.parts, 0)
  const removed = leftBehind([intent()], ok(null))
  await recoverIntents(removed.parts, 0)
  for (const { entries } of [gone, removed]) expect(entries).toMatchObject([{ outcome: { kind: 'not-installed' } }])
})

test('a store app is found by its catalog id', async () => {
  const { parts, entries, looks } = leftBehind([intent()], ok(null), ok(installation({ version: '2.0' })))
  await recoverIntents(parts, 0)
  expect(entries).toMatchObject([{ outcome: { kind: 'upgraded' } }])
  expect(looks).toEqual([
    { by: 'externalId', id: 'app' },
    { by: 'catalogId', id: 'app' },
  ])
  const unread = leftBehind([intent()], { kind: 'throttled', retryAfterSeconds: 1, requestId: null })
  await recoverIntents(unread.parts, 0)
  expect(unread.looks).toHaveLength(1)
})

test('looking goes on, with growing pauses, until nothing is open; what this process began itself is left alone', async () => {
  const late = [ok(installation({ version: '1.0' })), ok(installation({ version: '1.0' }))]
  const { parts, entries, asked } = leftBehind([intent()], ...late, ok(installation({ version: '2.0' })))
  const pauses: number[] = []
  let told = 0
  await keepRecovering({
    ...parts,
    othersMs: 0,
    sleep: async (ms) => void pauses.push(ms),
    isStopped: () => false,
    onRecovered: (count) => {
      told += count
    },
    onTrouble: unexpected,
  })
  expect(entries).toMatchObject([{ outcome: { kind: 'upgraded' } }])
  expect(pauses).toEqual([1_000, 2_000])
  expect(told).toBe(1)
  expect(asked).toEqual([...asked].sort((a, b) => a - b))
})

test('a store that is away is asked again, and a stop ends the looking', async () => {
  const troubles: unknown[] = []
  let looks = 0
  await keepRecovering({
    auditLog: { openIntents: () => Promise.reject(new Error('away')), record: async () => undefined },
    installedApps: () => fakeInstalledApps({}),
    othersMs: 0,
    sleep: async () => void looks++,
    isStopped: () => looks === 20,
    onRecovered: unexpected,
    onTrouble: (error) => troubles.push(error),
  })
  expect(troubles).toHaveLength(20)
})

test('beside other processes looking goes on until everything left behind is old enough to be told from theirs', async () => {
  const { parts, asked } = leftBehind([])
  const stop = new AbortController()
  await keepRecovering({
    ...parts,
    othersMs: 300_000,
    sleep: async () => (asked.length === 3 ? stop.abort() : undefined),
    isStopped: () => stop.signal.aborted,
    onRecovered: unexpected,
    onTrouble: unexpected,
  })
  expect(asked).toEqual([300_000, 300_000, 300_000])
})
