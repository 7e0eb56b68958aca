import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'

let sandbox: Sandbox
afterEach(() => sandbox.close())

async function sendBatch(asked: unknown) {
  const headers = { authorization: 'Bearer sandbox-app', 'content-type': 'application/json' }
  const answer = await fetch(`${sandbox.url}/v1.0/$batch`, { method: 'POST', headers, body: JSON.stringify(asked) })
  const body: { responses?: unknown } = Object(await answer.json())
  return { status: answer.status, body }
}

const list = (id: string) => ({ id, method: 'GET', url: `/users/${acmeIds.alice}/teamwork/installedApps` })

test('the requests of a batch are carried out and counted one by one', async () => {
  sandbox = await startSandbox({ limits: { getPerTenant: 1 } })
  const { body } = await sendBatch({ requests: [list('first'), list('second')] })
  expect(body.responses).toMatchObject([
    { id: 'first', status: 200, body: { value: expect.any(Array) } },
    { id: 'second', status: 429, headers: { 'retry-after': '1' } },
  ])
  expect(sandbox.journal.map(({ method, route, status }) => ({ method, route, status }))).toEqual([
    { method: 'GET', route: '/users/{id}/teamwork/installedApps', status: 200 },
    { method: 'GET', route: '/users/{id}/teamwork/installedApps', status: 429 },
  ])
})

test('more than twenty requests are no batch', async () => {
  sandbox = await startSandbox()
  const requests = Array.from({ length: 21 }, (_, i) => list(String(i)))
  expect(await sendBatch({ requests })).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } })
})
