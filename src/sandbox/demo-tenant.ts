import { acmeIds, acmeTenant } from './acme.ts'
import { neighbourApps, neighbours } from './neighbour-apps.ts'
import { application, type CatalogApp, type Installation, installedApp, type Tenant } from './tenant.ts'

/**
 * The world of `npm start`: Acme's people and places, with every kind of update in them, and a fresh copy at every call.
 * The assistant's 1.10.0 answers in channels without being mentioned, so it asks to read their messages, and no longer
 * for the team's settings. That waits for a consent in the team, for nobody's in the personal chats, and is already
 * done in the group chat.
 */
export function demoTenant(): Tenant {
  const tenant = acmeTenant()
  const [assistant] = tenant.catalog
  if (!assistant) throw new Error('Acme has the assistant in its catalog.')
  askForMessages(assistant)
  tenant.catalog.push(...neighbourApps())
  for (const team of tenant.teams) team.installations = inTeam(tenant.catalog)
  for (const chat of tenant.chats) chat.installations = inChat(tenant.catalog, chat.kind)
  for (const person of tenant.people) person.installations = forPerson(tenant.catalog, person.id)
  mayManageEveryApp(tenant)
  return tenant
}

const [before, after] = ['1.2.0', '1.10.0']

function askForMessages({ definitions }: CatalogApp): void {
  for (const definition of definitions) {
    const more = definition.version === before ? 'TeamSettings.Read.Group' : 'ChannelMessage.Read.Group'
    if (definition.version !== '1.0.0') definition.permissions.push(application(more))
  }
}

type Versions = { [appName: string]: string }

function inTeam(catalog: CatalogApp[]): Installation[] {
  return installed(catalog, {
    'Acme Assistant': before,
    'Contoso Polls': '3.1.0',
    'Acme Expenses': '2.0',
    [neighbours.behind]: '1.4.1',
    [neighbours.asksForMore]: '0.9.0',
    [neighbours.currentWithPermissions]: '4.0.2',
    [neighbours.behindByTenths]: '2.9',
    [neighbours.storeBehind]: '5.0.0',
    [neighbours.heldBack]: '3.3.0',
    [neighbours.asksAsPerson]: '1.0.0',
    [neighbours.current]: '1.0.12',
    [neighbours.storeCurrent]: '2.3.1',
    [neighbours.system]: '1.0.0',
  })
}

function inChat(catalog: CatalogApp[], kind: Tenant['chats'][number]['kind']): Installation[] {
  return installed(catalog, {
    'Acme Assistant': kind === 'group' ? after : before,
    'Contoso Polls': '3.2.0',
    [neighbours.behind]: '1.4.1',
    [neighbours.storeBehind]: '5.0.0',
    [neighbours.system]: '1.0.0',
  })
}

/** Everybody consented to what 1.10.0 asks before it came. Alice has two apps more. */
function forPerson(catalog: CatalogApp[], personId: string): Installation[] {
  const more = personId === acmeIds.alice ? { [neighbours.heldBack]: '3.2.0', 'Acme Expenses': '2.0' } : {}
  const [assistant, ...others] = installed(catalog, { 'Acme Assistant': before, ...more })
  const asked = catalog[0]?.definitions.find(({ version }) => version === after)?.permissions ?? []
  return assistant ? [{ ...assistant, consented: structuredClone(asked) }, ...others] : others
}

function installed(catalog: CatalogApp[], versions: Versions): Installation[] {
  return Object.entries(versions).map(([name, version]) => {
    const app = catalog.find(({ displayName }) => displayName === name)
    if (!app) throw new Error(`The demo world has no ${name}.`)
    return installedApp(app, version)
  })
}

/** The Self permissions would show the assistant alone; these are the same for any app. */
function mayManageEveryApp(tenant: Tenant): void {
  const wide = (names: string[]) => names.map((name) => name.replace('ConsentSelfFor', 'ConsentFor'))
  for (const token of Object.values(tenant.tokens)) {
    if (token.kind === 'application') token.roles = wide(token.roles)
  }
  if (tenant.signedInWith) tenant.signedInWith.scopes = wide(tenant.signedInWith.scopes)
}
