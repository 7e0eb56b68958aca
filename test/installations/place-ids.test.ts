import { expect, test } from '@jest/globals'
import { isChatId, isGuid, isMeetingChat } from '../../src/installations/place-ids.ts'

test.each([
  '19:0f5d0f5d@thread.v2',
  '19:meeting_MjdhNjM4YzUt+/=@thread.v2',
  '19:8ea0e38b-efb3-4757-924a-5f94061cf8c2_97f62344-57dc-409c-88ad-c4af14158ff5@unq.gbl.spaces',
])('%s is a chat', (id) => {
  expect(isChatId(id)).toBe(true)
})

test.each([
  ...['19:general@thread.tacv2', '19:old@thread.skype', '19:x@thread.v2.evil.example', '19:a/../b@thread.v2'],
  ...['19:@thread.v2', '19:x@thread.v2;messageid=1', ' 19:x@thread.v2', `19:${'x'.repeat(301)}@thread.v2`, ''],
])('%j is no chat', (id) => {
  expect(isChatId(id)).toBe(false)
})

test('a meeting is told by the form of its id', () => {
  expect(['19:meeting_MjdhNjM4YzUt@thread.v2', '19:0f5d0f5d@thread.v2'].map(isMeetingChat)).toEqual([true, false])
})

test('a team and a person are named by a GUID in any case, and by nothing around it', () => {
  const guid = '8ea0e38b-EFB3-4757-924a-5f94061cf8c2'
  expect([guid, ` ${guid}`, `${guid}/x`, guid.slice(1), null, 1].map(isGuid)).toEqual([
    ...[true, false, false, false, false, false],
  ])
})
