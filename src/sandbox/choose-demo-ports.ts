import type { DemoPorts } from './demo-programs.ts'
import { freePort } from './free-port.ts'

export type DemoPortChoice =
  | { kind: 'chosen'; ports: DemoPorts; remarks: string[] }
  | { kind: 'refused'; problem: string }

const WANTED = {
  bot: { name: 'PORT', usual: 3978 },
  sandbox: { name: 'SANDBOX_PORT', usual: 3979 },
  playground: { name: 'PLAYGROUND_PORT', usual: 56_150 },
  tab: { name: 'TAB_PORT', usual: 56_151 },
}

/**
 * The ports of one run, each free at this moment. `remarks` say, for a person, which usual port is taken and what is used
 * instead; `problem` says which port asked for in the environment cannot be had.
 */
export async function chooseDemoPorts(env: NodeJS.ProcessEnv): Promise<DemoPortChoice> {
  const ports = { bot: 0, sandbox: 0, playground: 0, tab: 0 }
  const remarks: string[] = []
  for (const program of ['bot', 'sandbox', 'playground', 'tab'] as const) {
    const found = await freePort(WANTED[program], env, Object.values(ports))
    if (found.kind === 'refused') return found
    ports[program] = found.port
    if (found.instead !== null) {
      remarks.push(`Port ${found.instead} is taken, so the ${program} uses ${found.port} this time.`)
    }
  }
  return { kind: 'chosen', ports, remarks }
}
