import { acmeTenant } from './acme.ts'
import { type Chat, installedApp, type Person, type Team, type Tenant } from './tenant.ts'

export type Crowd = { teams?: number; chats?: number; people?: number }

/** Acme with as many places as a rollout wants, the bot's own app behind in all of them, and nobody else in it. */
export function crowdedTenant({ teams = 0, chats = 0, people = 0 }: Crowd): Tenant {
  const acme = acmeTenant()
  const [assistant] = acme.catalog
  if (!assistant) return acme
  const installed = () => [installedApp(assistant, '1.2.0')]
  const staff = numbered(people, (i): Person => {
    const userPrincipalName = `person${i}@acme.example`
    return {
      id: crowdId('22222222', i),
      name: `Person ${i}`,
      userPrincipalName,
      kind: 'member',
      installations: installed(),
    }
  })
  const [first] = staff
  return {
    ...acme,
    people: staff,
    teams: numbered(teams, (i): Team => {
      return { id: crowdId('33333333', i), name: `Team ${i}`, members: [], installations: installed() }
    }),
    chats: numbered(chats, (i): Chat => {
      const members = first ? [{ userId: first.id, roles: [] }] : []
      return { id: `19:chat${i}@thread.v2`, kind: 'group', topic: null, members, installations: installed() }
    }),
  }
}

/** The id of the i-th of a crowd: `22222222` people, `33333333` teams. */
export function crowdId(prefix: string, i: number): string {
  return `${prefix}-0000-4000-8000-${String(i).padStart(12, '0')}`
}

function numbered<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}
