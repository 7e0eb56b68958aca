-- How fast each tenant may be asked, shared by all who work on it; milliseconds of the database's own clock since 1970.
-- Only learned and quickly learned again: it need not survive a crash, and so costs no wait for the disk.
create unlogged table upgrade_bot.pace_budget (
  tenant_id text not null check (length(tenant_id) <= 500),
  bucket text not null check (bucket in ('read', 'write')),
  next_ms double precision not null,
  revision integer not null,
  per_second double precision not null check (per_second > 0),
  ceiling double precision,
  raised_at_ms double precision not null,
  lowered_at_ms double precision not null,
  closed_until_ms double precision not null,
  throttled_until_ms double precision not null,
  back_offs integer not null,
  primary key (tenant_id, bucket)
) with (fillfactor = 50);
