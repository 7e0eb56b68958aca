import { expect, test } from '@jest/globals'
import { newestDefinition } from '../../src/sandbox/newest-definition.ts'
import type { CatalogApp, Definition } from '../../src/sandbox/tenant.ts'

function newestOf(...versions: string[]): string | undefined {
  const definitions = versions.map(
    (version): Definition => ({ version, publishingState: 'published', permissions: [], clientAppId: null }),
  )
  const app: CatalogApp = { id: 'a', externalId: null, displayName: 'A', distributionMethod: 'store', definitions }
  return newestDefinition(app)?.version
}

test.each([
  [['1.2.0', '1.10.0', '1.9.0'], '1.10.0'],
  [['1.9', '2', '1.99.9'], '2'],
  [['1.3', '1.2.9'], '1.3'],
  [['9.0.0', '10.0.0'], '10.0.0'],
  [['1.0.0.1', '1.0.0'], '1.0.0.1'],
])('of %p the newest is %s', (versions, newest) => {
  expect(newestOf(...versions)).toBe(newest)
  expect(newestOf(...versions.toReversed())).toBe(newest)
})

test('an app with nothing published has no newest version', () => {
  expect(newestOf()).toBeUndefined()
})
