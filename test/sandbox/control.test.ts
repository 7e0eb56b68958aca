import { expect, test } from '@jest/globals'
import { faultOn } from '../../src/sandbox/faults.ts'
import { teamApps, teamInstallation, withSandbox } from './with-sandbox.ts'

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })

test('another process can read journal and tenant', () =>
  withSandbox(async (sandbox, graph) => {
    await graph.get(teamApps)
    const journal = await (await fetch(`${sandbox.url}/_sandbox/journal`)).json()
    expect(journal).toEqual(JSON.parse(JSON.stringify(sandbox.journal)))
    expect(sandbox.journal).toHaveLength(1)
    const tenant = await (await fetch(`${sandbox.url}/_sandbox/tenant`)).json()
    expect(tenant).toEqual(JSON.parse(JSON.stringify(sandbox.tenant)))
  }))

test('another process can add faults, with patterns, and clear them', () =>
  withSandbox(async (sandbox, graph) => {
    const faults = `${sandbox.url}/_sandbox/faults`
    const unwell = { kind: 'status', status: 503 } as const
    await post(faults, [{ ...faultOn({}, unwell), match: { route: { pattern: '^/teams' } } }])
    expect((await graph.get('/users')).status).toBe(200)
    expect((await graph.get(teamApps)).status).toBe(503)
    await post(faults, faultOn({}, unwell, 9))
    expect((await graph.get(teamApps)).status).toBe(503)
    await post(faults, [])
    expect((await graph.get(teamApps)).status).toBe(200)
  }))

test('another process can switch behaviours and reset', () =>
  withSandbox(async (sandbox) => {
    await post(`${sandbox.url}/_sandbox/behaviours`, { pageSize: 1, versionReported: 'catalog' })
    expect(sandbox.tenant.behaviours).toMatchObject({ pageSize: 1, versionReported: 'catalog' })
    teamInstallation(sandbox).version = '1.10.0'
    expect((await post(`${sandbox.url}/_sandbox/reset`, '')).status).toBe(204)
    expect([sandbox.tenant.behaviours.pageSize, teamInstallation(sandbox).version]).toEqual([100, '1.2.0'])
  }))

test.each([
  ['/faults', 'no json'],
  ['/faults', { match: {} }],
  ['/faults', [{ match: {}, times: 2 }]],
  ['/behaviours', { pageSise: 1 }],
  ['/behaviours', { pageSize: 'many' }],
  ['/behaviours', 'null'],
])('a mistake is said, not ignored: %s %p', (path, body) =>
  withSandbox(async (sandbox) => {
    const before = structuredClone(sandbox.tenant)
    expect((await post(`${sandbox.url}/_sandbox${path}`, body)).status).toBe(400)
    expect(sandbox.tenant).toEqual(before)
  }),
)

test('there is nothing else to control', () =>
  withSandbox(async (sandbox) => {
    expect((await fetch(`${sandbox.url}/_sandbox/else`)).status).toBe(404)
  }))
