import { rm } from 'node:fs/promises'
import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, bob, places } from '../support/bot-under-test.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { entriesIn } from '../support/read-audit.ts'
import { startTab, type TabUnderTest, upgradePath } from '../support/tab-under-test.ts'

let here: TabUnderTest
afterEach(() => here.stop())

type Line = Record<string, unknown> & { msg: string }

const lines = (): Line[] => here.logLines.map((line) => JSON.parse(line))
const named = (msg: string) => lines().filter((line) => line.msg === msg)
const callIds = () => named('Graph was called').map((line) => line['correlationId'])

test('what a person asked is one id, from their words to every call of Graph and the end', async () => {
  here = await startTab()
  await here.teams.send(here.teams.typed('upgrade app', places.group, alice))
  await here.teams.until((text) => text.includes('Upgraded'))
  const [asked] = named('a command was asked for')
  const id = asked?.['correlationId']
  expect(asked).toMatchObject({ command: 'upgrade-app', via: 'typed', place: 'chat' })
  expect(callIds().length).toBeGreaterThan(3)
  expect(new Set(callIds())).toEqual(new Set([id]))
  expect(new Set(here.sandbox.journal.map(({ clientRequestId }) => clientRequestId))).toEqual(new Set([id]))
  const posts = here.posts()
  const [ended] = named('an upgrade ended')
  const proof = { posts: posts.length, requestId: posts.at(-1)?.requestId }
  expect(ended).toMatchObject({ correlationId: id, outcome: 'upgraded', ...proof })
  // The store is away in this test: what it says belongs to the turn that met it.
  expect(new Set(named('the store could not be used').map((line) => line['correlationId']))).toEqual(new Set([id]))
})

test('a press in the tab has an id of its own, which the answer carries too', async () => {
  here = await startTab()
  const { headers } = await here.post(upgradePath('me'), {})
  const id = headers.get('x-correlation-id')
  expect(named('the tab asked for something')).toMatchObject([{ correlationId: id, via: 'tab', place: 'me' }])
  expect(new Set(callIds())).toEqual(new Set([id]))
  expect(named('an upgrade ended')).toMatchObject([{ correlationId: id, via: 'tab', outcome: 'upgraded' }])
})

test('a page that reads its rollouts again and again leaves the log to what matters', async () => {
  here = await startTab({ env: { ROLLOUT_ADMINS: acmeIds.alice } })
  for (const path of ['/rollouts', '/rollouts/some/targets', '/me/installations', '/rollouts']) {
    await here.get(`/api/tab${path}`)
  }
  expect(named('the tab asked for something')).toMatchObject([{ command: 'GET /me/installations' }])
})

test('a later look carries the id of what it looks after, and so does the audit', async () => {
  const dataDir = await preparedDataDir()
  const pacing = { looksAfterSeconds: [1, 60] }
  here = await startTab({ env: { DATA_DIR: dataDir }, store: 'embedded', pacing })
  await here.teams.send(here.teams.typed('upgrade app', places.group, alice))
  await here.until(() => named('an upgrade was looked at again').length > 0)
  await here.stop()
  const id = named('a command was asked for')[0]?.['correlationId']
  expect(named('an upgrade was looked at again')).toMatchObject([{ correlationId: id, outcome: 'upgraded' }])
  expect(new Set(callIds())).toEqual(new Set([id]))
  const entries = await entriesIn(dataDir)
  expect(entries.map(({ correlationId }) => correlationId)).toEqual(entries.map(() => id))
  expect(entries.length).toBeGreaterThan(0)
  await rm(dataDir, { recursive: true, force: true })
})

test('no line names a person, a place or the tenant, or holds a token, and the same one is the same hash', async () => {
  here = await startTab({ env: { LOG_HASH_KEY: 'a key of sixteen characters' } })
  await here.teams.send(here.teams.typed('upgrade app', places.group, alice))
  await here.teams.send(here.teams.typed('status', places.channel, bob))
  await here.teams.send(here.teams.typed('status', places.meeting, alice))
  await here.teams.send(here.teams.typed('apps\u001b[31m\r\n{"level":"fatal"}', places.meeting, alice))
  here.teams.faults.push({ method: 'POST', status: 500, times: 9 })
  await here.teams.send(here.teams.typed('help', { ...places.personal, id: 'a:1hKp3nW9qLr7tYz2vXc5bNm' }, alice))
  await here.post(upgradePath('group'), {})
  await here.get('/api/tab/me/installations', { token: 'eyJhbGciOiJSUzI1NiJ9.canary.canary' })
  const text = here.logLines.join('')
  const ids = [acmeIds.tenant, acmeIds.alice, acmeIds.bob, acmeIds.groupChat, acmeIds.meetingChat, acmeIds.team]
  const secrets = ['sandbox-app', 'sandbox-user', 'canary', await here.tokenOf(acmeIds.alice)]
  const names = ['Alice', 'Adams', 'Bob', 'hKp3nW9qLr7tYz2vXc5bNm', encodeURIComponent(acmeIds.groupChat)]
  for (const each of [...ids, ...secrets, ...names]) expect(text).not.toContain(each)
  expect(text).not.toMatch(/\\u001b|\\r|fatal/)
  const [typed, , other] = named('a command was asked for')
  const [pressed] = named('the tab asked for something')
  expect(typed?.['personId']).toMatch(/^#[\da-f]{12}$/)
  expect(other).toMatchObject({ personId: typed?.['personId'], tenantId: typed?.['tenantId'] })
  expect(pressed).toMatchObject({ personId: typed?.['personId'], placeId: typed?.['placeId'] })
})
