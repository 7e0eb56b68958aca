import { acmeTenant } from './acme.ts'
import { demoTenant } from './demo-tenant.ts'
import type { Tenant } from './tenant.ts'

const worlds: Record<string, () => Tenant> = { demo: demoTenant, acme: acmeTenant }

export const worldNames = Object.keys(worlds)

/**
 * The tenant that `SANDBOX_WORLD` names: `demo` (unless said) has every kind of update in it, in `acme` one and the same
 * update waits everywhere and nobody is asked for a consent. Null for any other name.
 */
export function chooseTenant(world: string | undefined): Tenant | null {
  return worlds[world || 'demo']?.() ?? null
}
