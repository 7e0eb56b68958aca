import { expect, test } from '@jest/globals'
import { mayManageOthers } from '../../src/graph/token-rights.ts'

const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
const team = { kind: 'team' as const, teamId: 't' }
const me = { kind: 'me' as const, userId: 'u' }

test('an application’s roles say what it may upgrade, place by place', () => {
  const roles = ['TeamsAppInstallation.ReadWriteForTeam.All', 'TeamsAppInstallation.ReadWriteSelfForUser.All']
  expect(mayManageOthers(token({ roles }), team)).toBe(true)
  expect(mayManageOthers(token({ roles }), me)).toBe(false)
})

test('a person’s token says it in its scopes', () => {
  const scp = 'openid TeamsAppInstallation.ReadWriteAndConsentForUser'
  expect(mayManageOthers(token({ scp }), me)).toBe(true)
  expect(mayManageOthers(token({ scp }), team)).toBe(false)
  expect(mayManageOthers(token({ scp: 'TeamsAppInstallation.ReadWriteSelfForUser' }), me)).toBe(false)
})

test('what cannot be read says nothing', () => {
  for (const opaque of ['sandbox-user:x', '', 'a.b.c']) expect(mayManageOthers(opaque, me)).toBeNull()
})
