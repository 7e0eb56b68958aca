import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareVersions } from '../../src/installations/compare-versions.ts'
import { propertyRuns } from '../support/property-runs.ts'

test.each([
  ['1.2.0', '1.10.0'],
  ['1.9.9', '1.10.0'],
  ['1.2', '1.2.1'],
  ['0.9', '1'],
  ['2.0.0', '10.0.0'],
  ['1.0.9007199254740993', '1.0.9007199254740994'],
  ['1.0.0', '1.0.beta'],
  ['1.0.alpha', '1.0.beta'],
  ['1.0.90', '1.0.5b'],
  ['1.0.90', '1.0.!5'],
  ['1.0.90', '1.0.b'],
  ['1.0.9', '1.0.-'],
])('%s is older than %s', (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0)
  expect(compareVersions(newer, older)).toBeGreaterThan(0)
})

test.each([
  ['1.2', '1.2.0'],
  ['001.02', '1.2'],
  [' 1.2\n', '1.2'],
  ['1.0.beta', '1.0.beta'],
])('%j and %j are the same version', (a, b) => {
  expect(compareVersions(a, b)).toBe(0)
  expect(compareVersions(b, a)).toBe(0)
})

const version = fc.array(fc.oneof(fc.nat().map(String), fc.constantFrom('beta', 'rc', '')), {
  minLength: 1,
  maxLength: 4,
})

test('any two versions compare the same way from both sides, and any three in one order', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const [x, y, z] = [a.join('.'), b.join('.'), c.join('.')]
      expect(Math.sign(compareVersions(x, y))).toBe(-Math.sign(compareVersions(y, x)) + 0)
      if (compareVersions(x, y) <= 0 && compareVersions(y, z) <= 0) expect(compareVersions(x, z)).toBeLessThanOrEqual(0)
    }),
    propertyRuns(1_000),
  )
})
