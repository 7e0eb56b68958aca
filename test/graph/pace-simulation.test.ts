import { afterAll, expect, test } from '@jest/globals'
import { campaignScale } from '../support/campaign-scale.ts'
import { reportFigure } from '../support/report-figure.ts'
import { simulateRollout } from '../support/simulated-rollout.ts'
import type { ServerBehaviour } from '../support/throttled-server.ts'

/** Microsoft publishes the limits and not how they are kept, so the pace has to do well under every plausible way. */
const exact = { perSecond: () => 30, burst: 30, retryAfter: 'exact' } as const
const lunchBreak = (atMs: number) => (atMs >= 60_000 && atMs < 160_000 ? 10 : 30)
const behaviours: { name: string; server: ServerBehaviour; workers: number }[] = [
  { name: 'S1 as documented, exact Retry-After', server: exact, workers: 1 },
  { name: 'S2 as documented, Retry-After always 10 s', server: { ...exact, retryAfter: 10 }, workers: 1 },
  { name: 'S3 as documented, no Retry-After', server: { ...exact, retryAfter: null }, workers: 1 },
  { name: 'S4 12/s and nobody says so', server: { ...exact, perSecond: () => 12, burst: 12 }, workers: 1 },
  {
    name: 'S5 the same, no Retry-After, refused requests count half',
    server: { perSecond: () => 12, burst: 12, retryAfter: null, penalty: 0.5 },
    workers: 1,
  },
  {
    name: 'S6 30/s, then 10/s, then 30/s, 1 % 503',
    server: { ...exact, perSecond: lunchBreak, burst: 15, unwell: 0.01 },
    workers: 1,
  },
  { name: 'S7 as documented, two workers, 1 % 503', server: { ...exact, unwell: 0.01 }, workers: 2 },
  { name: 'S8 as documented, hardly a burst', server: { ...exact, burst: 4 }, workers: 1 },
]

const seeds = campaignScale === null || campaignScale < 0.1 ? [1] : [1, 2, 3]
const rows: { name: string; use: number; waste: number }[] = []

test.each(behaviours)(
  '$name: at least 88 % of what the server takes is used, hardly anything is refused',
  async (row) => {
    const { name, server: behaviour, workers } = row
    for (const seed of seeds) {
      const { use, waste } = await simulateRollout({ behaviour, workers, calls: 6_000, seed })
      rows.push({ name, use, waste })
      expect(use).toBeGreaterThanOrEqual(0.88)
      expect(waste).toBeLessThanOrEqual(0.05)
    }
  },
  60_000,
)

test('over all of them 96 % is used and 1 % is wasted', () => {
  expect(rows).toHaveLength(behaviours.length * seeds.length)
  expect(mean(rows.map(({ use }) => use))).toBeGreaterThanOrEqual(0.96)
  expect(mean(rows.map(({ waste }) => waste))).toBeLessThanOrEqual(0.01)
})

test.each([1, 2, 4])(
  'with %i workers at full speed, a command waits 50 ms at most in 99 of 100 cases',
  async (workers) => {
    const { use, waste, waitsMs } = await simulateRollout({
      behaviour: exact,
      workers,
      calls: 3_000,
      seed: 4,
      commands: 200,
    })
    const p99 = waitsMs[Math.ceil(waitsMs.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY
    rows.push({ name: `${workers} workers and 200 commands; p99 of their wait ${p99.toFixed(1)} ms`, use, waste })
    expect(waitsMs.length).toBeGreaterThan(190)
    expect(p99).toBeLessThanOrEqual(50)
    expect(waste).toBeLessThanOrEqual(0.01)
  },
  60_000,
)

afterAll(() => {
  const lines = rows.map(({ name, use, waste }) => `${percent(use)} used  ${percent(waste)} wasted  ${name}`)
  process.stdout.write(`${lines.join('\n')}\n`)
  for (const { name, use, waste } of rows)
    reportFigure(`pace: ${name}`, `${percent(use)} used, ${percent(waste)} wasted`)
})

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)} %`
