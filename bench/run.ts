/**
 * `npm run bench`: what a message costs, then a small rollout. `npm run bench -- rollout [sizes] [contestant]`: rollouts of
 * whole tenants beside what people use today (rollout.ts). `npm run bench -- memory [sizes]`: what they hold in memory.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const programs: Record<string, string> = {
  messages: 'message-cost.ts',
  rollout: 'rollout.ts',
  memory: 'rollout-memory.ts',
}

const [what, ...args] = process.argv.slice(2)
if (what === undefined) {
  run('message-cost.ts', [])
  run('rollout.ts', ['short'])
} else {
  const program = Object.hasOwn(programs, what) ? programs[what] : undefined
  if (!program) throw new Error(`There is no bench "${what}", but ${Object.keys(programs).join(', ')}.`)
  run(program, args)
}

function run(program: string, rest: string[]): void {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, program), ...rest], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
