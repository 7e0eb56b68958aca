import type { DatabaseState } from '../../installations/inspection.ts'
import { type Finding, missing, ok } from './finding.ts'

export function checkDatabase(state: DatabaseState): Finding {
  switch (state.kind) {
    case 'in-use':
      return ok(
        'database',
        `The embedded database is in use by process ${state.pid} on ${state.host}, as it should be.`,
      )
    case 'embedded':
      return state.isMade
        ? ok(
            'database',
            'The embedded database is there, and no process has it; it is brought up to date when the bot starts.',
          )
        : ok('database', 'The embedded database is made at the first upgrade; the directory can be written.')
    case 'server':
      return checkServer(state)
    case 'unusable':
      return missing(
        'database',
        `The database cannot be used: ${state.detail}. Upgrades go on without it, and history, Not now and later looks do not.`,
        'Check DATABASE_URL and that its server is up, or that DATA_DIR can be written by the account of the bot.',
      )
  }
}

type Server = Extract<DatabaseState, { kind: 'server' }>

function checkServer({ current, newest, mayMigrate }: Server): Finding {
  if (current === newest) return ok('database', `Postgres answers, and its tables are up to date (${current}).`)
  const behind = `Postgres answers; its tables are at version ${current} of ${newest}`
  if (mayMigrate) return ok('database', `${behind}, and are brought up to date when the bot starts.`)
  return missing(
    'database',
    `${behind}, and this account may not bring them up to date.`,
    'Start the bot once with an account that may create tables; src/database/grants.sql then gives this one what it needs.',
  )
}
