import { expect, test } from '@jest/globals'
import { comparePermissions, isSameSet, needsConsent, type Permission } from '../../src/installations/permission-set.ts'

const app = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'application' })
const delegated = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'delegated' })

test('says what is new, what stays and what is no longer asked for', () => {
  const diff = comparePermissions([app('A'), app('B')], [app('B'), app('C')])
  expect(diff).toEqual({ added: [app('A')], kept: [app('B')], dropped: [app('C')] })
})

test('the same name asked as application and as delegated permission is two permissions', () => {
  expect(comparePermissions([app('A')], [delegated('A')]).added).toEqual([app('A')])
})

test('a new application permission needs somebody to say yes', () => {
  expect(needsConsent(comparePermissions([app('A')], []))).toBe(true)
})

test('new delegated permissions and dropped ones need nobody', () => {
  expect(needsConsent(comparePermissions([delegated('A'), app('B')], [app('B'), app('C')]))).toBe(false)
})

test('two sets are the same in any order, and not when one has more', () => {
  expect(isSameSet([app('A'), app('B')], [app('B'), app('A')])).toBe(true)
  expect(isSameSet([app('A')], [app('A'), app('B')])).toBe(false)
  expect(isSameSet([app('A'), app('B')], [app('A')])).toBe(false)
})
