import { describe, expect, test } from '@jest/globals'
import { nextStep, openNextWave, pause } from '../../src/rollouts/next-step.ts'
import { facts, now, sampleRollout } from '../support/sample-rollout.ts'

const waveDone = facts({ hasPendingInOpen: false })

test('while targets of the open waves are pending there is nothing to do', () => {
  expect(nextStep(sampleRollout(), facts(), now)).toBeNull()
})

test.each(['planning', 'awaiting-approval', 'paused', 'ended', 'aborted'] as const)(
  'nothing happens by itself while it is %s',
  (state) => {
    expect(nextStep(sampleRollout({ state }), facts({ hasPending: false, hasPendingInOpen: false }), now)).toBeNull()
  },
)

test('it ends when nothing is pending any more, whatever failed', () => {
  const over = facts({ hasPending: false, hasPendingInOpen: false, failures: 50 })
  expect(nextStep(sampleRollout(), over, now)).toEqual({
    state: 'ended',
    endedAt: now,
    gateOpensAt: null,
    throttledUntil: null,
  })
})

test('before the first wave no gate is waited for', () => {
  const settings = { ...sampleRollout().settings, gate: { kind: 'manual' as const } }
  expect(nextStep(sampleRollout({ openWaves: 0, settings }), waveDone, now)).toMatchObject({
    state: 'running',
    openWaves: 1,
  })
})

describe('when a wave has ended within the budget', () => {
  test('the next one opens by itself', () => {
    expect(nextStep(sampleRollout(), waveDone, now)).toMatchObject({ state: 'running', openWaves: 2, reason: null })
  })

  test('a gate by hand waits', () => {
    const settings = { ...sampleRollout().settings, gate: { kind: 'manual' as const } }
    expect(nextStep(sampleRollout({ settings }), waveDone, now)).toEqual({ state: 'waiting', gateOpensAt: null })
  })

  test('a timed gate waits until its time, and opens from then on', () => {
    const settings = { ...sampleRollout().settings, gate: { kind: 'timed' as const, seconds: 60 } }
    const gateOpensAt = new Date(now.getTime() + 60_000)
    const waiting = sampleRollout({ settings, state: 'waiting', gateOpensAt })
    expect(nextStep(sampleRollout({ settings }), waveDone, now)).toEqual({ state: 'waiting', gateOpensAt })
    expect(nextStep(waiting, waveDone, now)).toBeNull()
    expect(nextStep(waiting, waveDone, gateOpensAt)).toMatchObject({
      state: 'running',
      openWaves: 2,
      gateOpensAt: null,
    })
  })

  test('a gate by hand does not open by itself, however late it is', () => {
    const waiting = sampleRollout({ state: 'waiting', gateOpensAt: null })
    expect(nextStep(waiting, waveDone, new Date('2099-01-01'))).toBeNull()
  })
})

describe('the error budget', () => {
  test('pauses at the first failure of a first wave of one, even while the wave goes on', () => {
    expect(nextStep(sampleRollout(), facts({ failures: 1 }), now)).toMatchObject({
      state: 'paused',
      reason: { kind: 'error-budget', failures: 1, allowed: 0 },
      generation: 4,
    })
  })

  test('grows with the targets that were opened', () => {
    const open = sampleRollout({ openWaves: 3 })
    expect(nextStep(open, facts({ failures: 5 }), now)).toBeNull()
    expect(nextStep(open, facts({ failures: 6 }), now)).toMatchObject({ state: 'paused' })
  })

  test('as a number counts for the whole rollout', () => {
    const settings = { ...sampleRollout().settings, budget: { kind: 'count' as const, count: 2 } }
    expect(nextStep(sampleRollout({ settings }), facts({ failures: 2 }), now)).toBeNull()
    expect(nextStep(sampleRollout({ settings }), facts({ failures: 3 }), now)).toMatchObject({ state: 'paused' })
  })

  test('of nothing is used up by the first failure', () => {
    const settings = { ...sampleRollout().settings, budget: { kind: 'count' as const, count: 0 } }
    expect(nextStep(sampleRollout({ settings }), facts(), now)).toBeNull()
    expect(nextStep(sampleRollout({ settings }), facts({ failures: 1 }), now)).toMatchObject({ state: 'paused' })
  })
})

test('waves that would hold nothing new are passed at once', () => {
  expect(openNextWave(sampleRollout({ total: 5, openWaves: 1 }))).toMatchObject({ openWaves: 3 })
  expect(openNextWave(sampleRollout({ total: 5, openWaves: 0 }))).toMatchObject({ openWaves: 1 })
  expect(openNextWave(sampleRollout({ total: 0, openWaves: 0 }))).toMatchObject({ openWaves: 3 })
})

test('a pause tells work under way by the generation, and counts those for the credential', () => {
  expect(pause(sampleRollout(), { kind: 'operator' })).toMatchObject({ generation: 4, credentialPauses: 0 })
  expect(pause(sampleRollout(), { kind: 'credential', detail: 'no' })).toMatchObject({
    credentialPauses: 1,
    state: 'paused',
  })
})
