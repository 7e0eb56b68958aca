-- A role for the running bot that owns nothing: it cannot take off the triggers that keep the audit append-only.
--
--   1. As the owner of the database, start the bot once with the owner's DATABASE_URL: it makes all tables, pg-boss's too.
--      Once more after an update of the program that brings migrations: until then the bot says 'permission denied'.
--   2. create role upgrade_bot_app login password '…';
--   3. psql "$OWNER_URL" -f src/database/grants.sql
--   4. Give the bot the DATABASE_URL of upgrade_bot_app.
grant usage on schema upgrade_bot, pgboss to upgrade_bot_app;
grant select on upgrade_bot.schema_migration to upgrade_bot_app;
grant select, insert on upgrade_bot.upgrade_intent, upgrade_bot.audit_entry, upgrade_bot.declined_consent to upgrade_bot_app;
grant select, insert, update, delete on upgrade_bot.rollout, upgrade_bot.rollout_target to upgrade_bot_app;
grant select, insert, update on upgrade_bot.rollout_throttle, upgrade_bot.pace_budget to upgrade_bot_app;
grant select, insert, update, delete on upgrade_bot.known_installation to upgrade_bot_app;
grant select, insert, update, delete on upgrade_bot.rollout_card, upgrade_bot.card_pace to upgrade_bot_app;
grant select, insert, update, delete on upgrade_bot.admin_conversation, upgrade_bot.version_offer to upgrade_bot_app;
grant usage on all sequences in schema upgrade_bot to upgrade_bot_app;
grant select, insert, update, delete on all tables in schema pgboss to upgrade_bot_app;
grant usage on all sequences in schema pgboss to upgrade_bot_app;
grant execute on all functions in schema pgboss to upgrade_bot_app;
