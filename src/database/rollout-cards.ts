import { type Kysely, type Selectable, sql } from 'kysely'
import type { RolloutCard, RolloutCards, Taken } from '../rollouts/rollout-cards.ts'
import type { LazyStore } from './lazy-store.ts'
import { storableKey } from './storable.ts'
import type { Tables } from './tables.ts'

/** Longer than any change of a message takes, repeats included. */
const busySeconds = 60
/** Between two changes in a conversation: 16 in 30 seconds at most, of the 60 messages that Teams takes from a bot there. */
const editEverySeconds = 2
/** A message that was taken for a rollout whose start never ended is free again. */
const unstartedSeconds = 60

/** The cards of rollouts in the database. Rejects with `StoreUnavailable` when it cannot be used. */
export function createRolloutCards(store: LazyStore): RolloutCards {
  const use = <T>(work: (db: Kysely<Tables>) => Promise<T>) => store.use(({ sql: db }) => work(db))
  return {
    place: (card) => use((db) => placeCard(db, card)),
    remove: (rolloutId) =>
      use(async (db) => {
        await db.deleteFrom('rollout_card').where('rollout_id', '=', storableKey(rolloutId)).execute()
      }),
    leave: (conversationId, messageId) =>
      use((db) => freeMessage(db, { rollout_id: null, conversation_id: conversationId, message_id: messageId })),
    find: (rolloutId) =>
      use(async (db) => {
        const query = db.selectFrom('rollout_card').selectAll().where('rollout_id', '=', storableKey(rolloutId))
        const row = await query.executeTakeFirst()
        return row ? { ...toCard(row), isUndeliverable: row.is_undeliverable } : null
      }),
    open: () =>
      use(async (db) => {
        const rows = await db
          .selectFrom('rollout_card')
          .innerJoin('rollout', 'rollout.id', 'rollout_card.rollout_id')
          .select('rollout_card.rollout_id')
          .where('is_undeliverable', '=', false)
          .where((where) => where.or([where('is_final', '=', false), where('state', 'not in', ['ended', 'aborted'])]))
          .execute()
        return rows.map(({ rollout_id: id }) => id)
      }),
    take: (rolloutId, jobId) => use((db) => takeCard(db, rolloutId, jobId)),
    putBack: (rolloutId, jobId, { shown, isFinal, isUndeliverable }) =>
      use(async (db) => {
        await db
          .updateTable('rollout_card')
          .set({ shown, is_final: isFinal, is_undeliverable: isUndeliverable, busy_by: null, busy_until: null })
          .where('rollout_id', '=', storableKey(rolloutId))
          .where('busy_by', '=', storableKey(jobId))
          .execute()
      }),
    mayEdit: (conversationId) => use((db) => mayEdit(db, conversationId)),
    edited: (conversationId) =>
      use(async (db) => {
        await db
          .updateTable('card_pace')
          .set({ edited_at: sql`clock_timestamp()` })
          .where('conversation_id', '=', storableKey(conversationId))
          .execute()
      }),
    hold: (rolloutId, seconds) =>
      use(async (db) => {
        await db
          .updateTable('rollout_card')
          .set({ quiet_until: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
          .where('rollout_id', '=', storableKey(rolloutId))
          .execute()
      }),
  }
}

async function placeCard(db: Kysely<Tables>, card: RolloutCard): ReturnType<RolloutCards['place']> {
  const rolloutId = storableKey(card.rolloutId)
  const message = { conversation_id: storableKey(card.conversationId), message_id: storableKey(card.messageId) }
  const conversation = JSON.stringify(card.conversation)
  const row = { ...message, rollout_id: rolloutId, tenant_id: storableKey(card.tenantId), conversation }
  return db.transaction().execute(async (transaction) => {
    await freeMessage(transaction, row)
    await transaction
      .insertInto('rollout_card')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const holder = await transaction
      .selectFrom('rollout_card')
      .select('rollout_id')
      .where('conversation_id', '=', message.conversation_id)
      .where('message_id', '=', message.message_id)
      .executeTakeFirst()
    return !holder || holder.rollout_id === rolloutId
      ? { kind: 'placed' }
      : { kind: 'taken', rolloutId: holder.rollout_id }
  })
}

type Place = { rollout_id: string | null; conversation_id: string; message_id: string }

/** From rollouts whose end it shows or that never began, and this rollout from where it was before. */
async function freeMessage(db: Kysely<Tables>, place: Place): Promise<void> {
  await sql`
    delete from upgrade_bot.rollout_card as card
    where card.rollout_id = ${place.rollout_id}
      or (card.conversation_id = ${place.conversation_id} and card.message_id = ${place.message_id}
        and case when exists (select from upgrade_bot.rollout where id = card.rollout_id) then card.is_final
          else card.placed_at < now() - make_interval(secs => ${unstartedSeconds}) end)`.execute(db)
}

async function takeCard(db: Kysely<Tables>, rolloutId: string, jobId: string): Promise<Taken> {
  const isFree = sql<boolean>`(busy_until is null or busy_until <= clock_timestamp() or busy_by = ${jobId})
    and (quiet_until is null or quiet_until <= clock_timestamp())`
  const row = await db
    .updateTable('rollout_card')
    .set({ busy_by: storableKey(jobId), busy_until: sql`clock_timestamp() + make_interval(secs => ${busySeconds})` })
    .where('rollout_id', '=', storableKey(rolloutId))
    .where('is_undeliverable', '=', false)
    .where(isFree)
    .returningAll()
    .executeTakeFirst()
  if (row) return { kind: 'taken', card: { ...toCard(row), shown: row.shown } }
  const there = db.selectFrom('rollout_card').select('is_undeliverable')
  const card = await there.where('rollout_id', '=', storableKey(rolloutId)).executeTakeFirst()
  return { kind: !card || card.is_undeliverable ? 'never' : 'later' }
}

/** One row a conversation, changed by one statement: two processes cannot both be let in. */
async function mayEdit(db: Kysely<Tables>, conversationId: string): Promise<boolean> {
  const { rows } = await sql`
    insert into upgrade_bot.card_pace as pace (conversation_id, edited_at)
    values (${storableKey(conversationId)}, clock_timestamp())
    on conflict (conversation_id) do update set edited_at = clock_timestamp()
      where pace.edited_at < clock_timestamp() - make_interval(secs => ${editEverySeconds})
    returning 1`.execute(db)
  return rows.length > 0
}

function toCard(row: Selectable<Tables['rollout_card']>): RolloutCard {
  return {
    rolloutId: row.rollout_id,
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    conversation: row.conversation,
    messageId: row.message_id,
  }
}
