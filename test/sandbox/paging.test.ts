import { expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { teamApps, withSandbox } from './with-sandbox.ts'

test('a list goes on page by page at the links it gives, on the same host', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.pageSize = 2
    const first = await graph.get(`${teamApps}?$expand=teamsApp&$filter=teamsApp/id ne null`)
    const link = first.body['@odata.nextLink']
    expect(new URL(String(link)).origin).toBe(sandbox.url)
    const second = await graph.follow(link)
    const names = [...first.value, ...second.value].map(
      ({ teamsApp }) => (teamsApp as { displayName: string }).displayName,
    )
    expect(names).toEqual(['Acme Assistant', 'Contoso Polls', 'Acme Expenses'])
    expect(second.body).not.toHaveProperty(['@odata.nextLink'])
  }))

test('a last page that is full has no link', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.pageSize = 3
    expect((await graph.get(teamApps)).body).not.toHaveProperty(['@odata.nextLink'])
  }))

test('$top sets the size of a page where it is allowed', () =>
  withSandbox(async (_sandbox, graph) => {
    const first = await graph.get('/users?$top=4&$select=id')
    expect(first.value).toHaveLength(4)
    expect((await graph.follow(first.body['@odata.nextLink'])).value).toHaveLength(2)
    expect((await graph.get('/users?$top=0')).status).toBe(400)
    expect((await graph.get('/users?$top=1000')).status).toBe(400)
  }))

test('the chats of a person come in pages of at most 50', () =>
  withSandbox(async (sandbox, graph) => {
    const members = [{ userId: acmeIds.alice, roles: [] }]
    for (let i = 0; i < 60; i++) {
      sandbox.tenant.chats.push({ id: `19:${i}@thread.v2`, kind: 'group', topic: null, members, installations: [] })
    }
    const chats = `/users/${acmeIds.alice}/chats`
    for (const path of [chats, `${chats}?$top=50`]) expect((await graph.get(path)).value).toHaveLength(50)
    const first = await graph.get(`${chats}?$top=40`)
    expect(first.value).toHaveLength(40)
    expect((await graph.follow(first.body['@odata.nextLink'])).value.length).toBeGreaterThanOrEqual(20)
    expect((await graph.get(`${chats}?$top=51`)).status).toBe(400)
  }))

test('a link works in no other place and not when changed', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.pageSize = 2
    const link = String((await graph.get(teamApps)).body['@odata.nextLink'])
    const elsewhere = link.replace(teamApps, `/users/${acmeIds.alice}/teamwork/installedApps`)
    expect((await graph.follow(elsewhere)).status).toBe(400)
    expect((await graph.follow(`${teamApps}?$skiptoken=2`.replace(/^/, `${sandbox.url}/v1.0`))).status).toBe(400)
  }))

test('the host of a link is the one that was asked', () =>
  withSandbox(async (sandbox, graph) => {
    sandbox.tenant.behaviours.pageSize = 2
    const asked = sandbox.url.replace('127.0.0.1', 'localhost')
    const { body } = await graph.follow(`${asked}/v1.0${teamApps}`)
    expect(new URL(String(body['@odata.nextLink'])).origin).toBe(asked)
  }))
