import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hashPermissionSet } from '../../src/installations/hash-permission-set.ts'
import { isSameSet, type Permission } from '../../src/installations/permission-set.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { byApp, byPerson } from '../support/sample-permissions.ts'

test('a set has one short name, which stays: buttons of before an update of this bot carry it', () => {
  expect(hashPermissionSet([byApp('TeamMember.Read.Group'), byPerson('ChannelMeeting.ReadBasic.Group')])).toBe(
    'ee8c1ca4470be43d',
  )
  expect(hashPermissionSet([])).toBe('e3b0c44298fc1c14')
})

test('a set with one more, with one of another type, or with two names run together is another', () => {
  const names = [[], [byApp('A')], [byPerson('A')], [byApp('A'), byApp('B')], [byApp('AB')], [byApp('A\nB')]].map(
    hashPermissionSet,
  )
  expect(new Set(names).size).toBe(names.length)
})

/** Mutants this must notice: `.sort()` dropped; `new Set` dropped; the type left out of the name. */
test('two sets have the same name exactly if they are the same set, in whatever order and however often named', () => {
  const permission: fc.Arbitrary<Permission> = fc.record({
    permissionValue: fc.constantFrom('A', 'B', 'C', 'AB'),
    permissionType: fc.constantFrom('application', 'delegated'),
  })
  const set = fc.array(permission, { maxLength: 5 })
  const property = fc.property(set, set, (one, other) => {
    expect(hashPermissionSet(one) === hashPermissionSet(other)).toBe(isSameSet(one, other))
    expect(hashPermissionSet([...one].reverse())).toBe(hashPermissionSet([...one, ...one]))
  })
  fc.assert(property, propertyRuns(1_000))
})
