import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { createGraph } from '../../src/graph/graph-client.ts'
import { machineTime } from '../../src/graph/machine-time.ts'
import { createPace } from '../../src/graph/pace.ts'
import type { CallContext } from '../../src/installations/installed-apps.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { withSandbox } from '../sandbox/with-sandbox.ts'
import { hangOn } from '../support/hang-on.ts'

const paths = [acmeIds.alice, acmeIds.bob, acmeIds.dave].map((id) => `/users/${id}/teamwork/installedApps`)
const stopped = { kind: 'failed', detail: 'It was stopped before it was sent.', requestId: null }

/** A Graph that is asked once in half a second. */
function slowGraph({ url }: Sandbox) {
  const pace = createPace({
    tenantId: 't',
    shared: null,
    requestsPerSecond: 2,
    placeWindowMs: 1,
    probeMs: 1_000,
    ...machineTime,
  })
  const options = { baseUrl: url, version: 'v1.0', getToken: async () => 'sandbox-app', timeoutMs: 5_000 } as const
  const graph = createGraph({ ...options, pace, time: machineTime })
  return (which: number, call: Partial<CallContext> = {}) =>
    graph.send({ method: 'GET', path: paths[which] ?? '' }, { correlationId: 'c', lane: 'rollout', ...call })
}

test('one of two who wait for the same read is stopped, and the other one gets the answer', () =>
  withSandbox(async (sandbox) => {
    const read = slowGraph(sandbox)
    const stop = new AbortController()
    const first = read(0)
    const [impatient, patient] = [read(1, { signal: stop.signal }), read(1)]
    stop.abort()
    expect(await impatient).toEqual(stopped)
    expect(sandbox.journal.length).toBeLessThanOrEqual(1)
    expect(await patient).toMatchObject({ kind: 'ok' })
    expect(await first).toMatchObject({ kind: 'ok' })
    expect(sandbox.journal).toHaveLength(2)
  }))

test('when all who wait for a read are stopped it is never sent, and whoever comes later asks anew', () =>
  withSandbox(async (sandbox) => {
    const read = slowGraph(sandbox)
    const stop = new AbortController()
    const first = read(0)
    const both = [read(1, { signal: stop.signal }), read(1, { signal: stop.signal })]
    stop.abort()
    expect(await Promise.all(both)).toEqual([stopped, stopped])
    expect(await read(2)).toMatchObject({ kind: 'ok' })
    await first
    expect(sandbox.journal).toHaveLength(2)
    expect(await read(1, { signal: new AbortController().signal })).toMatchObject({ kind: 'ok' })
    expect(sandbox.journal).toHaveLength(3)
  }))

test('what was sent is heard to its end, stopped or not', () =>
  withSandbox(async (sandbox) => {
    const goOn = hangOn(sandbox)
    const read = slowGraph(sandbox)
    const stop = new AbortController()
    const answer = read(0, { signal: stop.signal })
    while (sandbox.journal.length === 0) await sleep(5)
    stop.abort()
    await sleep(100)
    goOn()
    expect((await answer).kind).not.toBe('failed')
  }))

test('a person does not wait in a rollout’s line for what the rollout asked for too', () =>
  withSandbox(async (sandbox) => {
    const read = slowGraph(sandbox)
    const ended: string[] = []
    const note = (name: string, answer: Promise<unknown>) => answer.then(() => void ended.push(name))
    await Promise.all([
      note('first', read(0)),
      note('rollout', read(1)),
      note('rollout', read(2)),
      note('person', read(2, { lane: 'person' })),
    ])
    expect(ended.indexOf('person')).toBeLessThanOrEqual(1)
  }))
