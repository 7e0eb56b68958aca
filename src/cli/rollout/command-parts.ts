import type { Actor } from '../../installations/audit-log.ts'
import type { Rollouts } from '../../rollouts/create-rollouts.ts'
import type { RolloutSettings } from '../../rollouts/rollout.ts'
import type { RolloutAsked } from '../../rollouts/start-rollout.ts'
import type { Terminal } from './terminal.ts'

/** What every command of the terminal is made from. */
export type CommandParts = {
  terminal: Terminal
  rollouts: Rollouts
  tenantId: string
  actor: Actor
  /** By the settings of this machine. */
  defaults: Pick<RolloutSettings, 'verify' | 'window'> & Pick<RolloutAsked, 'source'>
  /** The store is this process's alone: nobody works on a rollout while no process runs. */
  isAlone: boolean
  /** False: there is no store yet, so there is no rollout in it. */
  mayHoldRollouts: boolean
  /** Ahead of its first use, which has less patience: making a new one takes a while. Never rejects. */
  openStore(): Promise<void>
  interruption: Interruption
  /** Lets what this process has under way end, for a few seconds unless said, and begins nothing more. */
  stopWork(options?: { graceSeconds: number }): Promise<void>
}

/** Ctrl-C. Unless somebody holds it, it ends the process at once; held, it is told to the holder, and the next one ends it. */
export type Interruption = { hold(onInterrupt: () => void): void }
