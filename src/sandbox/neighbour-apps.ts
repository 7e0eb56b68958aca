import type { Permission } from '../installations/permission-set.ts'
import { application, type CatalogApp, type Definition, delegated } from './tenant.ts'

/** The other apps of the demo world, by what each of them is there to show. */
export const neighbours = {
  behind: 'Acme Standup',
  behindByTenths: 'Acme Room Booking',
  asksForMore: 'Acme Onboarding',
  asksAsPerson: 'Acme Service Desk',
  heldBack: 'Acme Timesheets',
  currentWithPermissions: 'Acme Incident Room',
  current: 'Acme Shift Planner',
  storeBehind: 'Fabrikam Whiteboard',
  storeCurrent: 'Northwind Surveys',
  system: 'Teams Calendar',
} as const

type Version = { version: string; permissions?: Permission[]; publishingState?: Definition['publishingState'] }
type Made = { name: string; versions: Version[]; from?: 'store'; isSystem?: true }

const made: Made[] = [
  { name: neighbours.behind, versions: [{ version: '1.4.1' }, { version: '1.5.0' }] },
  { name: neighbours.behindByTenths, versions: [{ version: '2.9' }, { version: '2.10' }] },
  {
    name: neighbours.asksForMore,
    versions: [
      { version: '0.9.0', permissions: [application('TeamSettings.Read.Group')] },
      {
        version: '1.0.0',
        permissions: [application('TeamSettings.Read.Group'), application('TeamMember.Read.Group')],
      },
    ],
  },
  {
    name: neighbours.asksAsPerson,
    versions: [{ version: '1.0.0' }, { version: '1.1.0', permissions: [delegated('ChannelMeeting.ReadBasic.Group')] }],
  },
  {
    name: neighbours.heldBack,
    versions: [{ version: '3.2.0' }, { version: '3.3.0' }, { version: '4.0.0', publishingState: 'submitted' }],
  },
  {
    name: neighbours.currentWithPermissions,
    versions: [{ version: '4.0.2', permissions: [application('Channel.Create.Group')] }],
  },
  { name: neighbours.current, versions: [{ version: '1.0.12' }] },
  { name: neighbours.storeBehind, from: 'store', versions: [{ version: '5.0.0' }, { version: '5.1.0' }] },
  { name: neighbours.storeCurrent, from: 'store', versions: [{ version: '2.3.1' }] },
  { name: neighbours.system, from: 'store', isSystem: true, versions: [{ version: '1.0.0' }, { version: '1.1.0' }] },
]

/** Each of an Entra app of its own: "There must be a 1:1 mapping between a Teams app and a Microsoft Entra app." */
export function neighbourApps(): CatalogApp[] {
  return made.map(({ name, versions, from, isSystem }, i) => ({
    id: idOf('d', i),
    externalId: from === 'store' ? null : idOf('e', i),
    displayName: name,
    distributionMethod: from ?? 'organization',
    ...(isSystem ? { isSystem } : {}),
    definitions: versions.map((version) => definitionOf(version, idOf('a', i))),
  }))
}

function definitionOf(
  { version, permissions = [], publishingState = 'published' }: Version,
  clientAppId: string,
): Definition {
  return { version, publishingState, permissions: structuredClone(permissions), clientAppId }
}

function idOf(letter: string, index: number): string {
  return `${letter.repeat(8)}-0000-4000-8000-${String(index + 1).padStart(12, '0')}`
}
