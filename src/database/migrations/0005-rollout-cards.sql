-- The one card of each rollout: on which message it is, what that shows, and who is about to change it.
create table upgrade_bot.rollout_card (
  rollout_id text primary key check (length(rollout_id) between 1 and 200),
  tenant_id text not null check (length(tenant_id) <= 500),
  conversation_id text not null check (length(conversation_id) <= 500),
  conversation jsonb not null,
  message_id text not null check (length(message_id) between 1 and 500),
  shown text,
  is_final boolean not null default false,
  is_undeliverable boolean not null default false,
  busy_by text,
  busy_until timestamptz,
  quiet_until timestamptz,
  placed_at timestamptz not null default now()
);
create unique index rollout_card_message on upgrade_bot.rollout_card (conversation_id, message_id);
create index rollout_card_open on upgrade_bot.rollout_card (rollout_id) where not is_undeliverable;

-- When a conversation's cards were last changed, whichever process did it.
create table upgrade_bot.card_pace (
  conversation_id text primary key check (length(conversation_id) <= 500),
  edited_at timestamptz not null
);

-- Where an admin can be told something: their own chat with the bot.
create table upgrade_bot.admin_conversation (
  tenant_id text not null check (length(tenant_id) <= 500),
  person_id text not null check (length(person_id) <= 500),
  conversation jsonb not null,
  seen_at timestamptz not null,
  primary key (tenant_id, person_id)
);

-- The newest version that somebody was told of.
create table upgrade_bot.version_offer (
  tenant_id text not null check (length(tenant_id) <= 500),
  app_id text not null check (length(app_id) <= 500),
  person_id text not null check (length(person_id) <= 500),
  version text not null check (length(version) <= 500),
  at timestamptz not null,
  primary key (tenant_id, app_id, person_id)
);
