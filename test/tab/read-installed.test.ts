import { expect, test } from '@jest/globals'
import type { Answer } from '../../src/installations/answer.ts'
import { readInstalled } from '../../src/tab/read-installed.ts'
import type { PersonTokenAnswer, TabRequest, TabTenant } from '../../src/tab/tab-parts.ts'
import { fakeInstalledApps } from '../support/fake-graph.ts'

const request: TabRequest = {
  person: { tenantId: 't', id: 'u', name: null, isGuest: false, expiresAtMs: 0 },
  assertion: 'assertion',
  place: { kind: 'me' },
  installationId: '',
  rolloutId: '',
  commandName: '',
  query: new URLSearchParams(),
  body: null,
  correlationId: 'c',
  leave: () => undefined,
}

const unexpected = async () => {
  throw new Error('nobody asks for this here')
}
type GetToken = Parameters<TabTenant['asPerson']>[0]

/** Reads as the person with each token they get, and gives the answers in turn. */
async function readAsMe(tokens: PersonTokenAnswer[], answers: Answer<string>[]) {
  const asked: boolean[] = []
  const used: string[] = []
  let current: GetToken = unexpected
  const tenant: TabTenant = {
    installedApps: fakeInstalledApps({}),
    appCatalog: { newest: unexpected, newestOf: unexpected },
    directory: { teamRole: unexpected, chatRole: unexpected },
    groups: { memberOf: unexpected },
    mayManageOthers: unexpected,
    asPerson(getToken) {
      current = getToken
      return { installedApps: fakeInstalledApps({}), mayManageOthers: unexpected }
    },
  }
  const result = await readInstalled(
    { scope: { kind: 'me', userId: 'u' }, request },
    {
      tenant: () => tenant,
      personToken: async (whose, { fresh }) => {
        expect(whose).toEqual({ tenantId: 't', userId: 'u', assertion: 'assertion' })
        asked.push(fresh)
        return tokens[asked.length - 1] ?? { kind: 'unavailable', detail: 'no more' }
      },
    },
    async () => {
      used.push(await current({ fresh: false }))
      return answers[used.length - 1] ?? { kind: 'failed', detail: 'no more', requestId: null }
    },
  )
  return { result, asked, used, again: (options: { fresh: boolean }) => current(options) }
}

const token = (name: string): PersonTokenAnswer => ({ kind: 'token', token: name })
const lacking: Answer<string> = { kind: 'refused', reason: 'missing-permission', detail: '', requestId: null }
const read: Answer<string> = { kind: 'ok', value: 'list', requestId: null }

test('a token from before the person agreed is changed for one from after it', async () => {
  const { result, asked, used } = await readAsMe([token('old'), token('new')], [lacking, read])
  expect(result).toMatchObject({ kind: 'ok', value: 'list' })
  expect([asked, used]).toEqual([
    [false, true],
    ['old', 'new'],
  ])
})

test('who has not agreed is asked to, after one look with a new token', async () => {
  const { result, asked } = await readAsMe([token('old'), token('new')], [lacking, lacking])
  expect(result).toMatchObject({ problem: { type: '/problems/consent-required' } })
  expect(asked).toEqual([false, true])
})

test.each<[PersonTokenAnswer, object]>([
  [
    { kind: 'interaction-required', claims: '{"a":1}' },
    { type: '/problems/interaction-required', status: 403, claims: '{"a":1}' },
  ],
  [
    { kind: 'interaction-required', claims: null },
    { type: '/problems/interaction-required', claims: null },
  ],
  [{ kind: 'assertion-refused' }, { type: '/problems/unauthorized', status: 401 }],
  [
    { kind: 'unavailable', detail: 'busy' },
    { type: '/problems/unavailable', status: 503, retryAfterSeconds: 60 },
  ],
])('%j becomes its problem, and Graph is not asked', async (answer, problem) => {
  const { result, used } = await readAsMe([answer], [])
  expect(result).toMatchObject({ kind: 'problem', problem })
  expect(used).toEqual([])
})

test.each<[Answer<string>, object]>([
  [
    { kind: 'throttled', retryAfterSeconds: 2.1, requestId: 'r' },
    { type: '/problems/unavailable', retryAfterSeconds: 3 },
  ],
  [{ kind: 'failed', detail: 'secret detail', requestId: null }, { type: '/problems/unavailable' }],
  [{ kind: 'not-found', detail: '', requestId: null }, { type: '/problems/not-found' }],
  [
    { kind: 'refused', reason: 'unsupported', detail: 'Not in this cloud.', requestId: null },
    { type: '/problems/refused', status: 403, reason: 'unsupported', detail: 'Not in this cloud.', requestId: null },
  ],
  [
    { kind: 'unclear', detail: 'BadRequest: no', requestId: 'r' },
    { type: '/problems/refused', reason: 'rejected', detail: 'BadRequest: no', requestId: 'r' },
  ],
])('trouble with Graph (%j) becomes its problem', async (answer, problem) => {
  const { result } = await readAsMe([token('one')], [answer])
  expect(result).toMatchObject({ kind: 'problem', problem })
  expect(JSON.stringify(result)).not.toContain('secret detail')
})

test('a token that Graph takes no more is changed for another one, or the call fails by saying which kind of no came', async () => {
  const changed = await readAsMe([token('one'), token('two')], [read])
  expect(await changed.again({ fresh: true })).toBe('two')
  const refused = await readAsMe([token('one'), { kind: 'consent-required' }], [read])
  await expect(refused.again({ fresh: true })).rejects.toThrow('consent-required')
})
