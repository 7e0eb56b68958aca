import { expect, test } from '@jest/globals'
import { problemOf } from '../../../src/tab/page/api/answer.ts'
import type { ListedApp } from '../../../src/tab/page/api/tab-shapes.ts'
import { afterUpgrade, linkedApp, orderApps, upgradableAtOnce } from '../../../src/tab/page/apps/order-apps.ts'
import type { UpgradeEnd } from '../../../src/tab/page/apps/upgrade-end.ts'
import { upgradeInTurn } from '../../../src/tab/page/apps/upgrade-in-turn.ts'
import { sampleApps, sampleOutcomes } from '../../support/tab-samples.ts'

const names = (apps: ListedApp[]) => apps.map(({ app }) => app.name)
const updates = (apps: ListedApp[]) => apps.map(({ update }) => update)

test('what can be upgraded comes first, then by name', () => {
  const ordered = orderApps(sampleApps, [])
  expect(updates(ordered)).toEqual([
    ...['upgrade', 'upgrade', 'upgrade', 'consent', 'probably-automatic', 'unknown', 'none', 'none'],
  ])
  expect(names(ordered).slice(0, 2)).toEqual(['Contoso Polls', 'Service Desk'])
})

test('an app that was upgraded keeps its place, and new ones go to the end', () => {
  const before = orderApps(sampleApps.slice(1), [])
  const upgraded = before.map((listed): ListedApp => ({ ...listed, update: 'none' }))
  const after = orderApps([...sampleApps.slice(0, 1), ...upgraded], before)
  expect(names(after)).toEqual([...names(before), 'Service Desk'])
})

test('Upgrade all means those that ask nobody anything', () => {
  expect(new Set(updates(upgradableAtOnce(sampleApps)))).toEqual(new Set(['upgrade', 'probably-automatic']))
})

test('a link may name an app by any of its ids', () => {
  const [first] = sampleApps
  expect(linkedApp(sampleApps, first?.id ?? '')).toBe(first)
  expect(linkedApp(sampleApps, first?.app.id ?? '')).toBe(first)
  expect(linkedApp(sampleApps, 'another')).toBeNull()
  expect(linkedApp(sampleApps, null)).toBeNull()
})

test('only an ending that is certain changes what is shown as installed', () => {
  const [listed] = sampleApps
  if (!listed) throw new Error('no sample')
  for (const [name, outcome] of Object.entries(sampleOutcomes)) {
    const isCertain = ['upgraded', 'already-latest'].includes(outcome.kind)
    expect([name, afterUpgrade(listed, outcome).update]).toEqual([name, isCertain ? 'none' : 'upgrade'])
  }
})

const ended = (name: keyof typeof sampleOutcomes): UpgradeEnd => {
  const outcome = sampleOutcomes[name]
  if (!outcome) throw new Error('no such sample')
  return { kind: 'ended', outcome }
}

async function run(ends: UpgradeEnd[], { shouldStop = (): boolean => false, apps = ends.map(String) } = {}) {
  const left = [...ends]
  const [done, pauses]: [number[], number[]] = [[], []]
  const counts = await upgradeInTurn(
    apps.map((_app, index) => String(index)),
    {
      upgrade: async () => left.shift() ?? ended('Failed'),
      shouldStop,
      onDone: (count) => done.push(count),
      pause: async (seconds) => void pauses.push(seconds),
    },
  )
  return { counts, done, pauses }
}

test('a run goes on after an app that ended otherwise, and counts it', async () => {
  const { counts, done } = await run([ended('Upgraded'), ended('Permission'), ended('Accepted'), ended('Gone')])
  expect(counts).toEqual({ upgraded: 2, others: 2, untried: 0 })
  expect(done).toEqual([1, 2, 3, 4])
})

test.each([
  ended('Busy'),
  problemOf({ kind: 'offline' }),
  problemOf({ kind: 'rate-limited', retryAfterSeconds: 600 }),
  problemOf({ kind: 'unauthorized' }),
  problemOf({ kind: 'refused', reason: 'missing-permission', detail: null, requestId: null }),
])('what would end the same way for all the others ends a run: %j', async (end) => {
  const { counts } = await run([ended('Upgraded'), end, ended('Upgraded')])
  expect(counts).toEqual({ upgraded: 1, others: 1, untried: 1 })
})

test('a run that is too fast waits as long as it is told, and asks again', async () => {
  const tooFast = problemOf({ kind: 'rate-limited', retryAfterSeconds: 3 })
  const { counts, pauses } = await run([tooFast, ended('Upgraded'), ended('Upgraded')], { apps: ['a', 'b'] })
  expect(counts).toEqual({ upgraded: 2, others: 0, untried: 0 })
  expect(pauses).toEqual([3])
  expect((await run([tooFast, tooFast, ended('Upgraded')])).counts).toEqual({ upgraded: 0, others: 1, untried: 2 })
})

test('a run that is stopped tries no other app', async () => {
  let asked = 0
  const { counts } = await run([ended('Upgraded'), ended('Upgraded'), ended('Upgraded')], {
    shouldStop: () => ++asked > 1,
  })
  expect(counts).toEqual({ upgraded: 1, others: 0, untried: 2 })
})
