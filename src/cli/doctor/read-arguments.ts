import { parseArgs } from 'node:util'
import { isGuid } from '../../installations/place-ids.ts'
import { probedPlace } from '../probe/probed-place.ts'
import type { ProbeAsked } from '../probe/run-probe.ts'

export type DoctorArguments = {
  json: boolean
  tenantId: string | null
  packageEnv: string
  /** Null: the usual look, which changes nothing. */
  probe: ProbeAsked | null
}

export const usage = `Usage: npm run doctor [-- --json] [--tenant <id>] [--env <name>]
  Reads the tenant and the settings, changes nothing, and says what is missing and how to fix it.
  --json    one JSON object a line on standard output
  --tenant  the id or domain of the tenant to look at, where that is not the one of the settings
  --env     the package's environment: env/.env.<name>; dev unless given

       npm run doctor -- --probe --kind team|chat|user --id <id> --app <manifest id> [--shown <version>]
         [--out <folder>] [--yes] [--json]
  Upgrades one test installation to learn how Graph answers, after asking, and writes what it saw to probe-<time>.json.
  --id      the Entra group id of the team, the id of the chat (19:…@thread.v2), or the Entra object id of the person
  --shown   the version that Teams itself shows for the app there
  --out     the folder for that file, which must be there; the one where it is started unless given
  --yes     sends without asking, for where nobody can type

Exit codes: 0 nothing is missing (a probe: it ran), 1 something is (a probe: it could not run, or not keep what it saw), 2 these arguments are not right, 78 the settings are not right.
`

const options = {
  json: { type: 'boolean', default: false },
  tenant: { type: 'string' },
  env: { type: 'string', default: 'dev' },
  probe: { type: 'boolean', default: false },
  kind: { type: 'string' },
  id: { type: 'string' },
  app: { type: 'string' },
  shown: { type: 'string' },
  out: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const

/** Null: not understood, so the usage is shown. */
export function readArguments(args: string[]): DoctorArguments | null {
  const values = parse(args)
  if (!values) return null
  const { json, tenant, env } = values
  const isTenant = tenant === undefined || /^[\w-]+(\.[\w-]+)*$/.test(tenant)
  if (!isTenant || !/^[\w-]+$/.test(env)) return null
  const probe = values.probe ? readProbe(values) : null
  const isProbe = values.kind ?? values.id ?? values.app ?? values.shown ?? values.out ?? (values.yes || undefined)
  if (values.probe ? !probe : isProbe !== undefined) return null
  return { json, tenantId: tenant ?? null, packageEnv: env, probe }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values
  } catch {
    return null
  }
}

function readProbe(values: NonNullable<ReturnType<typeof parse>>): ProbeAsked | null {
  const { kind = '', id = '', app = '', shown, out = '.', yes, json } = values
  const scope = probedPlace(kind, id)
  const isApp = isGuid(app)
  const isVersion = shown === undefined || /^\d+(\.\d+)*$/.test(shown)
  if (!scope || !isApp || !isVersion || out === '') return null
  return { scope, externalId: app, shownVersion: shown ?? null, folder: out, yes, json }
}
