import { type ArmedFault, armFault } from './faults.ts'
import type { JournalEntry } from './journal.ts'
import { documentedLimits, type Limits, type Windows } from './limits.ts'
import { createLookup, type Lookup } from './lookup.ts'
import { createIssuer, type Issuer } from './sign-in/issuer.ts'
import type { Keys } from './sign-in/keys.ts'
import type { SignIn } from './sign-in/start-sign-in.ts'
import type { Tenant } from './tenant.ts'

/** All the state of one running sandbox. */
export type World = {
  tenant: Tenant
  issuer: Issuer
  /** Null: Graph knows people by the sandbox's fixed tokens. */
  signIn: SignIn | null
  journal: JournalEntry[]
  faults: ArmedFault[]
  windows: Windows
  lookup: Lookup
  limits: Limits
  latencyMs: number
  now: () => number
  addFault(fault: Parameters<typeof armFault>[0]): void
  reset(): void
}

export type WorldOptions = {
  tenant: Tenant
  keys(): Promise<Keys>
  limits?: Partial<Limits>
  latencyMs?: number
  now?: () => number
}

/** `reset` brings everything back to what it is here, in the same objects, so that tests may hold on to them. */
export function createWorld({ tenant, keys, limits, latencyMs = 0, now = Date.now }: WorldOptions): World {
  const atStart = structuredClone(tenant)
  const world: World = {
    tenant,
    issuer: createIssuer(tenant, keys),
    signIn: null,
    journal: [],
    faults: [],
    windows: new Map(),
    lookup: createLookup(),
    limits: { ...documentedLimits(), ...limits },
    latencyMs,
    now,
    addFault: (fault) => world.faults.push(armFault(fault)),
    reset() {
      Object.assign(world.tenant, structuredClone(atStart))
      world.journal.length = 0
      world.faults.length = 0
      world.windows.clear()
    },
  }
  return world
}
