import fc from 'fast-check'
import { hashPermissionSet } from '../../src/installations/hash-permission-set.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import { pressTenant, worldIds } from './press-world.ts'

/** What a client sends. `clean` is what was pressed where nothing was tampered with. */
export type Press = { kind: 'invoke' | 'submit'; value: unknown; on: string | null; clean: Pressed | null }
export type Pressed = { verb: string; app?: string; set?: string }

export const writingVerbs = ['upgrade', 'upgrade-anyway', 'accept', 'upgrade-all-start']
const otherVerbs = ['status', 'apps', 'history', 'help', 'not-now']

const newestOf = (id: string) =>
  pressTenant()
    .catalog.find((app) => app.id === id)
    ?.definitions.find(({ version }) => /^(1\.10\.0|2\.0)$/.test(version))

/** The names of the sets that the two asking apps ask for. */
export const setNames = {
  [acmeIds.assistant]: hashPermissionSet(newestOf(acmeIds.assistant)?.permissions ?? []),
  [worldIds.asking]: hashPermissionSet(newestOf(worldIds.asking)?.permissions ?? []),
}

const ids = [...Object.values(acmeIds), ...Object.values(worldIds), 'asking-external', 'elsewhere-external']
const installations = [acmeIds.team, worldIds.otherTeam, acmeIds.groupChat, acmeIds.alice, acmeIds.bob].map((place) =>
  installationId(place, acmeIds.assistant),
)

const hostile = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...ids, ...installations) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...Object.values(setNames), '', '*', 'null') },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...writingVerbs, ...otherVerbs, 'upgrade-all', 'upgrade-app') },
  fc.constantFrom<unknown>('constructor', '__proto__', 'toString', 'hasOwnProperty', '../../me', '..', "' or id ne '"),
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1e21, [], {}, [acmeIds.polls], 'owner', 'organizer'),
  fc.constantFrom<unknown>('x'.repeat(201), '9'.repeat(5_000), '𝕏'.repeat(20_000)),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(...ids).map((id) => ({ kind: 'team', teamId: id, chatId: id, userId: id, aadObjectId: id })),
  fc.jsonValue({ maxDepth: 3 }),
)

const fields = ['verb', 'app', 'set', 'page', 'after', '__proto__', 'constructor', 'action', 'data', 'type'].concat(
  ['scope', 'teamId', 'chatId', 'userId', 'tenantId', 'installationId', 'externalId', 'from', 'person', 'role', 'via'],
  ['force', 'consent', 'acceptedSet', 'mayUpgrade', 'policy', 'conversation', 'pressed', 'argument', 'correlationId'],
)

/** One change: something put at a place of the payload, or taken away from it. */
type Change = { path: string[]; put: unknown; isRemoved: boolean }

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.oneof(
    fc.constantFrom(...fields).map((field) => [field]),
    fc.constantFrom(...fields).map((field) => ['action', field]),
    { weight: 4, arbitrary: fc.constantFrom(...fields).map((field) => ['action', 'data', field]) },
    fc.constantFrom<string[]>(['action'], ['action', 'data'], []),
  ),
  put: hostile,
  isRemoved: fc.constantFrom(false, false, false, true),
})

const { assistantManifest, assistant, polls, expenses } = acmeIds
const appIds = [assistantManifest, assistant, polls, expenses, worldIds.asking, worldIds.elsewhere]

const app = fc.oneof(fc.constantFrom(null, assistant), fc.constantFrom(...appIds))

/** Mostly what a card would carry: the name of the set that the app asks for. */
const pressed: fc.Arbitrary<Pressed> = fc
  .record({
    verb: fc.constantFrom(...writingVerbs, 'accept', 'accept', ...writingVerbs, ...otherVerbs),
    app,
    kindOfSet: fc.nat(4),
  })
  .map(({ verb, app: asked, kindOfSet }) => {
    const right = asked === worldIds.asking ? setNames[worldIds.asking] : setNames[assistant]
    const set = ['another', null, right, right, right][kindOfSet] ?? null
    return { verb, ...(asked === null ? {} : { app: asked }), ...(set === null ? {} : { set }) }
  })

export const press: fc.Arbitrary<Press> = fc
  .record({
    kind: fc.constantFrom('invoke' as const, 'submit' as const),
    pressed,
    changes: fc.oneof(fc.constant<Change[]>([]), fc.array(change, { minLength: 1, maxLength: 3 })),
    on: fc.option(fc.constantFrom('m1', 'm2', 'nowhere', '../m1')),
  })
  .map(({ kind, pressed: data, changes, on }) => {
    const whole = kind === 'invoke' ? executed(data) : { ...data }
    const value = changes.reduce<unknown>((result, one) => changed(result, one, kind), whole)
    return { kind, value, on, clean: changes.length === 0 ? data : null }
  })

export const executed = (data: Pressed) => ({
  action: { type: 'Action.Execute', title: data.verb, verb: data.verb, data },
  trigger: 'manual',
})

function changed(value: unknown, { path, put, isRemoved }: Change, kind: Press['kind']): unknown {
  const [first, ...rest] = kind === 'submit' ? path.filter((name) => name !== 'action' && name !== 'data') : path
  if (first === undefined) return isRemoved ? null : put
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {})
  const others = entries.filter(([name]) => name !== first)
  const inner = entries.find(([name]) => name === first)?.[1]
  const next = rest.length > 0 ? [[first, changed(inner, { path: rest, put, isRemoved }, 'invoke')]] : [[first, put]]
  // `__proto__` as a field of its own, as JSON can have it.
  return Object.fromEntries(isRemoved && rest.length === 0 ? others : [...others, ...next])
}
