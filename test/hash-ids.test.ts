import { expect, test } from '@jest/globals'
import { createHashIds } from '../src/hash-ids.ts'

const { id, within } = createHashIds('the key')
const guid = '22222222-2222-4222-8222-000000000001'

test.each([
  ['a GUID', guid],
  ['a chat', '19:0123456789abcdef@thread.v2'],
  ['a chat in an address', '19%3A0123456789abcdef%40thread.v2'],
  ['a meeting', '19:meeting_MjdhNjM4YzUtYzExZi00@thread.v2'],
  ['a person as Teams names them', '29:1bSnHZ7Js2STWrgk6ScEErLk1Lp2zQuD5H2qQ960rtvstKp8tKLl-3r8b6DoW0QxZimuTxk'],
  ['a conversation with one person', 'a:1WhbDJmgJdBBdsWDnVdpTQzYzRyTDyPLXbLZk'],
  ['an Entra user', '8:orgid:22222222-2222-4222-8222-000000000001'],
  ['a mail address', 'alice.adams@contoso.onmicrosoft.com'],
])('%s inside a text is hashed, and nothing else of it', (_what, name) => {
  expect(within(`cannot reach /v3/conversations/${name}, twice: "${name}"`)).toBe(
    `cannot reach /v3/conversations/${id(name)}, twice: "${id(name)}"`,
  )
})

test.each([
  'AADSTS7000215: Invalid client secret. Trace ID: 0f1e2d3c-0000-4000-8000-000000000000 Correlation ID: 1f1e2d3c-0000-4000-8000-000000000000',
  'at run (file:///app/src/bot/start-work.ts:29:17)',
  'connect ECONNREFUSED 127.0.0.1:5432, postgres://bot@db.internal.example/bot at 12:29:59.123456789',
  'the version 1.10.0 of the app',
])('what names nobody stays: %s', (text) => {
  expect(within(text)).toBe(text)
})

test('the same id has the same hash under one key in whatever case, and another under another', () => {
  expect(id('ABCDEF')).toBe(id('abcdef'))
  expect(id('abcdef')).toMatch(/^#[\da-f]{12}$/)
  expect(createHashIds('another').id('abcdef')).not.toBe(id('abcdef'))
})
