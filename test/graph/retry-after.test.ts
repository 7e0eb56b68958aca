import { expect, test } from '@jest/globals'
import { parseRetryAfter } from '../../src/graph/retry-after.ts'

const now = Date.parse('2026-11-23T12:00:00Z')

test.each([
  ['10', 10],
  ['2.128', 2.128],
  ['0', 0],
  ['-5', 0],
  [' 7 ', 7],
  ['86400', 86_400],
  ['Mon, 23 Nov 2026 12:00:30 GMT', 30],
  ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
  ['Mon 23 Nov 2026 12:00:30 GMT', 30],
])('"%s" means %d seconds', (header, seconds) => {
  expect(parseRetryAfter(header, now)).toBe(seconds)
})

test.each([null, '', 'soon', 'x 1', '1e3', 'NaN', 'Infinity', 'until Mon, 23 Nov 2026 12:00:30 GMT'])(
  '%p says nothing',
  (header) => {
    expect(parseRetryAfter(header, now)).toBeNull()
  },
)
