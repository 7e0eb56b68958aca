import { randomUUID } from 'node:crypto'
import { hashPermissionSet } from '../../src/installations/hash-permission-set.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { JournalEntry } from '../../src/sandbox/journal.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { type CatalogApp, type Installation, installedApp } from '../../src/sandbox/tenant.ts'
import { alice } from './bot-under-test.ts'
import { changesAskedFor } from './changes-asked-for.ts'
import type { Person, Place, Teams } from './teams.ts'

/** A place where an upgrade is asked for once, and what is installed there. */
export type Asked = { place: Place; by: Person; scopeId: string; graphPath: string; installation: Installation }

/** One more team, person or group chat, in turn, with the bot's own app in an older version that lacks a permission. */
export function addPlace({ sandbox, teams }: { sandbox: Sandbox; teams: Teams }, number: number): Asked {
  const { tenant } = sandbox
  const id = randomUUID()
  const installation = installedApp(assistantOf(sandbox), '1.2.0')
  const installations = [installation]
  const asOwner = [{ userId: acmeIds.alice, roles: ['owner' as const] }]
  switch (number % 3) {
    case 0: {
      tenant.teams.push({ id, name: `Team ${number}`, members: asOwner, installations })
      const channelData = { team: { id: `19:${id}@thread.tacv2`, aadGroupId: id } }
      const place: Place = { id: `19:c${id}@thread.tacv2`, type: 'channel', channelData }
      return { place, by: alice, scopeId: id, graphPath: `/teams/${id}/`, installation }
    }
    case 1: {
      const by = { id: `29:${id}`, name: `Person ${number}`, aadObjectId: id }
      teams.people.push(by)
      tenant.people.push({ id, name: by.name, userPrincipalName: `${id}@acme.example`, kind: 'member', installations })
      const place: Place = { id: `a:${id}`, type: 'personal' }
      return { place, by, scopeId: id, graphPath: `/users/${id}/`, installation }
    }
    default: {
      const chatId = `19:${id}@thread.v2`
      tenant.chats.push({ id: chatId, kind: 'group', topic: null, members: asOwner, installations })
      const place: Place = { id: chatId, type: 'groupChat' }
      return { place, by: alice, scopeId: chatId, graphPath: `/chats/${chatId}/`, installation }
    }
  }
}

/** Types `upgrade app`; or, the installation lacking a permission, says yes to the newest version's. */
export function askIn(teams: Teams, { place, by, installation }: Asked, { accepting }: { accepting: boolean }) {
  if (!accepting) return teams.send(teams.typed('upgrade app', place, by))
  const set = hashPermissionSet(installation.consented ?? [])
  installation.consented = installation.consented?.slice(1) ?? null
  return teams.send(teams.pressed('accept', place, by, { data: { set } }))
}

function assistantOf({ tenant }: Sandbox): CatalogApp {
  const app = tenant.catalog.find(({ id }) => id === acmeIds.assistant)
  if (!app) throw new Error('Acme has the assistant in its catalog')
  return app
}

/** What the sandbox saw of requests to upgrade there. */
export function postsIn(sandbox: Sandbox, { graphPath }: Asked): JournalEntry[] {
  return changesAskedFor(sandbox.journal).filter(({ path }) => path.startsWith(graphPath))
}

export function upgradesIn(sandbox: Sandbox, asked: Asked): JournalEntry[] {
  return postsIn(sandbox, asked).filter(({ effect }) => effect !== null)
}
