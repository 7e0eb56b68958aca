-- When Graph had asked to wait while a rollout ran: for the picture of how it went.
create table upgrade_bot.rollout_throttle (
  rollout_id text not null references upgrade_bot.rollout (id),
  began_at timestamptz not null,
  until_at timestamptz not null,
  primary key (rollout_id, began_at)
);
