import { expect, test } from '@jest/globals'
import { type FaultEffect, type FaultMatch, faultOn } from '../../src/sandbox/faults.ts'
import { hangOn } from '../support/hang-on.ts'
import { assistantIn, consentFor, teamApps, teamInstallation, withSandbox } from './with-sandbox.ts'

const upgrade = `${assistantIn(teamApps)}/upgrade`
const onUpgrade = { method: 'POST', route: '/teams/{id}/installedApps/{id}/upgrade' }
const applied = { from: '1.2.0', to: '1.10.0' }

/** One upgrade under a fault; the answer is null when none came. */
async function upgradeUnder(effect: FaultEffect, check: (result: Result) => void, timeoutMs = 5000): Promise<void> {
  await withSandbox(async (sandbox, graph) => {
    sandbox.addFault(faultOn(onUpgrade, effect))
    const ask = { signal: AbortSignal.timeout(timeoutMs) }
    const answer = await graph.post(upgrade, consentFor(sandbox), ask).catch(() => null)
    // The sandbox notices a moment later than the caller that the connection is gone.
    if (answer === null) await new Promise((resolve) => setTimeout(resolve, 50))
    check({ answer, entry: sandbox.journal[0], version: teamInstallation(sandbox).version })
  })
}

type Result = {
  answer: { status: number; headers: Headers; text: string; error: { code?: string } } | null
  entry: unknown
  version: string
}

test.each([
  [500, 'InternalServerError'],
  [503, 'ServiceUnavailable'],
  [504, 'GatewayTimeout'],
  [408, 'UnknownError'],
])('a status %s is answered without doing anything', (status, code) =>
  upgradeUnder({ kind: 'status', status }, ({ answer, entry, version }) => {
    expect([answer?.status, answer?.error.code, version]).toEqual([status, code, '1.2.0'])
    expect(entry).toMatchObject({ status, effect: null, fault: 'status' })
  }),
)

test.each(['2', '2.128', '0', '-1', '86400', 'Wed, 21 Oct 2026 07:28:00 GMT', 'soon'])(
  'Retry-After may be %s',
  (retryAfter) =>
    upgradeUnder({ kind: 'status', status: 429, retryAfter }, ({ answer }) => {
      expect([answer?.headers.get('retry-after'), answer?.error.code]).toEqual([retryAfter, 'TooManyRequests'])
    }),
)

test('a 429 may come without Retry-After, and with an empty body', () =>
  upgradeUnder({ kind: 'status', status: 429, body: '' }, ({ answer }) => {
    expect([answer?.headers.get('retry-after'), answer?.text]).toEqual([null, ''])
  }))

test('code and message can be given', () =>
  upgradeUnder({ kind: 'status', status: 403, code: 'UnknownError', message: '' }, ({ answer }) => {
    expect(answer).toMatchObject({ status: 403, error: { code: 'UnknownError', message: '' } })
  }))

test('a broken connection after the deed', () =>
  upgradeUnder({ kind: 'apply-then-drop' }, ({ answer, entry, version }) => {
    expect([answer, version]).toEqual([null, '1.10.0'])
    expect(entry).toMatchObject({ status: 'dropped', effect: applied, fault: 'apply-then-drop' })
  }))

test('a reset before the deed', () =>
  upgradeUnder({ kind: 'reset' }, ({ answer, entry, version }) => {
    expect([answer, version]).toEqual([null, '1.2.0'])
    expect(entry).toMatchObject({ status: 'dropped', effect: null, fault: 'reset' })
  }))

test('an error after the deed', () =>
  upgradeUnder({ kind: 'apply-then-status', status: 429, retryAfter: '1' }, ({ answer, entry, version }) => {
    expect([answer?.status, answer?.headers.get('retry-after'), version]).toEqual([429, '1', '1.10.0'])
    expect(entry).toMatchObject({ status: 429, effect: applied })
  }))

test('silence, then the deed', () =>
  upgradeUnder({ kind: 'hang', ms: 30 }, ({ answer, version }) => {
    expect([answer?.status, version]).toEqual([204, '1.10.0'])
  }))

test('silence that outlasts the caller, without the deed', () =>
  upgradeUnder(
    { kind: 'hang', ms: 10_000 },
    ({ answer, entry, version }) => {
      expect([answer, version]).toEqual([null, '1.2.0'])
      expect(entry).toMatchObject({ status: 'dropped', effect: null })
    },
    100,
  ))

