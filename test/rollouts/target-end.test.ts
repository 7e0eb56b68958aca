import { describe, expect, test } from '@jest/globals'
import type { UpgradeOutcome } from '../../src/installations/upgrade-outcome.ts'
import { endOfTarget, outcomeOf } from '../../src/rollouts/target-end.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { sampleRollout } from '../support/sample-rollout.ts'

const { pinned } = sampleRollout()
const permission = application('TeamMember.Read.Group')
const held = { granted: [permission], missing: [], lost: [] }

const ends: [outcome: UpgradeOutcome, state: string][] = [
  [{ kind: 'upgraded', from: '1.2.0', to: '1.10.0', ...held }, 'upgraded'],
  [{ kind: 'upgraded', from: '1.2.0', to: '1.10.1', ...held }, 'superseded'],
  [{ kind: 'upgraded', from: '1.2.0', to: null, ...held }, 'upgraded'],
  [{ kind: 'accepted', from: '1.2.0', to: '1.10.0' }, 'accepted'],
  [{ kind: 'already-latest', version: '1.10.0' }, 'current'],
  [{ kind: 'already-latest', version: '2.0.0' }, 'superseded'],
  [{ kind: 'needs-consent', from: '1.2.0', to: '1.10.0', added: [permission], kept: [], dropped: [] }, 'needsConsent'],
  [{ kind: 'not-installed' }, 'gone'],
  [{ kind: 'refused', reason: 'rejected', detail: 'no', requestId: 'r' }, 'refused'],
  [{ kind: 'failed', detail: 'broken', requestId: 'r' }, 'failed'],
]

test.each(ends)('%j counts as %s', (outcome, state) => {
  expect(endOfTarget(outcome, pinned)).toMatchObject({ kind: 'ended', end: { state } })
})

test('being asked to wait is no end', () => {
  expect(endOfTarget({ kind: 'try-later', retryAfterSeconds: 7, requestId: 'r' }, pinned)).toEqual({
    kind: 'wait',
    afterSeconds: 7,
    requestId: 'r',
  })
})

describe('the audit is told the same', () => {
  const told = ends.filter(([outcome]) => outcome.kind !== 'needs-consent')
  test.each(told)('%j', (outcome) => {
    const ending = endOfTarget(outcome, pinned)
    expect(ending.kind === 'ended' && outcomeOf(ending.end, pinned)).toEqual(outcome)
  })

  test('a question for consent names what the version asks for', () => {
    const outcome: UpgradeOutcome = {
      kind: 'needs-consent',
      from: '1',
      to: '2',
      added: [permission],
      kept: [],
      dropped: [],
    }
    const ending = endOfTarget(outcome, pinned)
    expect(ending).toMatchObject({ end: { detail: 'Asks for TeamMember.Read.Group' } })
    expect(ending.kind === 'ended' && outcomeOf(ending.end, pinned)).toMatchObject({
      kind: 'needs-consent',
      added: [permission],
    })
  })
})
