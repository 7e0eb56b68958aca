import { allowedFailures } from './error-budget.ts'
import { type Rollout, sizeOfWaves } from './rollout.ts'
import type { RolloutFacts, RolloutPatch } from './rollout-store.ts'

/**
 * What a rollout comes to by itself, from what is true of it now; null: nothing. Pure and repeatable, so that whoever
 * ends a slice, starts a process or passes a timer may ask.
 */
export function nextStep(rollout: Rollout, facts: RolloutFacts, now: Date): RolloutPatch | null {
  if (rollout.state === 'waiting') {
    const isDue = rollout.gateOpensAt !== null && rollout.gateOpensAt <= now
    return isDue ? openNextWave(rollout) : null
  }
  if (rollout.state !== 'running') return null
  // What has ended has ended, within the budget or not.
  if (!facts.hasPending) return { state: 'ended', endedAt: now, gateOpensAt: null, throttledUntil: null }
  const open = sizeOfWaves(rollout.settings.waves, rollout.openWaves, rollout.total)
  const allowed = allowedFailures(rollout.settings.budget, open)
  if (facts.failures > allowed) {
    return pause(rollout, { kind: 'error-budget', failures: facts.failures, allowed })
  }
  if (facts.hasPendingInOpen) return null
  return passGate(rollout, now)
}

function passGate(rollout: Rollout, now: Date): RolloutPatch {
  const { gate } = rollout.settings
  // There is nothing to wait for before the first wave: starting was the word for it.
  if (rollout.openWaves === 0) return openNextWave(rollout)
  switch (gate.kind) {
    case 'auto':
      return openNextWave(rollout)
    case 'manual':
      return { state: 'waiting', gateOpensAt: null }
    case 'timed':
      return { state: 'waiting', gateOpensAt: new Date(now.getTime() + gate.seconds * 1_000) }
  }
}

/** Waves that hold no more targets than those before them (few targets, small percents) are passed at once. */
export function openNextWave(rollout: Rollout): RolloutPatch {
  const { waves } = rollout.settings
  const before = sizeOfWaves(waves, rollout.openWaves, rollout.total)
  let openWaves = rollout.openWaves + 1
  while (openWaves < waves.length && sizeOfWaves(waves, openWaves, rollout.total) === before) openWaves++
  return { state: 'running', reason: null, openWaves, gateOpensAt: null }
}

/** Work under way learns of it by the generation. */
export function pause(rollout: Rollout, reason: NonNullable<Rollout['reason']>): RolloutPatch {
  const credentialPauses = rollout.credentialPauses + (reason.kind === 'credential' ? 1 : 0)
  return { state: 'paused', reason, generation: rollout.generation + 1, gateOpensAt: null, credentialPauses }
}
