export const usage = `Rollouts: one app in every place of a tenant.

  npm run -s rollout -- plan    --app <id> [--scope teams,chats,users] [--targets targets.csv] [--json]
  npm run -s rollout -- start   the same, and [--waves 1,10,100] [--gate auto|manual] [--max-failures 5%]
                                [--dry-run] [--force] [--accept-permissions <hash printed by plan>]
                                [--yes] [--wait] [--json]
  npm run -s rollout -- resume|retry|promote|approve <id> [--yes] [--wait] [--json]
  npm run -s rollout -- status <id> [--watch] [--json]
  npm run -s rollout -- pause|abort <id> [--json]
  npm run -s rollout -- export <id> --format csv|json

--app is the id in the app's manifest, or the catalog's. targets.csv has the header kind,id (team, chat or user).
--wait does the work in this process; Ctrl-C then pauses. docs/rollouts.md tells the rest.
`

/** For whoever asked wrongly. */
export const wrongUsage = (problem: string) => `${problem}\n\n${usage}`
