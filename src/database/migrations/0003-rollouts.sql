-- Rollouts, their targets, and where the bot knows itself to be installed. Times are the database's own clock.
create table upgrade_bot.rollout (
  id text primary key check (length(id) between 1 and 200),
  tenant_id text not null check (length(tenant_id) <= 500),
  app jsonb not null,
  pinned jsonb not null,
  settings jsonb not null,
  kinds jsonb not null,
  state text not null,
  reason jsonb,
  open_waves integer not null,
  total integer not null default 0,
  generation integer not null,
  forgiven integer not null,
  credential_pauses integer not null,
  gate_opens_at timestamptz,
  throttled_until timestamptz,
  started_by jsonb not null,
  approved_by jsonb,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  plan_cursor jsonb
);
create index rollout_tenant on upgrade_bot.rollout (tenant_id, created_at desc);
create index rollout_under_way on upgrade_bot.rollout (state) where state not in ('ended', 'aborted');

create table upgrade_bot.rollout_target (
  rollout_id text not null references upgrade_bot.rollout (id),
  kind text not null check (kind in ('team', 'chat', 'user')),
  place_id text not null check (length(place_id) between 1 and 500),
  added bigint generated always as identity,
  position integer,
  state text not null default 'pending',
  claimed_by text,
  claimed_at timestamptz,
  not_before timestamptz,
  attempts integer not null default 0,
  posts integer not null default 0,
  sent_at timestamptz,
  sent_from text,
  outcome jsonb,
  ended_at timestamptz,
  primary key (rollout_id, kind, place_id)
);
create index rollout_target_position on upgrade_bot.rollout_target (rollout_id, position);
create index rollout_target_state on upgrade_bot.rollout_target (rollout_id, state, position);
create index rollout_target_ended on upgrade_bot.rollout_target (rollout_id, ended_at) where ended_at is not null;

-- One row for an app in a place: seen by an activity, or left by an upgrade. `app_id` is the manifest's id, or the
-- catalog's for apps that have none, in lower case.
create table upgrade_bot.known_installation (
  tenant_id text not null check (length(tenant_id) <= 500),
  kind text not null check (kind in ('team', 'chat', 'user')),
  place_id text not null check (length(place_id) between 1 and 500),
  app_id text not null check (length(app_id) <= 500),
  installation_id text,
  version text,
  consented jsonb,
  seen_at timestamptz not null,
  primary key (tenant_id, app_id, kind, place_id)
);
