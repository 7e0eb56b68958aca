import { expect, test } from '@jest/globals'
import { createNotePlaces } from '../../src/rollouts/note-places.ts'
import type { PlaceRef } from '../../src/rollouts/target.ts'

const tenant = '11111111-1111-4111-8111-111111111111'
const chat: PlaceRef = { kind: 'chat', id: '19:x@thread.v2' }
const team: PlaceRef = { kind: 'team', id: '33333333-3333-4333-8333-333333333333' }
const minutes = 60_000

/** A memory that counts what is written, and can be away. */
function startNoting() {
  const writes: string[] = []
  const troubles: unknown[] = []
  const store = { isAway: false, atMs: 1 }
  const write = async (what: string, { kind }: PlaceRef) => {
    writes.push(`${what} ${kind}`)
    if (store.isAway) throw new Error('away')
  }
  let settled = Promise.resolve()
  const notes = createNotePlaces({
    knownPlaces: { see: (_, place) => write('see', place), forget: (_, place) => write('forget', place) },
    externalId: 'app',
    inBackground: (work) => {
      settled = Promise.all([settled, work]).then(() => undefined)
    },
    onTrouble: (error) => troubles.push(error),
    now: () => store.atMs,
  })
  return { notes, writes, troubles, store, settled: () => settled }
}

test('a busy chat costs one write an hour', () => {
  const { notes, writes, store } = startNoting()
  for (let i = 0; i < 59; i++) {
    notes.see(tenant, chat)
    store.atMs += minutes
  }
  expect(writes).toEqual(['see chat'])
  store.atMs += 2 * minutes
  notes.see(tenant, chat)
  expect(writes).toEqual(['see chat', 'see chat'])
})

test('every place is written down for itself', () => {
  const { notes, writes } = startNoting()
  notes.see(tenant, chat)
  notes.see(tenant, team)
  expect(writes).toEqual(['see chat', 'see team'])
})

test('a place that comes back after it was taken away is written down at once', () => {
  const { notes, writes } = startNoting()
  notes.see(tenant, chat)
  notes.forget(tenant, chat)
  notes.see(tenant, chat)
  expect(writes).toEqual(['see chat', 'forget chat', 'see chat'])
})

test('a store that is away is asked once a minute, told of once, and what it missed is written later', async () => {
  const { notes, writes, troubles, store, settled } = startNoting()
  store.isAway = true
  notes.see(tenant, chat)
  notes.see(tenant, team)
  await settled()
  expect(troubles).toHaveLength(1)
  writes.length = 0
  for (let i = 0; i < 10; i++) notes.see(tenant, chat)
  expect(writes).toEqual([])
  store.isAway = false
  store.atMs += 2 * minutes
  notes.see(tenant, chat)
  expect(writes).toEqual(['see chat'])
})
