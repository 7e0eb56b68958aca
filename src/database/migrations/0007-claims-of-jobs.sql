-- A claim holds while its job is under way, which the job queue knows: it has no time of its own any more.
alter table upgrade_bot.rollout_target drop column claimed_at;
