import { describe, expect, test } from '@jest/globals'
import { type CatalogNow, type Command, commands, decideCommand } from '../../src/rollouts/change-rollout.ts'
import type { PauseReason, Rollout, RolloutState } from '../../src/rollouts/rollout.ts'
import { admin, facts, now, sampleRollout, secondAdmin } from '../support/sample-rollout.ts'

function decide(
  command: Command,
  rollout: Partial<Rollout>,
  more: { failures?: number; by?: typeof admin | typeof secondAdmin; catalog?: CatalogNow } = {},
) {
  const { failures = 0, by = admin, catalog = null } = more
  return decideCommand(
    command,
    { rollout: sampleRollout(rollout), facts: facts({ failures }) },
    { actor: by, now, catalog },
  )
}

const states: RolloutState[] = ['planning', 'awaiting-approval', 'running', 'waiting', 'paused', 'ended', 'aborted']

/** Which states each command means something in; in all others nothing changes. */
const meant: Record<Command, RolloutState[]> = {
  pause: ['planning', 'running', 'waiting'],
  resume: ['planning', 'running', 'waiting', 'paused'],
  abort: ['planning', 'awaiting-approval', 'running', 'waiting', 'paused'],
  retry: ['running', 'waiting', 'paused', 'ended'],
  promote: ['waiting'],
  approve: ['awaiting-approval'],
}

describe.each(commands)('%s', (command) => {
  test.each(states)('in the state %s', (state) => {
    const reason = state === 'paused' ? ({ kind: 'operator' } as const) : null
    const decision = decide(command, { state, reason }, { failures: 2, by: secondAdmin })
    if (meant[command].includes(state)) expect(decision.kind).toBe('change')
    else expect(decision).toEqual({ kind: 'refused', why: 'wrong-state' })
  })
})

const patchOf = (decision: ReturnType<typeof decide>) => (decision.kind === 'change' ? decision.patch : decision.why)

test('pause and abort stop what is under way by a new generation', () => {
  expect(patchOf(decide('pause', {}))).toMatchObject({ state: 'paused', reason: { kind: 'operator' }, generation: 4 })
  expect(patchOf(decide('abort', {}))).toMatchObject({ state: 'aborted', generation: 4, endedAt: now, reason: null })
})

test('an aborted one remembers that another version superseded it', () => {
  const reason = { kind: 'superseded', version: '2.0.0', asksForMore: true } as const
  expect(patchOf(decide('abort', { state: 'paused', reason }))).toMatchObject({ reason })
  const withdrawn = { kind: 'superseded', version: null } as const
  expect(patchOf(decide('abort', { state: 'paused', reason: withdrawn }))).toMatchObject({ reason: null })
})

test('resume goes on where it was, and forgives the failures that were seen', () => {
  const paused = { state: 'paused', reason: { kind: 'error-budget', failures: 3, allowed: 0 }, forgiven: 2 } as const
  expect(patchOf(decide('resume', paused, { failures: 3 }))).toEqual({
    state: 'running',
    reason: null,
    generation: 4,
    forgiven: 5,
    throttledUntil: null,
  })
})

test('resume goes on planning where it was paused while planning', () => {
  const paused = { state: 'paused', reason: { kind: 'planning-failed', detail: 'x' }, startedAt: null } as const
  expect(patchOf(decide('resume', paused))).toMatchObject({ state: 'planning' })
})

test('resume and promote open the wave that waits', () => {
  for (const command of ['resume', 'promote'] as const) {
    expect(patchOf(decide(command, { state: 'waiting' }))).toMatchObject({ state: 'running', openWaves: 2 })
  }
})

test('resume changes nothing where it goes on already', () => {
  expect(decide('resume', { state: 'running' })).toEqual({ kind: 'change', patch: {} })
})

describe('resume after another version came', () => {
  const { pinned } = sampleRollout()
  const more = [...pinned.required, { permissionValue: 'Channel.Create.Group', permissionType: 'application' as const }]
  const reasons: PauseReason[] = [
    { kind: 'superseded', version: '1.11.0', asksForMore: false },
    { kind: 'superseded', version: '1.11.0', asksForMore: true },
    { kind: 'superseded', version: null },
  ]
  const answered = (catalog?: CatalogNow) =>
    reasons.map((reason) => decide('resume', { state: 'paused', reason }, catalog && { catalog }))
  const of = (version: string, required = pinned.required): CatalogNow => ({
    kind: 'read',
    newest: { version, required },
  })

  test.each([['1.12.0'], ['1.10.0'], ['1.9.0']])(
    'goes on with %s, which asks for the same, whatever it was paused for',
    (version) => {
      for (const decision of answered(of(version))) expect(patchOf(decision)).toMatchObject({ pinned: { version } })
    },
  )

  test.each([['1.12.0'], ['1.10.0']])('is refused where %s asks for others, and says which', (version) => {
    const reason = { kind: 'superseded', version, asksForMore: true }
    for (const decision of answered(of(version, more))) {
      expect(decision).toEqual({ kind: 'refused', why: 'other-permissions', reason })
    }
  })

  test('is refused where no version is published, and says so', () => {
    for (const decision of answered({ kind: 'read', newest: null })) {
      const reason = { kind: 'superseded', version: null }
      expect(decision).toEqual({ kind: 'refused', why: 'nothing-published', reason })
    }
  })

  test('is refused for what it is where the catalog cannot be read', () => {
    for (const decision of answered({ kind: 'unreadable' })) {
      expect(decision).toEqual({ kind: 'refused', why: 'catalog-unreadable' })
    }
  })

  test('is refused where that happened after the rollout was looked at', () => {
    for (const decision of answered()) expect(decision).toEqual({ kind: 'refused', why: 'wrong-state' })
  })
})

test('who started it cannot approve it, in whatever way they come', () => {
  const waiting = { state: 'awaiting-approval', startedAt: null } as const
  expect(decide('approve', waiting, { by: admin })).toEqual({ kind: 'refused', why: 'same-person' })
  expect(patchOf(decide('approve', waiting, { by: secondAdmin }))).toEqual({
    state: 'running',
    approvedBy: secondAdmin,
    startedAt: now,
  })
})

test('retry begins with a budget of its own, and is refused where nothing failed', () => {
  expect(patchOf(decide('retry', { state: 'ended', openWaves: 3, forgiven: 4 }, { failures: 1 }))).toMatchObject({
    state: 'running',
    forgiven: 0,
    openWaves: 3,
    generation: 4,
    endedAt: null,
    retryFailed: true,
  })
  expect(decide('retry', { state: 'ended' })).toEqual({ kind: 'refused', why: 'nothing-to-retry' })
  // Of the wave that was open, and what was forgiven by an earlier word counts with the rest.
  expect(patchOf(decide('retry', { openWaves: 1, forgiven: 2 }, { failures: 2 }))).toMatchObject({ openWaves: 1 })
  const busy = { rollout: sampleRollout({ state: 'ended' }), facts: facts({ failures: 1, otherUnderWay: 'r2' }) }
  expect(decideCommand('retry', busy, { actor: admin, now, catalog: null })).toMatchObject({ why: 'another-under-way' })
  expect(decide('retry', { state: 'paused', startedAt: null }, { failures: 1 })).toMatchObject({ why: 'wrong-state' })
})
