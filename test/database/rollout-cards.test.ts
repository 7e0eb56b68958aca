import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Database } from '../../src/database/open-database.ts'
import type { NewRollout } from '../../src/rollouts/rollout-store.ts'
import { backends, type DatabasePlace } from '../support/database-backends.ts'
import { sampleRollout } from '../support/sample-rollouts.ts'

const idle = { shown: 'a', isFinal: false, isUndeliverable: false }

describe.each(backends)('the cards of rollouts on $name', ({ prepare }) => {
  let place: DatabasePlace
  let database: Database
  let count = 0
  let card = cardAt(0)
  let other = cardAt(0)
  beforeAll(async () => {
    place = await prepare()
    database = place.open()
  })
  beforeEach(() => {
    card = cardAt(++count)
    other = { ...cardAt(++count), messageId: card.messageId, conversationId: card.conversationId }
  })
  afterAll(async () => {
    await database.close()
    await place.remove()
  })

  const create = (id: string, state: NewRollout['state'] = 'running') =>
    database.rollouts.create({ ...sampleRollout({ id, state }), kinds: [], cursor: null })

  test('a message holds one rollout until that has shown its end', async () => {
    const { rolloutCards } = database
    await create(card.rolloutId)
    expect(await rolloutCards.place(card)).toEqual({ kind: 'placed' })
    expect(await rolloutCards.place(other)).toEqual({ kind: 'taken', rolloutId: card.rolloutId })
    await rolloutCards.leave(card.conversationId, card.messageId)
    expect(await rolloutCards.find(card.rolloutId)).toMatchObject(card)
    await rolloutCards.take(card.rolloutId, 'job')
    await rolloutCards.putBack(card.rolloutId, 'job', { ...idle, isFinal: true })
    expect(await rolloutCards.place(other)).toEqual({ kind: 'placed' })
    expect(await rolloutCards.find(card.rolloutId)).toBeNull()
  })

  test('one at a time changes it, and a job that runs again goes on', async () => {
    const { rolloutCards } = database
    await create(card.rolloutId)
    await rolloutCards.place(card)
    const taken = await Promise.all(['a', 'b', 'c'].map((job) => rolloutCards.take(card.rolloutId, job)))
    expect(taken.filter(({ kind }) => kind === 'taken')).toHaveLength(1)
    const winner = 'abc'[taken.findIndex(({ kind }) => kind === 'taken')] ?? ''
    expect(await rolloutCards.take(card.rolloutId, winner)).toMatchObject({ kind: 'taken', card: { shown: null } })
    await rolloutCards.putBack(card.rolloutId, 'somebody else', idle)
    expect(await rolloutCards.take(card.rolloutId, 'd')).toEqual({ kind: 'later' })
    await rolloutCards.putBack(card.rolloutId, winner, idle)
    expect(await rolloutCards.take(card.rolloutId, 'd')).toMatchObject({ kind: 'taken', card: { ...card, shown: 'a' } })
  })

  test('a card that somebody reads, or that cannot be delivered, is left alone', async () => {
    const { rolloutCards } = database
    await create(card.rolloutId)
    await rolloutCards.place(card)
    await rolloutCards.hold(card.rolloutId, 60)
    expect(await rolloutCards.take(card.rolloutId, 'job')).toEqual({ kind: 'later' })
    await rolloutCards.hold(card.rolloutId, 0)
    await rolloutCards.take(card.rolloutId, 'job')
    await rolloutCards.putBack(card.rolloutId, 'job', { ...idle, isUndeliverable: true })
    expect(await rolloutCards.take(card.rolloutId, 'job')).toEqual({ kind: 'never' })
    expect(await rolloutCards.open()).not.toContain(card.rolloutId)
  })

  test('a card is open until it shows the end, and again when the rollout goes on', async () => {
    const { rolloutCards, rollouts } = database
    await create(card.rolloutId, 'ended')
    await rolloutCards.place(card)
    expect(await rolloutCards.open()).toContain(card.rolloutId)
    await rolloutCards.take(card.rolloutId, 'job')
    await rolloutCards.putBack(card.rolloutId, 'job', { ...idle, isFinal: true })
    expect(await rolloutCards.open()).not.toContain(card.rolloutId)
    await rollouts.change(card.rolloutId, () => ({ state: 'running' }))
    expect(await rolloutCards.open()).toContain(card.rolloutId)
  })

  test('of many who would change a message of a conversation at once, one may', async () => {
    const { rolloutCards } = database
    const asked = await Promise.all(Array.from({ length: 8 }, () => rolloutCards.mayEdit(card.conversationId)))
    expect(asked.filter(Boolean)).toHaveLength(1)
    expect(await rolloutCards.mayEdit(`${card.conversationId}-another`)).toBe(true)
  })

  test('a version is told to each admin once, however many processes tell it', async () => {
    const offer = { tenantId: 't', appId: 'APP', personId: `p${count}`, version: '1.1.0' }
    const claimed = await Promise.all(Array.from({ length: 5 }, () => database.versionOffers.claim(offer)))
    expect(claimed.filter(Boolean)).toHaveLength(1)
    expect(await database.versionOffers.last('t', 'app', offer.personId)).toBe('1.1.0')
    expect(await database.versionOffers.claim({ ...offer, version: '1.2.0' })).toBe(true)
    expect(await database.versionOffers.last('t', 'app', 'nobody')).toBeNull()
  })
})

function cardAt(i: number) {
  return {
    rolloutId: `rollout-${i}`,
    tenantId: 'tenant-id',
    conversationId: `conversation-${i}`,
    conversation: { conversation: { id: `conversation-${i}` } },
    messageId: `message-${i}`,
  }
}
