import { expect, test } from '@jest/globals'
import type { Trouble } from '../../src/installations/answer.ts'
import { settleTarget } from '../../src/rollouts/settle-target.ts'
import { fakeInstalledApps, installation, ok } from '../support/fake-graph.ts'
import { sampleRollout } from '../support/sample-rollout.ts'

const requestId = 'r1'
const detail = 'Forbidden: no'
const refused: Trouble = { kind: 'refused', reason: 'rejected', detail, requestId }
const unclear: Trouble = { kind: 'unclear', detail, requestId }
const failed: Trouble = { kind: 'failed', detail, requestId }
const noToken: Trouble = { ...failed, isTokenTrouble: true }
const doubtful: Trouble = { kind: 'doubtful', detail, retryAfterSeconds: null, requestId }
const throttled: Trouble = { kind: 'throttled', retryAfterSeconds: 100, requestId }

function settle(
  answer: Trouble | ReturnType<typeof readable>,
  attempts: number,
  signal = new AbortController().signal,
) {
  const sent = { at: new Date(), from: '1.2.0', said: null }
  const target = { kind: 'team' as const, id: 'one', attempts, posts: 0, sent, known: null }
  const rollout = sampleRollout({ state: 'aborted' })
  return settleTarget({ rollout, target, signal }, fakeInstalledApps({ find: async () => answer }))
}

const readable = (version: string) =>
  ok(installation({ version, app: { catalogId: 'c1', externalId: 'e1', name: 'Acme' } }))

test.each([
  ['refused', refused],
  ['unclear', unclear],
  ['failed', failed],
])('a place whose reading is %s will not be read by asking again', async (_, trouble) => {
  expect(await settle(trouble, 1)).toMatchObject({
    kind: 'finished',
    target: { end: { state: 'failed', detail: expect.stringMatching(/cannot be read: Forbidden: no/), requestId } },
  })
})

test.each([
  ['gives no answer', doubtful, [2, 4, 128]],
  ['cannot be asked for want of a token', noToken, [2, 4, 128]],
  ['asks to wait', throttled, [100, 100, 128]],
])('one that %s is asked again after a pause that grows, and then no more', async (_, trouble, pauses) => {
  const settled = await Promise.all([1, 2, 7].map((attempts) => settle(trouble, attempts)))
  expect(settled).toEqual(pauses.map((afterSeconds) => ({ kind: 'deferred', afterSeconds })))
  expect(await settle(trouble, 8)).toMatchObject({
    kind: 'finished',
    target: { end: { state: 'failed', detail: expect.stringMatching(/cannot be read/), requestId } },
  })
})

test('a process that has to stop says nothing of a place that it could not read', async () => {
  expect(await settle(refused, 8, AbortSignal.abort())).toEqual({ kind: 'stopped' })
})

test('what arrived is upgraded, and what did not has failed, however often it was looked at', async () => {
  expect(await settle(readable('1.10.0'), 20)).toMatchObject({ target: { end: { state: 'upgraded' } } })
  expect(await settle(readable('1.2.0'), 20)).toMatchObject({ target: { end: { state: 'failed' } } })
})