test('the deed, then silence that outlasts the caller', () =>
  upgradeUnder(
    { kind: 'apply-then-hang', ms: 10_000 },
    ({ answer, entry, version }) => {
      expect([answer, version]).toEqual([null, '1.10.0'])
      expect(entry).toMatchObject({ status: 'dropped', effect: applied })
    },
    100,
  ))

test('any body at all', () =>
  upgradeUnder({ kind: 'body', contentType: 'text/html', body: '<h1>Sorry</h1>' }, ({ answer, version }) => {
    expect([answer?.status, answer?.text, answer?.headers.get('content-type'), version]).toEqual([
      200,
      '<h1>Sorry</h1>',
      'text/html',
      '1.2.0',
    ])
  }))

test('a list whose next link is itself, or leads away, or whose page is empty', () =>
  withSandbox(async (sandbox, graph) => {
    const match = { method: 'GET', path: teamApps }
    sandbox.addFault(faultOn(match, { kind: 'next-link', url: 'same' }))
    sandbox.addFault(faultOn(match, { kind: 'next-link', url: 'http://evil.example/', value: [] }))
    const first = await graph.get(teamApps)
    expect(first.body['@odata.nextLink']).toBe(`${sandbox.url}/v1.0${teamApps}`)
    const second = await graph.get(teamApps)
    expect([second.body['@odata.nextLink'], second.value]).toEqual(['http://evil.example/', []])
  }))

test('a fault is played as often as said, and once unless said', () =>
  withSandbox(async (sandbox, graph) => {
    const status = async () => (await graph.get(teamApps)).status
    sandbox.addFault(faultOn({}, { kind: 'status', status: 503 }))
    expect([await status(), await status()]).toEqual([503, 200])
    sandbox.addFault(faultOn({}, { kind: 'status', status: 503 }, 2))
    expect([await status(), await status(), await status()]).toEqual([503, 503, 200])
    sandbox.addFault(faultOn({}, { kind: 'status', status: 503 }))
    sandbox.clearFaults()
    expect(await status()).toBe(200)
  }))

test.each<[FaultMatch, number]>([
  [{ method: 'get' }, 503],
  [{ method: 'POST' }, 200],
  [{ route: '/teams/{id}/installedApps' }, 503],
  [{ route: /^\/teams/ }, 503],
  [{ route: '/chats/{id}/installedApps' }, 200],
  [{ path: teamApps }, 503],
  [{ path: `${teamApps}?$expand=teamsApp` }, 503],
  [{ path: /expand=teamsApp$/ }, 503],
  [{ path: '/teams' }, 200],
  [{ method: 'GET', path: /chats/ }, 200],
])('a fault matches in everything it names: %p', (match, status) =>
  withSandbox(async (sandbox, graph) => {
    sandbox.addFault(faultOn(match, { kind: 'status', status: 503 }))
    expect((await graph.get(`${teamApps}?$expand=teamsApp`)).status).toBe(status)
  }),
)

test('a request is in the journal while it is still unanswered', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.addFault(faultOn({}, { kind: 'hang', ms: 80 }))
    const pending = graph.get(teamApps)
    while (sandbox.journal.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(sandbox.journal[0]?.status).toBe('dropped')
    await pending
    expect(sandbox.journal[0]?.status).toBe(200)
  }))

test('every answer can be made slow', () =>
  withSandbox(
    async (_sandbox, graph) => {
      const start = performance.now()
      await graph.get(teamApps)
      expect(performance.now() - start).toBeGreaterThanOrEqual(55)
    },
    { latencyMs: 60 },
  ))

test('a request that hangs goes on when it is let', () =>
  withSandbox(async (sandbox, graph) => {
    const goOn = hangOn(sandbox)
    const pending = graph.get(teamApps)
    while (sandbox.journal.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(sandbox.journal[0]?.status).toBe('dropped')
    goOn()
    expect((await pending).status).toBe(200)
  }))

test('closing does not wait for a hanging answer', async () => {
  await withSandbox(async (sandbox, graph) => {
    hangOn(sandbox)
    graph.get(teamApps).catch(() => null)
    while (sandbox.journal.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  })
})
