import { expect, test } from '@jest/globals'
import { catalogApp } from '../../src/sandbox/entity-types.ts'
import { parseFilter } from '../../src/sandbox/filter.ts'

const app = {
  id: 'a1',
  externalId: null,
  displayName: "Bob's Polls",
  distributionMethod: 'store',
  appDefinitions: [
    { version: '1.0', bot: null, authorization: { clientAppId: 'c' } },
    { version: '1.1', bot: { id: 'b' } },
  ],
}

const type = { ...catalogApp('v1.0'), hasFilterFunctions: true }
const holds = (text: string) => parseFilter(text, type)(app)

test.each([
  ["id eq 'a1'", true],
  ["id eq 'A1'", false],
  ["id ne 'a1'", false],
  ['externalId eq null', true],
  ["displayName eq 'Bob''s Polls'", true],
  ["id eq 'x' or id eq 'a1'", true],
  ["id eq 'a1' and id eq 'x' or externalId eq null", true],
  ["id eq 'a1' and (id eq 'x' or externalId ne null)", false],
  ["not id eq 'a1'", false],
  ["not (id eq 'x')", true],
  ["startswith(displayName,'bob')", true],
  ["contains(displayName, 'poll')", true],
  ["contains(displayName, 'quiz')", false],
  ['appDefinitions/any(a:a/bot ne null)', true],
  ["appDefinitions/any(d:d/version eq '1.1' and d/bot eq null)", false],
  ["appDefinitions/any(d:d/authorization/clientAppId eq 'c')", true],
])('%s', (text, expected) => {
  expect(holds(text)).toBe(expected)
})

test.each([
  '',
  "id eq 'a1",
  "id eq 'a1')",
  "(id eq 'a1'",
  'id eq',
  "id = 'a1'",
  "name eq 'x'",
  "id gt 'a'",
  'any(x:x)',
  "a/b eq 'x'",
])('refuses %p', (text) => {
  expect(() => holds(text)).toThrow(/Invalid filter clause|Could not find a property/)
})

const clauses = (count: number) => Array.from({ length: count }, (_, i) => `id eq 'a${i}'`).join(' or ')

test('takes fifteen clauses joined by or, and no more', () => {
  expect(holds(clauses(15))).toBe(true)
  expect(holds(clauses(15).replace("'a1'", "'b'"))).toBe(false)
  expect(() => holds(clauses(16))).toThrow(
    "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: 15.",
  )
})
