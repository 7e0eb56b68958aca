-- Who meant to change what (written before the POST) and how it ended. Times are the writer's; ids are the writer's too.
create table upgrade_bot.upgrade_intent (
  id text primary key check (length(id) between 1 and 200),
  at timestamptz not null,
  tenant_id text not null check (length(tenant_id) <= 500),
  scope_kind text not null check (scope_kind in ('team', 'chat', 'user', 'me')),
  scope_id text not null check (length(scope_id) <= 500),
  external_id text not null check (length(external_id) <= 500),
  actor_via text not null,
  actor_id text not null check (length(actor_id) <= 500),
  actor_name text,
  app_name text,
  from_version text,
  to_version text,
  consent jsonb,
  correlation_id text not null
);

create table upgrade_bot.audit_entry (
  id text primary key check (length(id) between 1 and 200),
  at timestamptz not null,
  tenant_id text not null check (length(tenant_id) <= 500),
  scope_kind text not null check (scope_kind in ('team', 'chat', 'user', 'me')),
  scope_id text not null check (length(scope_id) <= 500),
  external_id text not null check (length(external_id) <= 500),
  actor_via text not null,
  actor_id text not null check (length(actor_id) <= 500),
  actor_name text,
  app_name text,
  consent jsonb,
  correlation_id text not null,
  outcome jsonb not null,
  request_id text,
  is_recovered boolean not null
);

create index upgrade_intent_at on upgrade_bot.upgrade_intent (at);
create index audit_entry_place on upgrade_bot.audit_entry (tenant_id, scope_id, at desc, id desc);

-- Append-only, also for the owner of the tables, until somebody takes the triggers off on purpose.
create function upgrade_bot.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only: % of % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete or truncate on upgrade_bot.upgrade_intent
  for each statement execute function upgrade_bot.refuse_change();
create trigger append_only before update or delete or truncate on upgrade_bot.audit_entry
  for each statement execute function upgrade_bot.refuse_change();

create table upgrade_bot.declined_consent (
  tenant_id text not null check (length(tenant_id) <= 500),
  place text not null check (length(place) <= 500),
  external_id text not null check (length(external_id) <= 500),
  version text not null check (length(version) <= 500),
  at timestamptz not null,
  actor_via text not null,
  actor_id text not null check (length(actor_id) <= 500),
  actor_name text,
  primary key (tenant_id, place, external_id, version)
);
