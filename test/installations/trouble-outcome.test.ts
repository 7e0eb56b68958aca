import { expect, test } from '@jest/globals'
import type { Trouble } from '../../src/installations/answer.ts'
import { endOf } from '../../src/installations/trouble-outcome.ts'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'

const [detail, requestId] = ['words', 'r']

test.each<[Trouble, UpgradeOutcome]>([
  [{ kind: 'not-found', detail, requestId }, { kind: 'not-installed' }],
  [
    { kind: 'refused', reason: 'app-mismatch', detail, requestId },
    { kind: 'refused', reason: 'app-mismatch', detail, requestId },
  ],
  [
    { kind: 'throttled', retryAfterSeconds: 2.1, requestId },
    { kind: 'try-later', retryAfterSeconds: 3, requestId },
  ],
  [
    { kind: 'throttled', retryAfterSeconds: null, requestId },
    { kind: 'try-later', retryAfterSeconds: 30, requestId },
  ],
  [
    { kind: 'doubtful', detail, retryAfterSeconds: 0, requestId },
    { kind: 'try-later', retryAfterSeconds: 0, requestId },
  ],
  [
    { kind: 'unclear', detail, requestId },
    { kind: 'refused', reason: 'rejected', detail, requestId },
  ],
  [
    { kind: 'failed', detail, requestId },
    { kind: 'failed', detail, requestId },
  ],
])('%j', (trouble, outcome) => {
  expect(endOf(trouble)).toEqual(outcome)
})
