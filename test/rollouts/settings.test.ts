import { describe, expect, test } from '@jest/globals'
import { parseWindow, secondsUntilOpen } from '../../src/maintenance-window.ts'
import { allowedFailures, fewestThatMayFail, parseErrorBudget, usualBudget } from '../../src/rollouts/error-budget.ts'
import { sizeOfWaves } from '../../src/rollouts/rollout.ts'
import { parseWaves } from '../../src/rollouts/waves.ts'

describe('an error budget', () => {
  test.each([
    ['0', { kind: 'count', count: 0 }],
    ['25', { kind: 'count', count: 25 }],
    ['5%', { kind: 'percent', percent: 5 }],
    ['100%', { kind: 'percent', percent: 100 }],
    [' 5% ', { kind: 'percent', percent: 5 }],
  ])('is read from %s', (text, budget) => {
    expect(parseErrorBudget(text)).toEqual(budget)
  })

  test.each(['', '%', '-1', '101%', '5.5%', 'five', '5 %', '12345678'])('is not read from %j', (text) => {
    expect(parseErrorBudget(text)).toBeNull()
  })

  test('as a percent is a share of what was opened, rounded down', () => {
    expect(allowedFailures({ kind: 'percent', percent: 5 }, 19)).toBe(0)
    expect(allowedFailures({ kind: 'percent', percent: 5 }, 20)).toBe(1)
    expect(allowedFailures({ kind: 'count', count: 7 }, 1)).toBe(7)
  })

  test('says from how many open targets on a failure may be, for every percent', () => {
    const allowed = (percent: number, open: number) => allowedFailures({ kind: 'percent', percent }, open)
    for (let percent = 1; percent <= 100; percent++) {
      const fewest = fewestThatMayFail({ kind: 'percent', percent }) ?? 0
      expect([percent, allowed(percent, fewest - 1), allowed(percent, fewest)]).toEqual([percent, 0, 1])
    }
    expect(fewestThatMayFail({ kind: 'percent', percent: 0 })).toBeNull()
    expect(fewestThatMayFail({ kind: 'count', count: 0 })).toBeNull()
    expect(fewestThatMayFail({ kind: 'count', count: 7 })).toBe(1)
  })

  test('of 5 % lets a failure pass in a first wave of 1 % from 1,901 targets on, and in none before', () => {
    const allowed = (total: number) => allowedFailures(usualBudget, sizeOfWaves([1, 10, 100], 1, total))
    expect([1, 100, 1_900, 1_901].map(allowed)).toEqual([0, 0, 0, 1])
  })
})

describe('waves', () => {
  const twenty = Array.from({ length: 20 }, (_, i) => 5 * (i + 1))

  test.each([
    ['1,10,100', [1, 10, 100]],
    ['1%, 10%, 100%', [1, 10, 100]],
    ['0.5,100', [0.5, 100]],
    ['25', [25, 100]],
    ['100', [100]],
    ['0.0001,99.9999', [0.0001, 99.9999, 100]],
    [twenty.join(), twenty],
  ])('are read from %s', (text, waves) => {
    expect(parseWaves(text)).toEqual(waves)
  })

  test.each([
    '',
    '10,1,100',
    '10,10',
    '0,100',
    '101',
    '100,50',
    'all',
    '1;10',
    'x1',
    '1x',
    '1,x',
    '%5',
    '0.00001',
    ['0.5', ...twenty].join(),
    Array(25).fill('1').join(),
  ])('are not read from %j', (text) => {
    expect(parseWaves(text)).toBeNull()
  })

  test('hold at least one target each, and all of them in the last', () => {
    const sizes = (total: number) => [0, 1, 2, 3, 4].map((open) => sizeOfWaves([1, 10, 100], open, total))
    expect(sizes(1_000)).toEqual([0, 10, 100, 1_000, 1_000])
    expect(sizes(7)).toEqual([0, 1, 1, 7, 7])
    expect(sizes(0)).toEqual([0, 0, 0, 0, 0])
  })
})

describe('a maintenance window', () => {
  const night = { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' }

  test('is read with its time zone, which is UTC unless said', () => {
    expect(parseWindow('22:00-06:00 Europe/Berlin')).toEqual(night)
    expect(parseWindow('09:30-17:00')).toEqual({ from: '09:30', to: '17:00', timeZone: 'UTC' })
    expect(parseWindow(' 22:00-23:00  Europe/Berlin ')).toEqual({ ...night, to: '23:00' })
  })

  test.each([
    '',
    '22-06',
    '24:00-06:00',
    '22:60-06:00',
    '22:00-22:00',
    '22:00-06:00 Nowhere/Land',
    '22:00 06:00',
    'x22:00-06:00',
    '22:00-24:00',
    '22:00-06:00 UTC UTC',
  ])('is not read from %j', (text) => {
    expect(parseWindow(text)).toBeNull()
  })

  test.each([
    ['2026-11-25T21:30:00Z', 0],
    ['2026-11-25T21:00:00Z', 0],
    ['2026-11-25T04:59:59Z', 0],
    ['2026-11-25T05:00:00Z', 16 * 3600],
    ['2026-11-25T20:59:00Z', 60],
  ])('over midnight: at %s it opens in %d seconds', (at, seconds) => {
    expect(secondsUntilOpen(night, new Date(at))).toBe(seconds)
  })

  test.each([
    ['2026-11-25T09:29:30Z', 30],
    ['2026-11-25T09:30:00Z', 0],
    ['2026-11-25T16:59:59Z', 0],
    ['2026-11-25T17:00:00Z', 16.5 * 3600],
  ])('within a day: at %s it opens in %d seconds', (at, seconds) => {
    expect(secondsUntilOpen({ from: '09:30', to: '17:00', timeZone: 'UTC' }, new Date(at))).toBe(seconds)
  })
})
